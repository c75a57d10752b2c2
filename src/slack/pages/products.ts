import type { PageEntry } from './index.ts';

export const products: PageEntry = {
  who: 'viewer',
  title: 'Products',
  render: async () => {
    throw new Error('not built yet');
  },
};
