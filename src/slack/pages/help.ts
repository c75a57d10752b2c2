import { commands } from '../commands/index.ts';
import { helpScreen } from '../ui/pages/help.ts';
import { shorten } from '../ui/parts/text.ts';
import { may } from '../visit.ts';
import type { PageEntry } from './index.ts';

/** What this person may type, and what there is to read. */
export const help: PageEntry = {
  who: 'anyone',
  title: 'Help',
  render: async ({ role }, state) => {
    const entries = Object.entries(commands).map(([word, { usage, says, who }]) => ({
      ...{ word, usage, says },
      allowed: may(role, who),
    }));
    return helpScreen({ role, commands: entries }, { ...state, of: shorten(state.of ?? '', 100) });
  },
};
