import type { PageEntry } from './index.ts';

export const audit: PageEntry = {
  who: 'admin',
  title: 'Audit',
  render: async () => {
    throw new Error('not built yet');
  },
};
