import { showPage } from '../../answers.ts';
import { readPageState } from '../../page-state.ts';
import type { ActionEntry } from '../../visit.ts';

/** Shows another part of a page in place of the one that is seen. */
export const turnPage: ActionEntry = {
  who: 'anyone',
  run: (visit, { value }) => showPage(visit, readPageState(value), 'replace'),
};
