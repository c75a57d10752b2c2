import { readWanted } from '../../page-state.ts';
import { startSync } from '../../start-sync.ts';
import type { ActionEntry } from '../../visit.ts';

/** Syncs what the button names. */
export const sync: ActionEntry = {
  who: 'operator',
  run: (visit, { value }) => startSync(visit, readWanted(value)),
};
