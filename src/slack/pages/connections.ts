import type { PageEntry } from './index.ts';

export const connections: PageEntry = {
  who: 'admin',
  title: 'Connections',
  render: async () => {
    throw new Error('not built yet');
  },
};
