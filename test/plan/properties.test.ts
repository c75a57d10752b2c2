/** What holds for any invoice and any state of the target. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, firstDay, lastDay } from '../../src/plan/calendar.ts';
import { sum } from '../../src/plan/decimal.ts';
import type { Line } from '../../src/plan/line.ts';
import type { AgreementPlan } from '../../src/plan/plan.ts';
import { tieOut } from '../../src/plan/tieout.ts';
import { quantityOn, type Timeline } from '../../src/plan/timeline.ts';
import {
  carriedOut,
  changesOf,
  line,
  memoryOf,
  plan,
  SEPTEMBER,
  standing,
  subscription,
  usage,
} from './a-month.ts';

const first = firstDay(SEPTEMBER);
const days = Array.from({ length: 75 }, (_, index) => addDays(first, index));
const inMonth = days.filter(day => day <= lastDay(SEPTEMBER));
const day = fc.integer({ min: 0, max: 29 }).map(index => addDays(first, index));
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
          const to = next === undefined ? lastDay(SEPTEMBER) : addDays(next, -1);
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

const invoice = fc
  .subarray(['s-a', 's-b', 's-c'], { minLength: 1 })
  .chain(ids => fc.tuple(...ids.map(spansOf)))
  .map(all => all.flat());

const state: fc.Arbitrary<Timeline> = fc
  .array(fc.record({ at: fc.integer({ min: -60, max: 100 }), quantity: fc.integer({ min: 0, max: 12 }) }), {
    maxLength: 4,
  })
  .map(steps =>
    [...new Map(steps.map(({ at, quantity }) => [addDays(first, at), quantity])).entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([from, quantity]) => ({ from, quantity })),
  );

const subscriptions = new Map(['s-a', 's-b', 's-c', 's-azure'].map(id => [id, subscription(id)]));
const month = (lines: readonly Line[], current: Timeline) =>
  ({ lines, current: [standing({ timeline: current })], subscriptions }) as const;

/** Seats by day as a clerk would count them from the rows of the file. */
function counted(lines: readonly Line[], date: string): number {
  const at = date <= lastDay(SEPTEMBER) ? date : lastDay(SEPTEMBER);
  return lines
    .filter(one => one.from <= at && at <= one.to)
    .reduce((total, one) => total + Number(one.quantity), 0);
}

/** The target after the plan's deltas, each lasting without end. */
function onDay(current: Timeline, made: AgreementPlan, date: string): number {
  return changesOf(made)
    .filter(change => change.effective <= date)
    .reduce((total, change) => total + change.delta, quantityOn(current, date));
}

const written = (made: AgreementPlan): boolean =>
  made.lines.every(one => one.holds.length === 0 && one.problems.length === 0);

