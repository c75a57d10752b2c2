/**
 * A line is read into a span (rules 4):
 *
 * | line                                              | becomes                                                     |
 * | ------------------------------------------------- | ----------------------------------------------------------- |
 * | negative SubTotal, not usage                      | a credit: held with its money, never folded into quantities |
 * | no subscription                                   | an adjustment: held                                         |
 * | usage                                             | usage: an amount for the month, not seats                   |
 * | longer than 45 days                               | prepaid: a term paid in advance                             |
 * | anything else                                     | seats from the first to the last day                        |
 * | same subscription, same days, same quantity       | one span: seats once, unit prices and money added (E5)      |
 * | any other overlap within a subscription           | held, `overlap`                                             |
 * | ratio × days of the month = days of the span ± ½  | the dates are right                                         |
 * | … only without the last day, for most of the file | the file's ends are exclusive                               |
 * | … neither way                                     | held, `dates-unclear`                                       |
 * | not inside the usage month                        | held, `outside-month`                                       |
 */
import {
  type DateText,
  dayBefore,
  daysIn,
  daysInMonth,
  firstDay,
  lastDay,
  type Month,
} from '../numbers/calendar.ts';
import {
  absolute,
  add,
  big,
  compare,
  type Decimal,
  isNegative,
  multiply,
  subtract,
  sum,
} from '../numbers/decimal.ts';
import type { Line } from './line.ts';

export type SpanKind = 'seat' | 'usage' | 'credit' | 'prepaid';

/** What every target is planned from. Dates inclusive; money as the source gives it, unrounded. */
export type Span = {
  tenantId: string;
  subscriptionId: string;
  productKey: string;
  kind: SpanKind;
  from: DateText;
  to: DateText;
  quantity: Decimal;
  unitCost: Decimal;
  unitPrice: Decimal | null;
  cost: Decimal;
  price: Decimal | null;
  /** Keys of the invoice lines it was read from. */
  lines: string[];
};

/** Whether the last date of a line is still charged; settled once for a whole file. */
export type DateReading = 'inclusive' | 'exclusive';

const PREPAID_AFTER_DAYS = 45;

export function kindOf(line: Line, usage: boolean): SpanKind {
  if (usage) return 'usage';
  if (isNegative(line.cost)) return 'credit';
  return daysIn(line.from, line.to) > PREPAID_AFTER_DAYS ? 'prepaid' : 'seat';
}

const ratioOf = (line: Line): Decimal => line.ratio ?? '1';

const fits = (line: Line, month: Month, days: number): boolean => {
  const implied = multiply(ratioOf(line), String(daysInMonth(month)));
  return compare(absolute(subtract(implied, String(days))), '0.5') <= 0;
};

/** How one line says its file is to be read; null when it fits neither way or says nothing (rules 4.3). */
export function readingOf(line: Line, month: Month): DateReading | null {
  if (isNegative(line.cost) || daysIn(line.from, line.to) > PREPAID_AFTER_DAYS) return null;
  if (fits(line, month, daysIn(line.from, line.to))) return 'inclusive';
  return fits(line, month, daysIn(line.from, line.to) - 1) ? 'exclusive' : null;
}

/** The file's reading by the votes of its lines; inclusive where nothing speaks against it. */
export const settleReading = (votes: { inclusive: number; exclusive: number }): DateReading =>
  votes.exclusive > votes.inclusive ? 'exclusive' : 'inclusive';

/** True when the line's day of service lies outside the usage month: enough of them make an invoice `month-unclear`. */
export const isOutside = (line: Line, month: Month): boolean =>
  line.from < firstDay(month) || line.from > lastDay(month);

/** Why the dates of a seat line cannot be used, or null. */
export function datesProblem(
  line: Line,
  month: Month,
  reading: DateReading,
): 'dates-unclear' | 'outside-month' | null {
  const to = lastCharged(line, reading);
  if (to < line.from || !fits(line, month, daysIn(line.from, to))) return 'dates-unclear';
  return line.from < firstDay(month) || to > lastDay(month) ? 'outside-month' : null;
}

