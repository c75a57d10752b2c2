import type { PageEntry } from './index.ts';

export const help: PageEntry = {
  who: 'anyone',
  title: 'Help',
  render: async () => {
    throw new Error('not built yet');
  },
};
