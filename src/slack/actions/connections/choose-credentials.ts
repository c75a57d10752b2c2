import { replaceModal } from '../../answers.ts';
import { readTyped } from '../../connecting.ts';
import { connectView } from '../../ui/modals/connect.ts';
import type { ActionEntry } from '../../visit.ts';

/** Shows the fields for the way chosen; what was typed stays, since the fields keep their ids. */
export const chooseCredentials: ActionEntry = {
  who: 'admin',
  run: async (visit, { value }) => {
    const { place } = visit;
    if (place.kind !== 'modal') return;
    const mode = value === 'generate' ? 'generate' : 'configure';
    const { shown } = readTyped('prism', place.values);
    await replaceModal(visit, 'Connect PRISM', async () => connectView('prism', { values: shown }, mode));
  },
};
