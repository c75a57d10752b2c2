import type { OptionsEntry } from '../visit.ts';

export const billingCode: OptionsEntry = {
  who: 'admin',
  load: async () => {
    throw new Error('not built yet');
  },
};
