import type { PageEntry } from './index.ts';

export const held: PageEntry = {
  who: 'viewer',
  title: 'Held',
  render: async () => {
    throw new Error('not built yet');
  },
};
