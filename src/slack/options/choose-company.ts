import { searchNames } from '../../store/names.ts';
import { NO_CHOICE } from '../ui/modals/link-customer.ts';
import type { OptionsEntry } from '../visit.ts';

export const chooseCompany: OptionsEntry = {
  who: 'operator',
  load: async ({ context: { db }, workspaceId }, typed) => {
    const found = await searchNames(db, workspaceId, 'company', typed);
    if (found.length === 0) {
      const description = 'Type less of its name, or press Refresh names in /prism map';
      return [{ text: 'No such company', value: NO_CHOICE, description }];
    }
    return found.map(({ id, name, detail: { active, reference } }) => {
      const notes = [...(active ? [] : ['inactive']), ...(reference ? [reference] : [])];
      return {
        text: name || `Number ${id}`,
        value: id,
        ...(notes.length > 0 ? { description: notes.join(' · ') } : {}),
      };
    });
  },
};
