import { connectConnectWise } from '../../../sync/connect.ts';
import { checked } from '../../connecting.ts';
import { plainConnected } from '../../ui/modals/connected.ts';
import type { ViewEntry } from '../../visit.ts';

/** Proves ConnectWise keys and keeps them. */
export const connectConnectwise: ViewEntry = {
  who: 'admin',
  submit: async visit =>
    checked(visit, 'connectwise', 'Connect ConnectWise', async credentials => {
      const { context, workspaceId, userId: by } = visit;
      await connectConnectWise(context, { workspaceId, credentials, by });
      return plainConnected('Connect ConnectWise', 'Syncing to ConnectWise is not part of this version.');
    }),
};
