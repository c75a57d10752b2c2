/**
 * Current and desired become changes (rules 5). `gap(day) = desired(day) − current(day)`; a change is a delta that
 * lasts to the agreement's end, one on each day where the gap differs from the day before.
 *
 * | current            | desired                    | changes                                                   |
 * | ------------------ | -------------------------- | --------------------------------------------------------- |
 * | no line            | n from day d               | `+n` effective d, with unit price and cost                |
 * | n                  | m from d, k from e         | `m−n` effective d, `k−m` effective e                      |
 * | n                  | 0 from day d               | `−n` effective d, the first day not charged               |
 * | n                  | n, other price             | `0` with the new price, effective the price's first day   |
 * | n                  | n, same price              | none                                                      |
 * | changes of one day |                            | merged into one                                           |
 * | in date order below zero on the way | same prices  | increases first                                         |
 * | the same           | prices differ by date      | held, `order-unclear`: a price holds over later ones      |
 */
import type { DateText } from '../numbers/calendar.ts';
import type { Decimal } from '../numbers/decimal.ts';
import { accumulate, deltasOf, gapBetween, lowest, plus, type Timeline } from '../numbers/timeline.ts';
import type { PriceStep } from './prices.ts';

/** One dated delta with the prices that begin with it (absent: not sent). */
export type Delta = { effective: DateText; delta: number; unitPrice?: Decimal; unitCost?: Decimal };

/** The deltas that turn `current` into `desired`, merged by date and in date order. */
export function diff(current: Timeline, desired: Timeline, prices: readonly PriceStep[]): Delta[] {
  const byDate = new Map<DateText, Delta>();
  for (const { from, quantity } of deltasOf(gapBetween(desired, current))) {
    byDate.set(from, { effective: from, delta: quantity });
  }
  for (const { from, unitPrice, unitCost } of prices) {
    if (unitPrice === null && unitCost === null) continue;
    byDate.set(from, {
      ...(byDate.get(from) ?? { effective: from, delta: 0 }),
      ...(unitPrice === null ? {} : { unitPrice }),
      ...(unitCost === null ? {} : { unitCost }),
    });
  }
  return [...byDate.values()].sort((a, b) => a.effective.localeCompare(b.effective));
}

export const applyDelta = (timeline: Timeline, { effective, delta }: Delta): Timeline =>
  plus(timeline, accumulate([{ from: effective, quantity: delta }]));

/** An order of writing that never passes below zero; null where only another order of prices would allow it. */
export function inWritableOrder(current: Timeline, deltas: readonly Delta[]): Delta[] | null {
  if (staysAboveZero(current, deltas)) return [...deltas];
  const prices = deltas.filter(
    ({ unitPrice, unitCost }) => unitPrice !== undefined || unitCost !== undefined,
  );
  if (new Set(prices.map(({ unitPrice, unitCost }) => `${unitPrice} ${unitCost}`)).size > 1) return null;
  return [...deltas.filter(({ delta }) => delta >= 0), ...deltas.filter(({ delta }) => delta < 0)];
}

function staysAboveZero(current: Timeline, deltas: readonly Delta[]): boolean {
  let timeline = current;
  for (const delta of deltas) {
    timeline = applyDelta(timeline, delta);
    if (lowest(timeline) < 0) return false;
  }
  return true;
}
