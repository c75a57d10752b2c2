/** Random invoices of September and random states of a line, for properties. */
import fc from 'fast-check';
import type { Line } from '../../src/plan/invoice/line.ts';
import { addDays, firstDay, lastDay } from '../../src/plan/numbers/calendar.ts';
import { quantityOn, type Timeline } from '../../src/plan/numbers/timeline.ts';
import type { AgreementPlan } from '../../src/plan/plan.ts';
import { changesOf, line, SEPTEMBER, subscription } from './a-month.ts';

export const first = firstDay(SEPTEMBER);
export const last = lastDay(SEPTEMBER);
/** September and a month and a half after it. */
export const days = Array.from({ length: 75 }, (_, index) => addDays(first, index));
export const inMonth = days.filter(day => day <= last);
export const day = fc.integer({ min: 0, max: 29 }).map(index => addDays(first, index));
const price = fc.constantFrom('20', '22.5', '18.3333');

/** Spans of one subscription that do not overlap. */
const spansOf = (subscriptionId: string) =>
  fc.uniqueArray(day, { minLength: 1, maxLength: 4 }).chain(starts => {
    const sorted = [...starts].sort();
    return fc
      .tuple(
        ...sorted.map(() =>
          fc.record({ seats: fc.integer({ min: 0, max: 9 }), unitCost: price, gap: fc.boolean() }),
        ),
      )
      .map(parts =>
        parts.map(({ seats, unitCost, gap }, index) => {
          const next = sorted[index + 1];
          const to = next === undefined ? last : addDays(next, -1);
          const from = sorted[index]!;
          return line({
            subscriptionId,
            quantity: String(seats),
            from,
            to: gap && addDays(to, -2) >= from ? addDays(to, -2) : to,
            unitCost,
            unitPrice: '25',
          });
        }),
      );
  });

export const invoice = fc
  .subarray(['s-a', 's-b', 's-c'], { minLength: 1 })
  .chain(ids => fc.tuple(...ids.map(spansOf)))
  .map(all => all.flat());

export const state: fc.Arbitrary<Timeline> = fc
  .array(fc.record({ at: fc.integer({ min: -60, max: 100 }), quantity: fc.integer({ min: 0, max: 12 }) }), {
    maxLength: 4,
  })
  .map(steps =>
    [...new Map(steps.map(({ at, quantity }) => [addDays(first, at), quantity])).entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([from, quantity]) => ({ from, quantity })),
  );

export const subscriptions = new Map(['s-a', 's-b', 's-c', 's-azure'].map(id => [id, subscription(id)]));

/** Seats by day as a clerk would count them from the rows of the file. */
export function counted(lines: readonly Line[], date: string): number {
  const at = date <= last ? date : last;
  return lines
    .filter(one => one.from <= at && at <= one.to)
    .reduce((total, one) => total + Number(one.quantity), 0);
}

/** The target after the plan's deltas, each lasting without end. */
export const onDay = (current: Timeline, made: AgreementPlan, date: string): number =>
  changesOf(made)
    .filter(change => change.effective <= date)
    .reduce((total, change) => total + change.delta, quantityOn(current, date));

export const written = (made: AgreementPlan): boolean =>
  made.lines.every(one => one.holds.length === 0 && one.problems.length === 0);
