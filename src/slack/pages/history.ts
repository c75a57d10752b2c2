import type { PageEntry } from './index.ts';

export const history: PageEntry = {
  who: 'viewer',
  title: 'History',
  render: async () => {
    throw new Error('not built yet');
  },
};
