/** What needs a person although no run says it. */
import type { KnownBlock } from '@slack/types';
import { type Month, monthInWords } from '../../../plan/numbers/calendar.ts';
import { actions, button, context, section } from '../parts/blocks.ts';
import type { Screen } from '../parts/pages.ts';
import { instant, name } from '../parts/text.ts';

export type Alarm = {
  /** ISO instant or day of its beginning. */
  since: string;
  /** ISO instant; null: it goes on. */
  over: string | null;
} & (
  | {
      alarm: 'connection-lost';
      connection: 'prism' | 'autotask' | 'connectwise';
      says: string;
      /** With the steps to unlock a user, where that is what happened. */
      remedy: string;
      words: string | null;
    }
  | { alarm: 'invoice-late'; month: Month }
  /** `last`: ISO instant of the last check that succeeded; null: never. */
  | { alarm: 'no-check'; last: string | null }
);

const TITLES = { prism: 'PRISM', autotask: 'Autotask', connectwise: 'ConnectWise' };

export function alarmMessage(alarm: Alarm): Screen {
  const { title, says, more, buttons } = partsOf(alarm);
  const over = alarm.over === null ? null : new Date(alarm.over);
  const blocks: KnownBlock[] = over
    ? [section(`:white_check_mark: *${title}* · over since ${instant(over)}`), context(says)]
    : [section(`:rotating_light: *${title}*\n${says}`), ...more, ...actions(buttons)];
  return { title, blocks, text: over ? `Over: ${title}` : title };
}

function partsOf(alarm: Alarm): {
  title: string;
  says: string;
  more: KnownBlock[];
  buttons: ReturnType<typeof button>[];
} {
  const checkNow = button('Check now', 'check-now', '', { style: 'primary' });
  switch (alarm.alarm) {
    case 'connection-lost': {
      const { connection, says, remedy, words } = alarm;
      return {
        title: `Connection to ${TITLES[connection]} lost`,
        says: `${name(says, 500)}\n${name(remedy, 900)}`,
        more: [
          ...(words ? [context(`“${name(words, 500)}”`)] : []),
          context('No sync runs until it works again.'),
        ],
        buttons: [button('Edit credentials', 'connect', connection, { style: 'primary' })],
      };
    }
    case 'invoice-late': {
      const month = monthInWords(alarm.month);
      return {
        title: `Invoice for ${month} is late`,
        says: `PRISM has no approved invoice for usage month ${month} yet. It is looked for every day.`,
        more: [context('If it should be there: look in PRISM whether it waits for approval.')],
        buttons: [checkNow],
      };
    }
    case 'no-check':
      return {
        title: 'No successful check for 26 hours',
        says: alarm.last
          ? `PRISM was last read ${instant(new Date(alarm.last))}. A new invoice would not be seen.`
          : 'PRISM was never read. A new invoice would not be seen.',
        more: [],
        buttons: [checkNow],
      };
  }
}
