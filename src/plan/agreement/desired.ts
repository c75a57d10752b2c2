/**
 * What the invoice wants by day (rules 4.4–4.6):
 *
 * | the invoice has                        | desired                                                        |
 * | -------------------------------------- | -------------------------------------------------------------- |
 * | seats to a day inside the month        | that many to that day, then none                               |
 * | seats to the month's last day          | that many, carried on without end                              |
 * | several subscriptions of the product   | their sum on each day                                          |
 * | usage                                  | 1 for the usage month at its amount, 0 from the next month on  |
 */

import type { Money } from '../change.ts';
import type { Agreement } from '../current.ts';
import { type Span, sumKnown } from '../invoice/span.ts';
import {
  type DateRange,
  dayAfter,
  dayBefore,
  daysIn,
  earlier,
  firstDay,
  lastDay,
  later,
  type Month,
  nextMonth,
} from '../numbers/calendar.ts';
import { big, type Decimal, isZero, plain, roundTo, sum, toWhole, whole } from '../numbers/decimal.ts';
import { accumulate, plus, stretchesBetween, type Timeline, timelineOf } from '../numbers/timeline.ts';
import type { LineDraft } from './agreement.ts';
import { asPrice } from './prices.ts';

/** Seats by day, the last day's carried on. Quantities are whole. */
export function seatTimeline(spans: readonly Span[], month: Month): Timeline {
  const seats = (span: Span): number => toWhole(span.quantity)!;
  const open = spans.filter(span => span.to >= lastDay(month));
  const closed = spans.filter(span => span.to < lastDay(month));
  return plus(
    accumulate(open.map(span => ({ from: span.from, quantity: seats(span) }))),
    timelineOf(closed.map(span => ({ from: span.from, to: span.to, quantity: seats(span) }))),
  );
}

/** The month's usage as one unit's price, at 4 decimals; null when nothing was used. */
export function usageAmount(spans: readonly Span[]): { unitCost: Decimal; unitPrice: Decimal | null } | null {
  const cost = sum(spans.map(span => span.cost));
  const price = sumKnown(spans.map(span => span.price));
  if (isZero(cost) && (price === null || isZero(price))) return null;
  return { unitCost: asPrice(cost), unitPrice: price === null ? null : asPrice(price) };
}

export const usageTimeline = (used: boolean, month: Month): Timeline =>
  used
    ? [
        { from: firstDay(month), quantity: 1 },
        { from: firstDay(nextMonth(month)), quantity: 0 },
      ]
    : [];

/** What the invoice charges for these spans; retail prices that are not known count as 0. 2 decimals. */
export const invoicedMoney = (spans: readonly Span[]): Money => ({
  cost: roundTo(sum(spans.map(span => span.cost)), 2),
  price: roundTo(sum(spans.map(span => span.price ?? '0')), 2),
});

/** The usage month's days that lie outside the agreement although the invoice has seats on them. */
export type OutsideDays = DateRange & {
  /** Some of the line's days lie inside. */
  partly: boolean;
  /** What the invoice charges for the days outside, by days. */
  money: Money;
};

export function outsideAgreement(
  draft: LineDraft,
  desired: Timeline,
  agreement: Agreement,
  month: Month,
): OutsideDays | null {
  const used = stretchesBetween(desired, firstDay(month), lastDay(month)).filter(
    stretch => stretch.quantity !== 0,
  );
  const outside = used.flatMap(({ from, to }) => [
    ...(from < agreement.from ? [{ from, to: earlier(to, dayBefore(agreement.from)) }] : []),
    ...(to > agreement.to ? [{ from: later(from, dayAfter(agreement.to)), to }] : []),
  ]);
  if (outside.length === 0) return null;
  const inside = used.some(({ from, to }) => from <= agreement.to && to >= agreement.from);
  const share = (span: Span, amount: Decimal | null): Decimal => {
    const days = daysOutside(span, agreement);
    return plain(
      big(amount ?? '0')
        .times(whole(days))
        .div(whole(daysIn(span.from, span.to))),
    );
  };
  return {
    from: outside[0]!.from,
    to: outside.at(-1)!.to,
    partly: inside,
    money: {
      cost: roundTo(sum(draft.spans.map(span => share(span, span.cost))), 2),
      price: roundTo(sum(draft.spans.map(span => share(span, span.price))), 2),
    },
  };
}

function daysOutside(span: Span, agreement: Agreement): number {
  const from = later(span.from, agreement.from);
  const to = earlier(span.to, agreement.to);
  return daysIn(span.from, span.to) - (from <= to ? daysIn(from, to) : 0);
}
