import type { CommandEntry } from '../visit.ts';

export const run: CommandEntry = {
  who: 'viewer',
  usage: 'run <number>',
  says: 'what one run did',
  run: async () => {
    throw new Error('not built yet');
  },
};
