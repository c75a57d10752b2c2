import type { CommandEntry } from '../visit.ts';

export const preview: CommandEntry = {
  who: 'viewer',
  usage: 'preview products | <customer>',
  says: 'what a sync would do now; writes nothing',
  run: async () => {
    throw new Error('not built yet');
  },
};
