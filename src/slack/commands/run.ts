import { UserError } from '../../errors.ts';
import { findRun } from '../../store/runs.ts';
import { showPage } from '../answers.ts';
import type { CommandEntry } from '../visit.ts';

export const run: CommandEntry = {
  who: 'viewer',
  usage: 'run <number>',
  says: 'what one run did',
  run: async (visit, { text }) => {
    const number = /^#?(\d{1,9})$/.exec(text)?.[1];
    const found = number && (await findRun(visit.context.db, visit.workspaceId, Number(number)));
    if (!found) {
      throw new UserError(text === '' ? 'Which run?' : `There is no run “${text.slice(0, 40)}”.`, {
        code: 'no-such-run',
        remedy: 'Its number stands in /prism history, for example /prism run 12.',
      });
    }
    await showPage(visit, { page: 'run', run: found.number });
  },
};
