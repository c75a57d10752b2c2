import { readLink } from '../../mapping/link-state.ts';
import { errorsOf, LINK_TITLE, saveLink } from '../../mapping/save-link.ts';
import type { ViewEntry } from '../../visit.ts';

export const linkCustomer: ViewEntry = {
  who: 'operator',
  submit: async visit => {
    const { state, form } = readLink(visit.place);
    const errors = await errorsOf(visit, state, form);
    if (Object.keys(errors).length > 0) return { kind: 'errors', errors };
    const find = () => saveLink(visit, state, form, { syncNow: false });
    return { kind: 'later', title: LINK_TITLE, says: 'Checking…', find };
  },
};
