import { showPage } from '../answers.ts';
import type { CommandEntry } from '../visit.ts';

export const connect: CommandEntry = {
  who: 'admin',
  usage: 'connect',
  says: 'connections to PRISM, Autotask and ConnectWise',
  run: visit => showPage(visit, { page: 'connections' }),
};
