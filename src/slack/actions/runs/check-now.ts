import { startSync } from '../../start-sync.ts';
import type { ActionEntry } from '../../visit.ts';

/** Looks for a new invoice now and syncs it. */
export const checkNow: ActionEntry = {
  who: 'operator',
  run: visit => startSync(visit, { kind: 'customers' }),
};
