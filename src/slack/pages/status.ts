import type { PageEntry } from './index.ts';

export const status: PageEntry = {
  who: 'viewer',
  title: 'Status',
  render: async () => {
    throw new Error('not built yet');
  },
};
