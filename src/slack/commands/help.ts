import { showPage } from '../answers.ts';
import type { CommandEntry } from '../visit.ts';

export const help: CommandEntry = {
  who: 'anyone',
  usage: 'help [topic]',
  says: 'what you can do here, and how to begin',
  run: (visit, { text }) => showPage(visit, { page: 'help', of: text }),
};