describe('for any invoice and any current state', () => {
  test('the changes turn the current quantities into the invoiced ones on every day', () => {
    fc.assert(
      fc.property(invoice, state, (lines, current) => {
        const made = plan(month(lines, current));
        fc.pre(written(made));
        expect(days.map(date => onDay(current, made, date))).toEqual(days.map(date => counted(lines, date)));
      }),
      { numRuns: 400 },
    );
  });

  test('no change on the way passes below zero', () => {
    fc.assert(
      fc.property(invoice, state, (lines, current) => {
        for (const change of changesOf(plan(month(lines, current)))) {
          expect(days.every(date => quantityOn(change.after.timeline, date) >= 0)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('planning again changes nothing', () => {
    fc.assert(
      fc.property(invoice, state, (lines, current) => {
        const made = plan(month(lines, current));
        fc.pre(written(made));
        const again = plan({
          ...month(lines, current),
          current: carriedOut(made, [standing({ timeline: current })]),
          memory: memoryOf(made),
        });
        expect(changesOf(again)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  test('with a month posted, nothing is written into it, and planning again changes nothing', () => {
    fc.assert(
      fc.property(invoice, state, (lines, current) => {
        const before = [standing({ timeline: current }, SEPTEMBER)];
        const settings = { posted: 'next-open-period' as const };
        const made = plan({ ...month(lines, current), current: before, settings });
        expect(changesOf(made).every(change => change.effective > lastDay(SEPTEMBER))).toBe(true);
        fc.pre(written(made));
        const open = days.filter(date => date > lastDay(SEPTEMBER));
        expect(open.map(date => onDay(current, made, date))).toEqual(open.map(date => counted(lines, date)));
        const after = carriedOut(made, before, SEPTEMBER);
        expect(
          changesOf(plan({ ...month(lines, current), current: after, settings, memory: memoryOf(made) })),
        ).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('the order of the lines does not matter', () => {
    fc.assert(
      fc.property(
        invoice.chain(lines =>
          fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length })),
        ),
        state,
        ([lines, shuffled], current) => {
          expect(plan(month(shuffled, current)).checksum).toBe(plan(month(lines, current)).checksum);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('the bill of the month is what the invoice charges, within a cent a stretch, where prices agree', () => {
    fc.assert(
      fc.property(invoice, state, (generated, current) => {
        const lines = generated.map(one =>
          line({ ...one, unitCost: '20', unitPrice: '25', ratio: one.ratio! }),
        );
        const exact = lines.map(one =>
          line({ subscriptionId: one.subscriptionId, quantity: one.quantity, from: one.from, to: one.to }),
        );
        const made = plan(month(exact, current));
        fc.pre(written(made) && made.lines.length > 0);
        const billed = Number(made.lines[0]!.bill.after.price);
        const invoiced = inMonth.reduce((total, date) => total + (counted(exact, date) * 25) / 30, 0);
        expect(Math.abs(billed - invoiced)).toBeLessThanOrEqual(0.005 * 30);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the tie-out', () => {
  const anyLine = fc.oneof(
    invoice.map(lines => lines),
    fc.constant([usage({ cost: '100.005', price: '130', from: first, to: lastDay(SEPTEMBER) })]),
    fc.constant([
      line({ quantity: '1', from: first, to: lastDay(SEPTEMBER), cost: '-12.345678', price: '-15' }),
    ]),
    fc.constant([
      line({
        quantity: '1',
        from: first,
        to: lastDay(SEPTEMBER),
        sku: 'UNKNOWN',
        offerName: 'Gone product',
        subscriptionId: 's-c',
      }),
    ]),
    fc.constant([line({ quantity: '1', from: first, to: lastDay(SEPTEMBER), subscriptionId: null })]),
    fc.constant([line({ quantity: '1.5', from: first, to: lastDay(SEPTEMBER), subscriptionId: 's-a' })]),
    fc.constant([line({ quantity: '1', from: '2026-08-01', to: '2026-08-31', subscriptionId: 's-b' })]),
  );

  test('sums to the invoice to the cent, every line in exactly one account', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 6 }), state, (parts, current) => {
        const lines = parts.flat();
        const made = plan(month(lines, current));
        const invoiced = { lines: lines.length, cost: sum(lines.map(one => one.cost)) };
        const tie = tieOut(made.entries, invoiced);
        expect(tie.balanced).toBe(true);
        const cents = (text: string): number => Math.round(Number(text) * 100);
        expect(tie.accounts.reduce((total, one) => total + cents(one.cost), cents(tie.rounding))).toBe(
          cents(tie.total),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('says so when a line is lost or counted twice', () => {
    const made = plan(
      month([line({ quantity: '2', from: first, to: lastDay(SEPTEMBER), subscriptionId: 's-a' })], []),
    );
    expect(tieOut(made.entries, { lines: 2, cost: '40.00' }).balanced).toBe(false);
    expect(tieOut([...made.entries, ...made.entries], { lines: 1, cost: '40.00' }).balanced).toBe(false);
  });
});
