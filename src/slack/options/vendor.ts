import { searchNames } from '../../store/names.ts';
import type { OptionsEntry } from '../visit.ts';

/** Companies that are vendors. */
export const vendor: OptionsEntry = {
  who: 'admin',
  load: async ({ context: { db }, workspaceId }, typed) =>
    (await searchNames(db, workspaceId, 'vendor', typed)).map(({ id, name }) => ({
      text: name || `Number ${id}`,
      value: id,
    })),
};
