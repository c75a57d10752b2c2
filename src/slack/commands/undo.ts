import { UserError } from '../../errors.ts';
import { askForUndo } from '../ask-for-undo.ts';
import type { CommandEntry } from '../visit.ts';

export const undo: CommandEntry = {
  who: 'operator',
  usage: 'undo <run>',
  says: 'take back what a run wrote, once somebody approved the plan',
  run: async (visit, { text }) => {
    const number = /^#?(\d{1,9})$/.exec(text)?.[1];
    if (number === undefined) {
      throw new UserError(text === '' ? 'Which run?' : `There is no run “${text.slice(0, 40)}”.`, {
        code: 'no-such-run',
        remedy: 'Its number stands in /prism history, for example /prism undo 12.',
      });
    }
    await askForUndo(visit, Number(number));
  },
};
