import { showPage } from '../answers.ts';
import type { CommandEntry } from '../visit.ts';

export const audit: CommandEntry = {
  who: 'admin',
  usage: 'audit [text]',
  says: 'who did what, when',
  run: (visit, { text }) => showPage(visit, { page: 'audit', filter: text.slice(0, 200) }),
};
