import type { Money } from '../change.ts';
import { type DateRange, dayAfter, daysIn, earlier, later, periodOf } from '../numbers/calendar.ts';
import { add, big, type Decimal, plain, roundTo, subtract, whole } from '../numbers/decimal.ts';
import { quantityOn, stretchesBetween, type Timeline } from '../numbers/timeline.ts';
import type { PriceStep } from './prices.ts';

/**
 * What a target that prorates by days will bill for the days `range`: each stretch of constant quantity and price is
 * `units × unit price × its days / days of its billing period`, rounded half-up to cents by itself (rules 13, 6).
 * `gridStart` is the agreement's first day, from which its monthly periods count. Prices before the first step and
 * prices that are not known count as 0; what a step does not name stays. Money in the customer's currency, 2 decimals, excluding tax.
 */
export function billFor(
  quantities: Timeline,
  prices: readonly PriceStep[],
  gridStart: string,
  range: DateRange,
): Money {
  const carried = carryOn(prices);
  let total: Money = { cost: '0.00', price: '0.00' };
  for (let day = range.from; day <= range.to; ) {
    const period = periodOf(gridStart, day);
    const to = earlier(period.to, range.to);
    const periodDays = whole(daysIn(period.from, period.to));
    for (const piece of pieces(quantities, carried, { from: day, to })) {
      const days = whole(daysIn(piece.from, piece.to));
      const amount = (unit: Decimal | null): Decimal => {
        const full = big(unit ?? '0').times(whole(piece.quantity));
        return roundTo(plain(days === periodDays ? full : full.times(days).div(periodDays)), 2);
      };
      total = {
        cost: add(total.cost, amount(piece.unitCost)),
        price: add(total.price, amount(piece.unitPrice)),
      };
    }
    day = dayAfter(to);
  }
  return { cost: roundTo(total.cost, 2), price: roundTo(total.price, 2) };
}

export const moneyBetween = (after: Money, before: Money): Money => ({
  cost: roundTo(subtract(after.cost, before.cost), 2),
  price: roundTo(subtract(after.price, before.price), 2),
});

/** What a step does not name stays as it was before it. */
function carryOn(steps: readonly PriceStep[]): PriceStep[] {
  let unitCost: Decimal | null = null;
  let unitPrice: Decimal | null = null;
  return steps.map(step => {
    unitCost = step.unitCost ?? unitCost;
    unitPrice = step.unitPrice ?? unitPrice;
    return { from: step.from, unitCost, unitPrice };
  });
}

type Piece = DateRange & { quantity: number; unitCost: Decimal | null; unitPrice: Decimal | null };

function pieces(quantities: Timeline, prices: readonly PriceStep[], range: DateRange): Piece[] {
  const dated: Timeline = prices.map((step, index) => ({ from: step.from, quantity: index + 1 }));
  return stretchesBetween(dated, range.from, range.to).flatMap(({ from, to, quantity: position }) => {
    const step = prices[position - 1];
    return stretchesBetween(quantities, later(from, range.from), to)
      .filter(stretch => stretch.quantity !== 0)
      .map(stretch => ({
        from: stretch.from,
        to: stretch.to,
        quantity: quantityOn(quantities, stretch.from),
        unitCost: step?.unitCost ?? null,
        unitPrice: step?.unitPrice ?? null,
      }));
  });
}
