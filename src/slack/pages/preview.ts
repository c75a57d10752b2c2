import type { PageEntry } from './index.ts';

export const preview: PageEntry = {
  who: 'viewer',
  title: 'Preview',
  render: async () => {
    throw new Error('not built yet');
  },
};
