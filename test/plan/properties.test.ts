/** What holds for any invoice and any state of the target. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Line } from '../../src/plan/invoice/line.ts';
import { sum } from '../../src/plan/numbers/decimal.ts';
import { quantityOn, type Timeline } from '../../src/plan/numbers/timeline.ts';
import { tieOut } from '../../src/plan/tieout.ts';
import { carriedOut, changesOf, line, memoryOf, plan, SEPTEMBER, standing, usage } from './a-month.ts';
import {
  counted,
  days,
  first,
  inMonth,
  invoice,
  last,
  onDay,
  state,
  subscriptions,
  written,
} from './a-random-month.ts';

const month = (lines: readonly Line[], current: Timeline) =>
  ({ lines, current: [standing({ timeline: current })], subscriptions }) as const;

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
        expect(changesOf(made).every(change => change.effective > last)).toBe(true);
        fc.pre(written(made));
        const open = days.filter(date => date > last);
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
    fc.constant([usage({ cost: '100.005', price: '130', from: first, to: last })]),
    fc.constant([line({ quantity: '1', from: first, to: last, cost: '-12.345678', price: '-15' })]),
    fc.constant([
      line({
        quantity: '1',
        from: first,
        to: last,
        sku: 'UNKNOWN',
        offerName: 'Gone product',
        subscriptionId: 's-c',
      }),
    ]),
    fc.constant([line({ quantity: '1', from: first, to: last, subscriptionId: null })]),
    fc.constant([line({ quantity: '1.5', from: first, to: last, subscriptionId: 's-a' })]),
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
    const made = plan(month([line({ quantity: '2', from: first, to: last, subscriptionId: 's-a' })], []));
    expect(tieOut(made.entries, { lines: 2, cost: '40.00' }).balanced).toBe(false);
    expect(tieOut([...made.entries, ...made.entries], { lines: 1, cost: '40.00' }).balanced).toBe(false);
  });
});
