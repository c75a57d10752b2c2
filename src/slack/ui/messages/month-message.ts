import { monthInWords } from '../../../plan/numbers/calendar.ts';
import { context } from '../parts/blocks.ts';
import { isClosed, type MonthFacts, monthClose, monthCloseBlocks } from '../parts/month-close.ts';
import type { Screen } from '../parts/pages.ts';

/** The month's checklist in the channel, ticking itself off. */
export function monthMessage(facts: MonthFacts): Screen {
  const month = monthInWords(facts.month);
  const ticks = monthClose(facts);
  const closed = isClosed(facts);
  const title = closed
    ? `${month} is closed`
    : `Closing ${month} · ${ticks.filter(({ done }) => done).length} of ${ticks.length} done`;
  return {
    title,
    text: title,
    blocks: [
      ...monthCloseBlocks(facts, { act: true }),
      ...(closed ? [context(`:white_check_mark: ${month} is closed.`)] : []),
    ],
  };
}
