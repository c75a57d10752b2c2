import { showPage } from '../answers.ts';
import type { CommandEntry } from '../visit.ts';

export const held: CommandEntry = {
  who: 'viewer',
  usage: 'held [customer]',
  says: 'what waits for a decision, with its money',
  run: (visit, { text }) => showPage(visit, { page: 'held', filter: text.slice(0, 200) }),
};
