import type { OptionsEntry } from '../visit.ts';

export const vendor: OptionsEntry = {
  who: 'admin',
  load: async () => {
    throw new Error('not built yet');
  },
};
