import type { ViewEntry } from '../../visit.ts';

export const connectConnectwise: ViewEntry = {
  who: 'admin',
  submit: async () => {
    throw new Error('not built yet');
  },
};
