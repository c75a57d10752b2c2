import type { ActionEntry } from '../../visit.ts';

export const retryFailed: ActionEntry = {
  who: 'operator',
  run: async () => {
    throw new Error('not built yet');
  },
};
