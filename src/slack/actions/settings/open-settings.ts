import type { ActionEntry } from '../../visit.ts';

export const openSettings: ActionEntry = {
  who: 'admin',
  run: async () => {
    throw new Error('not built yet');
  },
};
