import { openSettings } from '../open-settings.ts';
import type { CommandEntry } from '../visit.ts';

export const settings: CommandEntry = {
  who: 'admin',
  usage: 'settings',
  says: 'how Microsoft CSP is synced',
  run: visit => openSettings(visit),
};
