import { showPage } from '../../answers.ts';
import { readPageState } from '../../page-state.ts';
import type { ActionEntry } from '../../visit.ts';

/** Opens a page in a window of its own. */
export const openPage: ActionEntry = {
  who: 'anyone',
  run: (visit, { value }) => showPage(visit, readPageState(value), 'modal'),
};
