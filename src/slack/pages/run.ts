import { StaleError } from '../../errors.ts';
import { readRun } from '../outgoing/read-run.ts';
import { runScreen } from '../ui/pages/run.ts';
import { may } from '../visit.ts';
import type { PageEntry } from './index.ts';

/** What one run did, customer by customer, subscription by subscription. */
export const run: PageEntry = {
  who: 'viewer',
  title: 'Sync Status',
  render: async ({ context, workspaceId, role }, state) => {
    if (state.run === undefined) throw new StaleError('This list is of an older version.');
    return runScreen(await readRun(context, workspaceId, state.run), state, { act: may(role, 'operator') });
  },
};
