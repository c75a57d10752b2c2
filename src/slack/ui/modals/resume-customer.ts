/** From which invoice syncing goes on, and what that leaves unbilled. */
import type { KnownBlock, ModalView } from '@slack/types';
import { type Month, monthInWords } from '../../../plan/numbers/calendar.ts';
import { type Decimal, roundTo } from '../../../plan/numbers/decimal.ts';
import { input, modal, option, section } from '../parts/blocks.ts';
import { money } from '../parts/money.ts';
import { bold, name, plural } from '../parts/text.ts';

export type Choice = {
  month: Month;
  /** Oldest first. `cost`: supplier cost, before tax; null: not known. */
  skips: readonly { month: Month; number: string | null; currency: string | null; cost: Decimal | null }[];
};

export const RESUME_TITLE = 'Resume syncing';

export function resumeView(
  who: string | null,
  choices: { mostRecent: Choice; next: Choice } | null,
  metadata: string,
): ModalView {
  const whom = who === null ? 'all customers' : name(who);
  const blocks: KnownBlock[] = [section(`Syncing is switched on again for ${bold(whom)}.`)];
  if (choices === null) blocks.push(section('PRISM has no invoice yet, so no month is skipped.'));
  else {
    const { mostRecent, next } = choices;
    const recent = option(`Most recent invoice (${monthInWords(mostRecent.month)})`, mostRecent.month);
    const coming = option(`Next invoice (${monthInWords(next.month)})`, next.month);
    blocks.push(
      input('Start with', 'start', {
        type: 'radio_buttons',
        action_id: 'start',
        options: [recent, coming],
        initial_option: recent,
      }),
      section(`${bold('Most recent invoice')} ${skipSays(mostRecent)}`),
      section(`${bold('Next invoice')} ${skipSays(next)}`),
    );
  }
  return modal('resume-customer', RESUME_TITLE, blocks, { submit: 'Resume', close: 'Cancel', metadata });
}

/** A year; more than that is counted. */
const MOST_NAMED = 12;

function skipSays({ skips }: Choice): string {
  if (skips.length === 0) return 'skips no month.';
  const says = skips
    .slice(0, MOST_NAMED)
    .map(({ month, number, currency, cost }) =>
      [
        monthInWords(month),
        ...(number === null ? [] : [name(number, 30)]),
        cost === null ? 'money not known' : money(roundTo(cost, 2), currency),
      ].join(' · '),
    );
  const more = skips.length - says.length;
  const rest = more > 0 ? [`and ${plural(more, 'later invoice')}`] : [];
  return `skips, unbilled:\n${[...says, ...rest].map(one => `• ${one}`).join('\n')}`;
}
