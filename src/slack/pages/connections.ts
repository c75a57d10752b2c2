import { listConnections } from '../../store/connections.ts';
import { connectionsScreen } from '../ui/pages/connections.ts';
import type { PageEntry } from './index.ts';

/** A card for each system, with how it stands. */
export const connections: PageEntry = {
  who: 'admin',
  title: 'Connections',
  render: async ({ context, workspaceId }) =>
    connectionsScreen(await listConnections(context.db, workspaceId)),
};
