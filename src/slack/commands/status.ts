import { showPage } from '../answers.ts';
import type { CommandEntry } from '../visit.ts';

export const status: CommandEntry = {
  who: 'viewer',
  usage: 'status',
  says: 'how customers and products stand',
  run: visit => showPage(visit, { page: 'status' }),
};
