import type { KnownBlock } from '@slack/types';
import { type Month, monthInWords } from '../../../plan/numbers/calendar.ts';
import type { ActionId } from '../../ids.ts';
import { button, section } from './blocks.ts';

export type Tick = {
  what: string;
  done: boolean;
  /** Where it can be done. */
  to: { label: string; action: ActionId; value: string } | null;
};

/** Month-close checklist: what is done, and a button to what is not. */
export function monthCloseBlocks(
  { month, ticks }: { month: Month; ticks: readonly Tick[] },
  { act }: { act: boolean },
): KnownBlock[] {
  const done = ticks.filter(tick => tick.done).length;
  return [
    section(`*Closing ${monthInWords(month)}* · ${done} of ${ticks.length} done`),
    ...ticks.map(({ what, done: isDone, to }, at) =>
      section(
        `${isDone ? ':ballot_box_with_check:' : ':black_square_button:'} ${what}`,
        !isDone && to && (act || to.action === 'open-page')
          ? button(to.label, `${to.action}:close-${at}`, to.value)
          : undefined,
      ),
    ),
  ];
}
