import type { OptionsEntry } from '../visit.ts';

export const product: OptionsEntry = {
  who: 'operator',
  load: async () => {
    throw new Error('not built yet');
  },
};
