import { StaleError } from '../../../errors.ts';
import { findName } from '../../../store/names.ts';
import { replaceModal } from '../../answers.ts';
import { buildLink } from '../../mapping/link-modal.ts';
import { readLink } from '../../mapping/link-state.ts';
import { LINK_TITLE } from '../../mapping/save-link.ts';
import type { ActionEntry } from '../../visit.ts';

/** Puts the company that was suggested into its field; nothing is saved. */
export const takeSuggestion: ActionEntry = {
  who: 'operator',
  run: (visit, { value: companyId }) => {
    const { state, form } = readLink(visit.place);
    return replaceModal(visit, LINK_TITLE, async () => {
      const company = await findName(visit.context.db, visit.workspaceId, 'company', companyId);
      if (!company) throw new StaleError('That company is not in Autotask’s list any more.');
      const { id, name } = company;
      const next = { ...form, company: { id, name }, contract: null, chargeContract: null };
      return buildLink(visit, { ...state, turn: state.turn + 1 }, { form: next });
    });
  },
};
