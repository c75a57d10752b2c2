import { openSettings as open } from '../../open-settings.ts';
import type { ActionEntry } from '../../visit.ts';

/** The program's settings. */
export const openSettings: ActionEntry = {
  who: 'admin',
  run: visit => open(visit),
};
