import { connectTarget } from '../../../sync/connect.ts';
import { checked } from '../../connecting.ts';
import { autotaskConnected } from '../../ui/modals/connected.ts';
import type { ViewEntry } from '../../visit.ts';

/** Proves Autotask's login, once, and each right; keeps the credentials unless the login was refused. */
export const connectAutotask: ViewEntry = {
  who: 'admin',
  submit: async visit =>
    checked(visit, 'autotask', 'Connect Autotask', async credentials => {
      const { context, workspaceId, userId: by } = visit;
      return autotaskConnected(await connectTarget(context, { workspaceId, credentials, by }));
    }),
};
