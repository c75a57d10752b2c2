import { getSettings } from '../../store/settings.ts';
import { getWorkspace } from '../../store/workspaces.ts';
import { PROGRAM } from '../../sync/sync-context.ts';
import { listCustomers } from '../mapping/list-customers.ts';
import { mapScreen } from '../ui/pages/map.ts';
import type { PageEntry } from './index.ts';

export const map: PageEntry = {
  who: 'operator',
  title: 'Customers',
  render: async ({ context: { db }, workspaceId }, state) => {
    const [rows, workspace, { syncOn }] = await Promise.all([
      listCustomers(db, workspaceId),
      getWorkspace(db, workspaceId),
      getSettings(db, workspaceId, PROGRAM),
    ]);
    const { namesReadAt: readAt, namesWantedAt, namesProblem: problem } = workspace;
    const wanted = namesWantedAt !== null && (readAt === null || namesWantedAt > readAt);
    return mapScreen({ rows, syncOn, names: { readAt, wanted, problem } }, state);
  },
};