const lastCharged = (line: Line, reading: DateReading): DateText =>
  reading === 'inclusive' ? line.to : dayBefore(line.to);

export function spanOf(
  line: Line,
  place: { tenantId: string; subscriptionId: string; productKey: string; kind: SpanKind },
  reading: DateReading,
): Span {
  return {
    ...place,
    from: line.from,
    to: lastCharged(line, reading),
    quantity: line.quantity,
    unitCost: line.unitCost,
    unitPrice: line.unitPrice,
    cost: line.cost,
    price: line.price,
    lines: [line.key],
  };
}

/** Joins spans of one subscription and product that differ in money only: their seats count once (rules 4.4). */
export function mergeSplit(spans: readonly Span[]): Span[] {
  const merged = new Map<string, Span>();
  for (const span of spans) {
    const key = [span.subscriptionId, span.productKey, span.from, span.to, big(span.quantity).toFixed()].join(
      '\n',
    );
    const twin = merged.get(key);
    merged.set(
      key,
      twin === undefined
        ? span
        : {
            ...twin,
            unitCost: add(twin.unitCost, span.unitCost),
            unitPrice: addKnown(twin.unitPrice, span.unitPrice),
            cost: add(twin.cost, span.cost),
            price: addKnown(twin.price, span.price),
            lines: [...twin.lines, ...span.lines].sort(),
          },
    );
  }
  return [...merged.values()].sort(inOrder);
}

const inOrder = (a: Span, b: Span): number =>
  a.subscriptionId.localeCompare(b.subscriptionId) ||
  a.from.localeCompare(b.from) ||
  a.lines[0]!.localeCompare(b.lines[0]!);

/** Sum of amounts that may be unknown: unknown as soon as one of them is. */
export const addKnown = (a: Decimal | null, b: Decimal | null): Decimal | null =>
  a === null || b === null ? null : add(a, b);

export const sumKnown = (values: readonly (Decimal | null)[]): Decimal | null =>
  values.some(value => value === null) ? null : sum(values as Decimal[]);

/** Subscriptions with two spans on the same day; takes merged spans. */
export function overlapping(spans: readonly Span[]): Set<string> {
  const found = new Set<string>();
  const reach = new Map<string, DateText>();
  for (const span of [...spans].sort(inOrder)) {
    const until = reach.get(span.subscriptionId);
    if (until !== undefined && span.from <= until) found.add(span.subscriptionId);
    if (until === undefined || span.to > until) reach.set(span.subscriptionId, span.to);
  }
  return found;
}

/**
 * Warnings of rules 4.2: the line's arithmetic against its SubTotal, which stays the truth. 0.01 a line, 0.05 a
 * subscription.
 */
export function amountWarnings(lines: readonly Line[]): string[] {
  const warnings: string[] = [];
  const drift = new Map<string, Decimal>();
  for (const line of lines) {
    const computed = multiply(multiply(line.unitCost, line.quantity), ratioOf(line));
    const off = absolute(subtract(computed, line.cost));
    if (compare(off, '0.01') > 0) {
      warnings.push(
        `Row ${line.row}, ${line.offerName}: unit price × quantity × ratio is ${big(computed).toFixed(2)}, the line says ${big(line.cost).toFixed(2)}; the line's own amount is used`,
      );
    } else {
      const subscription = line.subscriptionId ?? '';
      drift.set(subscription, add(drift.get(subscription) ?? '0', off));
    }
  }
  for (const [subscription, off] of drift) {
    if (compare(off, '0.05') > 0) {
      warnings.push(
        `Subscription ${subscription}: its lines differ from unit price × quantity × ratio by ${big(off).toFixed(2)} together; the lines' own amounts are used`,
      );
    }
  }
  return warnings;
}
