/** What needs a person although no run says it: one message, which says when it is over. */
import type { Button, KnownBlock } from '@slack/types';
import { monthInWords } from '../../../plan/numbers/calendar.ts';
import type { Alarm } from '../../../plan/watch/alarm.ts';
import { actions, button, context, section } from '../parts/blocks.ts';
import type { Screen } from '../parts/pages.ts';
import { instant, name } from '../parts/text.ts';
import { contractsEnd, contractsUnusable, notMapped, pricesChange } from './alarm-lists.ts';

export type ToldAlarm = {
  alarm: Alarm;
  /** ISO instant of its beginning. */
  since: string;
  /** ISO instant; null: it goes on. */
  over: string | null;
};

/** What an alarm says while it goes on. */
export type AlarmParts = { title: string; says: string; more: KnownBlock[]; buttons: Button[] };

const TITLES = { prism: 'PRISM', autotask: 'Autotask', connectwise: 'ConnectWise' };

export function alarmMessage({ alarm, over: ended }: ToldAlarm): Screen {
  const { title, says, more, buttons } = partsOf(alarm);
  const over = ended === null ? null : new Date(ended);
  const blocks: KnownBlock[] = over
    ? [section(`:white_check_mark: *${title}* · over since ${instant(over)}`), context(says)]
    : [section(`:rotating_light: *${title}*\n${says}`), ...more, ...actions(buttons)];
  return { title, blocks, text: over ? `Over: ${title}` : title };
}

function partsOf(alarm: Alarm): AlarmParts {
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
    case 'contracts-end':
      return contractsEnd(alarm);
    case 'contracts-unusable':
      return contractsUnusable(alarm);
    case 'not-mapped':
      return notMapped(alarm);
    case 'prices-change':
      return pricesChange(alarm);
  }
}
