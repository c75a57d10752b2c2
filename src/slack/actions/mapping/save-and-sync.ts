import { fill, loading, replaceModal } from '../../answers.ts';
import { buildLink } from '../../mapping/link-modal.ts';
import { readLink } from '../../mapping/link-state.ts';
import { errorsOf, LINK_TITLE, saveLink } from '../../mapping/save-link.ts';
import type { ActionEntry } from '../../visit.ts';

/** A button cannot put a word next to a field as submitting can: what is wrong stands above the fields. */
export const saveAndSync: ActionEntry = {
  who: 'operator',
  run: async visit => {
    const { state, form, place } = readLink(visit.place);
    const problems = Object.values(await errorsOf(visit, state, form));
    if (!form.syncOn) problems.push('Switch Sync on to sync this customer now, or press Save.');
    if (problems.length > 0)
      return replaceModal(visit, LINK_TITLE, () => buildLink(visit, state, { form, problems }));
    await replaceModal(visit, LINK_TITLE, async () => loading(LINK_TITLE, 'Checking…'));
    await fill(visit, { id: place.viewId, hash: undefined }, LINK_TITLE, () =>
      saveLink(visit, state, form, { syncNow: true }),
    );
  },
};
