import { fill, loading, replaceModal } from '../../answers.ts';
import { buildLink } from '../../mapping/link-modal.ts';
import { type LinkPlace, readLink } from '../../mapping/link-state.ts';
import { errorsOf, LINK_TITLE, saveLink } from '../../mapping/save-link.ts';
import type { ActionEntry, Visit } from '../../visit.ts';

/** A button cannot put a word next to a field as submitting can: what is wrong stands above the fields. */
export const saveAndSync: ActionEntry = {
  who: 'operator',
  run: async visit => {
    const { state, form, place } = readLink(visit.place);
    const problems = Object.values(await errorsOf(visit, state, form));
    if (!form.syncOn) problems.push('Switch Sync on to sync this customer now, or press Save.');
    if (problems.length > 0)
      return replaceModal(visit, LINK_TITLE, () => buildLink(visit, state, { form, problems }));
    if (!(await takesOver(visit, place))) return;
    await fill(visit, { id: place.viewId, hash: undefined }, LINK_TITLE, () =>
      saveLink(visit, state, form, { syncNow: true }),
    );
  },
};

/** Of two clicks on one view only the first does something: a view's hash is good for one change. */
async function takesOver({ client }: Visit, { viewId, hash }: LinkPlace): Promise<boolean> {
  try {
    await client.views.update({ view_id: viewId, hash, view: loading(LINK_TITLE, 'Checking…') });
    return true;
  } catch (error) {
    const word = (error as { data?: { error?: string } }).data?.error;
    if (word === 'hash_conflict' || word === 'not_found') return false;
    throw error;
  }
}
