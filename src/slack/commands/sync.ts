import type { CommandEntry } from '../visit.ts';

export const sync: CommandEntry = {
  who: 'operator',
  usage: 'sync [products | <customer>]',
  says: 'sync the newest invoice, the products, or one customer',
  run: async () => {
    throw new Error('not built yet');
  },
};
