import type { CommandEntry } from '../visit.ts';

export const resume: CommandEntry = {
  who: 'operator',
  usage: 'resume [customer]',
  says: 'switch it on again',
  run: async () => {
    throw new Error('not built yet');
  },
};
