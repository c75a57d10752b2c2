import type { OptionsEntry } from '../visit.ts';

export const contract: OptionsEntry = {
  who: 'operator',
  load: async () => {
    throw new Error('not built yet');
  },
};
