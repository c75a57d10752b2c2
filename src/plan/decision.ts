/**
 * What people decided about held or failed lines, as the planner sees it. Most decisions are for one usage month; days
 * that were left as they are stay so for every later invoice (rules 5, posted).
 *
 * | choice             | effect on the line's plan                                                       | until            |
 * | ------------------ | ------------------------------------------------------------------------------- | ---------------- |
 * | `next-open-period` | the days to `through` stay as they are, their money excluded as `posted`        | for ever         |
 * | `one-day-later`    | what would begin on `through` begins the day after, the money `same-date`       | for ever         |
 * | `leave`            | nothing is written, the money excluded as `left`                                | the usage month  |
 * | `leave`, `subject` | the same for one invoice line of no agreement line: a credit, an adjustment     | the usage month  |
 * | `contract-days`    | days outside the contract are dropped, their money excluded                     | the usage month  |
 * | `count-as-cancelled` | the subscription `subject` counts no seats though PRISM has it active         | the usage month  |
 * | `overwrite`        | a quantity edited by hand is set to the invoice's                               | the usage month  |
 * | `release`          | seats may go down although a line of the customer has no product                | the usage month  |
 * | `own-days`         | an older invoice is applied up to the next applied month                        | the usage month  |
 * | `bill-as-charge`   | usage is billed by a charge for each tenant, nothing is written on its line      | the usage month  |
 * | `bill-as-charge`, `subject` | a charge of one invoice line, or of an invoice's lines, each its own   | the usage month  |
 *
 * Of `leave` and `bill-as-charge` about the same thing, the later counts.
 */
import type { DateText, Month } from './numbers/calendar.ts';
import type { Choice } from './standing.ts';

export type Decision = {
  month: Month;
  /** null: for every line of the agreement. */
  productKey: string | null;
  choice: Choice;
  /** The subscription or item decided about. */
  subject: string | null;
  /** Last day that is left as it is, inclusive. */
  through: DateText | null;
  /** When it was made. */
  at?: Date;
};

/** The decisions that bear on one line in one usage month. */
export type LineDecisions = {
  left: boolean;
  /** The last word on whether its usage is charged or it is left. */
  last: Decision | null;
  contractDays: boolean;
  overwrite: boolean;
  released: boolean;
  /** Subscriptions that count as cancelled. */
  cancelled: ReadonlySet<string>;
  /** Days on which nothing may begin, in order. */
  leftDays: readonly DateText[];
  /** All days to this one (inclusive) are left as they are. */
  leftThrough: DateText | null;
};

export function decisionsFor(
  decisions: readonly Decision[],
  month: Month,
  productKey: string,
): LineDecisions {
  const mine = decisions.filter(one => one.productKey === null || one.productKey === productKey);
  const now = mine.filter(one => one.month === month);
  const has = (choice: Choice): boolean => now.some(one => one.choice === choice);
  const days = (choice: Choice): DateText[] =>
    mine.flatMap(one => (one.choice === choice && one.through !== null ? [one.through] : [])).sort();
  const last = now.findLast(
    ({ choice, productKey: key, subject }) =>
      (choice === 'leave' && (key !== null || subject === null)) ||
      (choice === 'bill-as-charge' && key !== null),
  );
  return {
    left: last?.choice === 'leave',
    last: last ?? null,
    contractDays: has('contract-days'),
    overwrite: has('overwrite'),
    released: has('release'),
    cancelled: new Set(
      now.flatMap(one => (one.choice === 'count-as-cancelled' && one.subject ? [one.subject] : [])),
    ),
    leftDays: days('one-day-later'),
    leftThrough: days('next-open-period').at(-1) ?? null,
  };
}

/** What a person said last of one invoice line, by its own key or by its invoice's id: left out, or charged. */
export const decidedOn = (
  decisions: readonly Decision[],
  month: Month,
  subjects: readonly string[],
): Decision | null =>
  decisions.findLast(
    one =>
      (one.choice === 'leave' || one.choice === 'bill-as-charge') &&
      one.month === month &&
      one.productKey === null &&
      one.subject !== null &&
      subjects.includes(one.subject),
  ) ?? null;
