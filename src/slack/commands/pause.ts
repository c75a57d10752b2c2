import type { CommandEntry } from '../visit.ts';

export const pause: CommandEntry = {
  who: 'operator',
  usage: 'pause [customer]',
  says: 'switch syncing off, for all or one customer',
  run: async () => {
    throw new Error('not built yet');
  },
};
