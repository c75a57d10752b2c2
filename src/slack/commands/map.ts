import { showPage } from '../answers.ts';
import type { CommandEntry } from '../visit.ts';

export const map: CommandEntry = {
  who: 'operator',
  usage: 'map [text]',
  says: 'which PRISM customer is billed on which contract',
  run: (visit, { text }) => showPage(visit, { page: 'map', filter: text.slice(0, 200) }, 'modal'),
};
