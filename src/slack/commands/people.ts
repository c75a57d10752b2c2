import { showPage } from '../answers.ts';
import type { CommandEntry } from '../visit.ts';

export const people: CommandEntry = {
  who: 'admin',
  usage: 'people',
  says: 'who is admin, operator, viewer',
  run: visit => showPage(visit, { page: 'people' }),
};
