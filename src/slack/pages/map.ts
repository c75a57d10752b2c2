import type { PageEntry } from './index.ts';

export const map: PageEntry = {
  who: 'operator',
  title: 'Customers',
  render: async () => {
    throw new Error('not built yet');
  },
};
