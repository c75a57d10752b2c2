import { searchNames } from '../../store/names.ts';
import type { OptionsEntry } from '../visit.ts';

/** Products of the price list. */
export const product: OptionsEntry = {
  who: 'operator',
  load: async ({ context, workspaceId }, typed) =>
    (await searchNames(context.db, workspaceId, 'product', typed)).map(({ id, name }) => ({
      text: name,
      value: id,
      description: id,
    })),
};
