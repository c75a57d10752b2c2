import { searchNames } from '../../store/names.ts';
import type { OptionsEntry } from '../visit.ts';

/** Active billing codes of the type material cost. */
export const chargeCode: OptionsEntry = {
  who: 'admin',
  load: async ({ context: { db }, workspaceId }, typed) =>
    (await searchNames(db, workspaceId, 'charge-code', typed)).map(({ id, name }) => ({
      text: name || `Number ${id}`,
      value: id,
    })),
};
