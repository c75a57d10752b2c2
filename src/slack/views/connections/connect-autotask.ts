import type { ViewEntry } from '../../visit.ts';

export const connectAutotask: ViewEntry = {
  who: 'admin',
  submit: async () => {
    throw new Error('not built yet');
  },
};
