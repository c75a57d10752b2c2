import { commands } from '../commands/index.ts';
import { helpScreen } from '../ui/pages/help.ts';
import { may } from '../visit.ts';
import type { PageEntry } from './index.ts';

/** What this person may type, and what there is to read. */
export const help: PageEntry = {
  who: 'anyone',
  title: 'Help',
  render: async ({ role }, { of = '' }) => {
    const entries = Object.values(commands);
    return helpScreen({
      role,
      typed: of,
      words: Object.keys(commands),
      commands: entries.filter(({ who }) => may(role, who)),
    });
  },
};
