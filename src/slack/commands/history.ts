import { showPage } from '../answers.ts';
import type { CommandEntry } from '../visit.ts';

export const history: CommandEntry = {
  who: 'viewer',
  usage: 'history [products]',
  says: 'the last runs',
  run: (visit, { text }) =>
    showPage(visit, { page: 'history', of: /^products?$/i.test(text) ? 'products' : 'customers' }),
};
