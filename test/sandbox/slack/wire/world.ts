import type { Book } from '../book.ts';
import type { Faults } from '../faults.ts';
import type { Finding } from '../gate/finding.ts';
import type { SlackSwitches } from '../switches.ts';
import type { App, Consent } from './app.ts';
import type { SocketMode } from './socket-mode.ts';

/** A code that the authorize page gave out, to be exchanged once within ten minutes. */
export type Code = {
  teamId: string;
  userId: string;
  scopes: string[];
  orgWide: boolean;
  redirectUri: string;
  madeAt: number;
  used: boolean;
};

/** All that the hosts of one sandbox share. */
export type World = {
  app: App;
  book: Book;
  faults: Faults;
  switches: SlackSwitches;
  findings: Finding[];
  consent: Consent;
  codes: Map<string, Code>;
  socketMode: SocketMode;
  /** What upload addresses begin with. */
  uploadsUrl: string;
};
