import { pageView, refusal } from '../../answers.ts';
import { readPageState } from '../../page-state.ts';
import { pages } from '../../pages/index.ts';
import { may, type ViewEntry } from '../../visit.ts';

/** Narrows the page down to what was typed, as pressing Enter in its filter does. */
export const page: ViewEntry = {
  who: 'anyone',
  submit: async visit => {
    const { metadata, values } = visit.place;
    const state = readPageState(metadata);
    const { who, title } = pages[state.page];
    if (who !== 'anyone' && !may(visit.role, who)) throw refusal(who);
    const [typed] = Object.values(values).flatMap(fields => fields['filter-page'] ?? []);
    const filter = typed?.value?.trim() ?? '';
    const find = () => pageView(visit, { ...state, filter, at: 1 });
    return { kind: 'later', title, says: 'One moment…', find };
  },
};
