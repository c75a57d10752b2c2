import type { ActionEntry } from '../../visit.ts';

export const removePerson: ActionEntry = {
  who: 'admin',
  run: async () => {
    throw new Error('not built yet');
  },
};
