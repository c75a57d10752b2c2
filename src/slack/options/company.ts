import type { OptionsEntry } from '../visit.ts';

export const company: OptionsEntry = {
  who: 'operator',
  load: async () => {
    throw new Error('not built yet');
  },
};
