import { type Found, testConnection as testAgain } from '../../../sync/connect.ts';
import { openModal } from '../../answers.ts';
import { autotaskConnected, plainConnected, prismConnected } from '../../ui/modals/connected.ts';
import type { ActionEntry } from '../../visit.ts';
import { readSystem } from './connect.ts';

/** Proves again what is kept. */
export const testConnection: ActionEntry = {
  who: 'admin',
  run: async (visit, { value }) => {
    const { context, workspaceId, userId: by } = visit;
    const kind = readSystem(value);
    await openModal(visit, 'Test', async () => view(await testAgain(context, { workspaceId, kind, by })));
  },
};

function view(found: Found) {
  switch (found.kind) {
    case 'prism':
      return prismConnected(found.agreements, null, { ask: false });
    case 'autotask':
      return autotaskConnected(found);
    case 'connectwise':
      return plainConnected('Test', 'ConnectWise takes the keys.');
  }
}
