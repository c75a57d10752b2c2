import { showPage } from '../../answers.ts';
import { readPageState } from '../../page-state.ts';
import type { ActionEntry } from '../../visit.ts';

/** Narrows the page in a modal down to what was typed or chosen; `filter-page:sort` sorts it. */
export const filterPage: ActionEntry = {
  who: 'anyone',
  run: async (visit, { actionId, value }) => {
    if (visit.place.kind !== 'modal') return;
    const state = readPageState(visit.place.metadata);
    const change = actionId.endsWith(':sort') ? { sort: value } : { filter: value.trim() };
    await showPage(visit, { ...state, ...change, at: 1 }, 'replace');
  },
};
