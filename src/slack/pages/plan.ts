import type { PageEntry } from './index.ts';

export const plan: PageEntry = {
  who: 'viewer',
  title: 'Plan',
  render: async () => {
    throw new Error('not built yet');
  },
};
