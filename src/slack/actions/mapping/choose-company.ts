import { replaceModal } from '../../answers.ts';
import { buildLink } from '../../mapping/link-modal.ts';
import { readLink } from '../../mapping/link-state.ts';
import { LINK_TITLE } from '../../mapping/save-link.ts';
import type { ActionEntry } from '../../visit.ts';

/** Another company has other contracts: the contract pickers begin anew. */
export const chooseCompany: ActionEntry = {
  who: 'operator',
  run: (visit, _click) => {
    const { state, form } = readLink(visit.place);
    return replaceModal(visit, LINK_TITLE, () =>
      buildLink(
        visit,
        { ...state, turn: state.turn + 1 },
        {
          form: { ...form, contract: null, chargeContract: null },
        },
      ),
    );
  },
};
