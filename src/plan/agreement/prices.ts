/**
 * Which prices an agreement line gets, and from when (rules 6):
 *
 * | the invoice says                                | change                                                          |
 * | ----------------------------------------------- | --------------------------------------------------------------- |
 * | the price the line has                          | none                                                            |
 * | another price all month                         | from the usage month's first day                                |
 * | a price change inside the month                 | policy *from its date*: each price from its first day           |
 * |                                                 | policy *from the month's first day*: the month-end price        |
 * | two subscriptions, different prices at its end  | left as it is; a new line takes the price list's                |
 * | a price below cost                              | held; on an existing line only the price                        |
 *
 * Prices are rounded half-up at 4 decimals and compared so with the line's own unit price and cost. What the
 * customer's strategy leaves out is not sent and not compared; nor is a cost that we have no right to see.
 */

import type { Span } from '../invoice/span.ts';
import { type DateText, dayAfter, firstDay, inWords, type Month } from '../numbers/calendar.ts';
import { compare, type Decimal, equalAt, isZero, roundTo } from '../numbers/decimal.ts';

export type Strategy = 'cost-and-retail' | 'cost-only' | 'retail-only' | 'quantity-only';
export type PriceChangePolicy = 'from-its-date' | 'from-first-day';

/** Unit price and cost from a day on; null where it is not known or not to be touched. */
export type PriceStep = { from: DateText; unitCost: Decimal | null; unitPrice: Decimal | null };

export const sends = {
  cost: (strategy: Strategy): boolean => strategy === 'cost-and-retail' || strategy === 'cost-only',
  price: (strategy: Strategy): boolean => strategy === 'cost-and-retail' || strategy === 'retail-only',
};

const PLACES = 4;
export const asPrice = (value: Decimal): Decimal => roundTo(value, PLACES);
const asKnownPrice = (value: Decimal | null): Decimal | null => (value === null ? null : asPrice(value));

const samePrice = (a: Decimal | null, b: Decimal | null): boolean =>
  a === null || b === null ? a === b : equalAt(a, b, PLACES);
const sameStep = (a: Omit<PriceStep, 'from'>, b: Omit<PriceStep, 'from'>): boolean =>
  samePrice(a.unitCost, b.unitCost) && samePrice(a.unitPrice, b.unitPrice);

export type InvoicedPrices = {
  /** Prices by day where the open subscriptions agree. */
  steps: PriceStep[];
  /** Prices open at the month's end that contradict each other, lowest cost first; empty when they agree. */
  conflict: PriceStep[];
};

/** Prices by day of one product on one agreement, from its seat spans of the usage month. */
export function invoicedPrices(spans: readonly Span[]): InvoicedPrices {
  const steps: PriceStep[] = [];
  let conflict: PriceStep[] = [];
  const used = spans.filter(span => !isZero(span.quantity)); // no seats, no say
  for (const day of turningDays(used)) {
    const open = distinctPrices(
      used.filter(span => span.from <= day && day <= span.to),
      day,
    );
    if (open.length === 0) continue;
    conflict = open.length > 1 ? open : [];
    const [only] = open;
    const last = steps.at(-1);
    if (only && open.length === 1 && !(last && sameStep(last, only))) steps.push(only);
  }
  return { steps, conflict };
}

function turningDays(spans: readonly Span[]): DateText[] {
  return [...new Set(spans.flatMap(span => [span.from, dayAfter(span.to)]))].sort();
}

function distinctPrices(open: readonly Span[], from: DateText): PriceStep[] {
  const distinct: (PriceStep & { unitCost: Decimal })[] = [];
  for (const span of open) {
    const step = { from, unitCost: asPrice(span.unitCost), unitPrice: asKnownPrice(span.unitPrice) };
    if (!distinct.some(other => sameStep(other, step))) distinct.push(step);
  }
  return distinct.sort(
    (a, b) => compare(a.unitCost, b.unitCost) || compare(a.unitPrice ?? '0', b.unitPrice ?? '0'),
  );
}

/** What the strategy and our rights let through of a price. */
export function allowed(step: PriceStep, strategy: Strategy, seesCost: boolean): PriceStep {
  return {
    from: step.from,
    unitCost: sends.cost(strategy) && seesCost ? step.unitCost : null,
    unitPrice: sends.price(strategy) ? step.unitPrice : null,
  };
}

/**
 * The steps to write onto a line that stands at `current`: none when it already has the price that holds in the end
 * (what is past cannot be read back), else each step that differs from the one before it.
 */
export function priceChanges(desired: readonly PriceStep[], current: Omit<PriceStep, 'from'>): PriceStep[] {
  const end = desired.at(-1);
  if (end === undefined || agrees(end, current)) return [];
  const changes: PriceStep[] = [];
  let running = current;
  for (const step of desired) {
    if (agrees(step, running)) continue;
    changes.push(step);
    running = { unitCost: step.unitCost ?? running.unitCost, unitPrice: step.unitPrice ?? running.unitPrice };
  }
  return changes;
}

/** Nothing that `step` names differs from `current`. */
const agrees = (step: PriceStep, current: Omit<PriceStep, 'from'>): boolean =>
  (step.unitCost === null || samePrice(step.unitCost, current.unitCost)) &&
  (step.unitPrice === null || samePrice(step.unitPrice, current.unitPrice));

/** Applies the policy for a price that changes inside the month. */
export function underPolicy(
  steps: readonly PriceStep[],
  policy: PriceChangePolicy,
  month: Month,
): PriceStep[] {
  const end = steps.at(-1);
  if (end === undefined) return [];
  if (policy === 'from-first-day') return [{ ...end, from: firstDay(month) }];
  return steps.map((step, index) => (index === 0 ? { ...step, from: firstDay(month) } : step));
}

/** A price below its cost, both known. */
export const isBelowCost = (price: Decimal | null, cost: Decimal | null): boolean =>
  price !== null && cost !== null && compare(price, cost) < 0;

/** Unit prices a subscription ended the previous invoice with. */
export type LastPrices = { unitCost: Decimal; unitPrice: Decimal | null };

/**
 * The two warnings of the guide, verbatim: for each subscription, neighbours in time whose unit price differs at two
 * decimals, and the first span against the previous invoice. Dates are the first day at the new price.
 */
export function priceWarnings(
  spans: readonly Span[],
  previous: ReadonlyMap<string, LastPrices>,
): PriceWarning[] {
  const warnings: PriceWarning[] = [];
  const running = new Map<string, LastPrices>(previous);
  for (const span of [...spans].sort((a, b) => a.from.localeCompare(b.from))) {
    const before = running.get(span.subscriptionId);
    if (before) {
      const changed = (kind: 'cost' | 'retail', from: Decimal | null, to: Decimal | null): void => {
        if (from === null || to === null || equalAt(from, to, 2)) return;
        warnings.push({
          subscriptionId: span.subscriptionId,
          text: `Subscription ${kind} unit price changed from ${roundTo(from, 2)} to ${roundTo(to, 2)} on ${inWords(span.from)}`,
        });
      };
      changed('cost', before.unitCost, span.unitCost);
      changed('retail', before.unitPrice, span.unitPrice);
    }
    running.set(span.subscriptionId, { unitCost: span.unitCost, unitPrice: span.unitPrice });
  }
  return warnings;
}

export type PriceWarning = { subscriptionId: string; text: string };
