import type { ActionEntry } from '../../visit.ts';

export const disconnect: ActionEntry = {
  who: 'admin',
  run: async () => {
    throw new Error('not built yet');
  },
};
