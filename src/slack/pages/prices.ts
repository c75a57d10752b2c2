import { compare } from '../../plan/numbers/decimal.ts';
import { listNames } from '../../store/names.ts';
import { getSettings } from '../../store/settings.ts';
import { PROGRAM } from '../../sync/sync-context.ts';
import { pricesScreen } from '../ui/pages/prices.ts';
import type { PageEntry } from './index.ts';

/** What the next price list changes for products in use. */
export const prices: PageEntry = {
  who: 'viewer',
  title: 'Coming prices',
  render: async ({ context: { db }, workspaceId }, state) => {
    const [coming, { currency }] = await Promise.all([
      listNames(db, workspaceId, 'coming-price'),
      getSettings(db, workspaceId, PROGRAM),
    ]);
    const sorted = coming.map(({ detail }) => detail).sort((a, b) => compare(a.effect, b.effect));
    return pricesScreen(sorted, state, currency);
  },
};
