import type { PageEntry } from './index.ts';

export const run: PageEntry = {
  who: 'viewer',
  title: 'Sync Status',
  render: async () => {
    throw new Error('not built yet');
  },
};
