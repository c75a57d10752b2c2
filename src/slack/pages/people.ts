import type { PageEntry } from './index.ts';

export const people: PageEntry = {
  who: 'admin',
  title: 'People',
  render: async () => {
    throw new Error('not built yet');
  },
};
