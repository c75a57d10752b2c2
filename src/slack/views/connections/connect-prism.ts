import type { ViewEntry } from '../../visit.ts';

export const connectPrism: ViewEntry = {
  who: 'admin',
  submit: async () => {
    throw new Error('not built yet');
  },
};
