/** What is said about a line that is written although its bill will not be what the invoice says. */

import type { Money } from '../change.ts';
import { type DateText, inWords } from '../numbers/calendar.ts';
import { compare } from '../numbers/decimal.ts';
import { gapBetween, sameTimeline, type Timeline } from '../numbers/timeline.ts';
import type { LineDraft } from './agreement.ts';
import { moneyBetween } from './bill.ts';
import type { Wanted } from './line-days.ts';
import type { Findings } from './line-findings.ts';
import { type LinePrices, onUsedDays } from './line-prices.ts';
import { type PriceStep, priceChanges } from './prices.ts';

export type Bill = (timeline: Timeline, steps: readonly PriceStep[]) => Money;

/** Days that stay as they are although the invoice asks otherwise: what of the usage month is not billed for it. */
export function nameWhatIsLeft(
  asked: Timeline,
  after: Wanted,
  billed: Money,
  at: {
    draft: LineDraft;
    steps: readonly PriceStep[];
    through: DateText | null;
    bill: Bill;
    found: Findings;
  },
): void {
  const { draft, steps, through, bill, found } = at;
  if (sameTimeline(asked, after.timeline) && sameSteps(steps, after.steps)) return;
  const missed = moneyBetween(bill(asked, steps), billed);
  if (compare(missed.cost, '0') === 0 && compare(missed.price, '0') === 0) return;
  const first = gapBetween(asked, after.timeline)[0]?.from;
  const isPosted = through !== null && (first === undefined || first <= through);
  found.exclude(
    isPosted ? 'posted' : 'same-date',
    `${draft.name}: ${missed.cost} cost, ${missed.price} retail of this usage month is not billed${isPosted ? `, its period to ${inWords(through)} being posted` : ', its day being taken'}`,
    missed,
  );
}

const sameSteps = (a: readonly PriceStep[], b: readonly PriceStep[]): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** A price that was another for some days and is the line's own again at the end: those days stay at the line's price. */
export function namePassing(
  draft: LineDraft,
  prices: LinePrices,
  timeline: Timeline,
  billed: Money,
  bill: Bill,
  found: Findings,
): void {
  const desired = onUsedDays(prices.desired, timeline);
  if (desired.length < 2 || priceChanges(desired, prices.now).length > 0) return;
  const missed = moneyBetween(bill(timeline, desired), billed);
  if (compare(missed.cost, '0') === 0 && compare(missed.price, '0') === 0) return;
  found.notes.push(
    `${draft.name}: its price was another for some days of the month and is the line's own again; ${missed.cost} cost, ${missed.price} retail more is invoiced for these days`,
  );
}

export function nameGrid(draft: LineDraft, gridStart: DateText, billed: Money, found: Findings): void {
  if (
    draft.kind === 'usage' ||
    gridStart.slice(8) === '01' ||
    compare(billed.price, found.invoiced.price) === 0
  )
    return;
  found.notes.push(
    `${draft.name}: the contract's periods start on day ${Number(gridStart.slice(8))}; Autotask bills ${billed.price} for these days, the invoice says ${found.invoiced.price}`,
  );
}

/** The money that the policy *from the month's first day* moves, against the invoice's own dates. */
export function namePolicy(
  draft: LineDraft,
  steps: readonly PriceStep[],
  exact: readonly PriceStep[],
  after: Wanted,
  billed: Money,
  bill: Bill,
  found: Findings,
): void {
  if (sameSteps(steps, exact) || !sameSteps(steps, after.steps)) return;
  const more = moneyBetween(billed, bill(after.timeline, exact));
  if (compare(more.cost, '0') === 0 && compare(more.price, '0') === 0) return;
  found.notes.push(
    `${draft.name}: the new price counts from the month's first day, ${more.cost} cost, ${more.price} retail more than by its own date`,
  );
}
