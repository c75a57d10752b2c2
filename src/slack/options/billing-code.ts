import { searchNames } from '../../store/names.ts';
import type { OptionsEntry } from '../visit.ts';

/** Active billing codes of the type recurring contract service. */
export const billingCode: OptionsEntry = {
  who: 'admin',
  load: async ({ context: { db }, workspaceId }, typed) =>
    (await searchNames(db, workspaceId, 'billing-code', typed)).map(({ id, name }) => ({
      text: name || `Number ${id}`,
      value: id,
    })),
};
