/** What holds whatever the settings, the decisions, the contract and the rights. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Strategy } from '../../src/plan/agreement/prices.ts';
import type { Decision } from '../../src/plan/decision.ts';
import { quantityOn, type Timeline } from '../../src/plan/numbers/timeline.ts';
import { tieOut } from '../../src/plan/tieout.ts';
import {
  agreement,
  carriedOut,
  changesOf,
  costOf,
  line,
  memoryOf,
  plan,
  SEPTEMBER,
  standing,
} from './a-month.ts';
import { day, days, invoice, last, onDay, state, subscriptions } from './a-random-month.ts';

const decision = (choice: Decision['choice'], through: string | null): Decision => ({
  month: '2026-08',
  productKey: 'CFQ-PREMIUM',
  choice,
  subject: null,
  through,
});

const circumstances = fc.record({
  strategy: fc.constantFrom<Strategy>('cost-and-retail', 'cost-only', 'retail-only', 'quantity-only'),
  priceChange: fc.constantFrom('from-its-date' as const, 'from-first-day' as const),
  contract: fc.constantFrom(
    { from: '2026-01-01', to: '2027-12-31' },
    { from: '2026-01-15', to: '2027-12-14' },
    { from: '2026-01-31', to: '2026-10-10' },
    { from: '2026-09-10', to: '2026-09-20' },
  ),
  contractDays: fc.boolean(),
  posted: fc.constantFrom(undefined, '2026-08', '2026-09', '2026-10'),
  left: fc.option(day, { freq: 2 }),
  taken: fc.array(day, { maxLength: 3 }),
  unitCost: fc.constantFrom('20', '18.3333', null),
  isNew: fc.boolean(),
});
type Circumstances = typeof circumstances extends fc.Arbitrary<infer T> ? T : never;

function given(lines: Parameters<typeof plan>[0]['lines'], timeline: Timeline, at: Circumstances) {
  const { contract, contractDays, left, taken, posted, unitCost, isNew, strategy, priceChange } = at;
  const inside = timeline.map(step => ({
    ...step,
    from: step.from < contract.from ? contract.from : step.from,
  }));
  return {
    lines,
    subscriptions,
    strategy,
    agreement: agreement(contract),
    current: isNew ? [] : [standing({ timeline: inside, unitCost }, posted)],
    settings: { priceChange, posted: 'next-open-period' as const },
    decisions: [
      ...(contractDays ? [{ ...decision('contract-days', null), month: SEPTEMBER }] : []),
      ...(left === null ? [] : [decision('next-open-period', left)]),
      ...taken.map(one => decision('one-day-later', one)),
    ],
  };
}

describe('under any circumstances', () => {
  const runs = { numRuns: 250 };

  test('changes begin on days that are open, inside the contract, and change something', () => {
    fc.assert(
      fc.property(invoice, state, circumstances, (lines, timeline, at) => {
        const made = plan(given(lines, timeline, at));
        for (const { effective, delta, unitPrice, unitCost } of changesOf(made)) {
          expect(effective >= at.contract.from && effective <= at.contract.to).toBe(true);
          expect(at.taken).not.toContain(effective);
          expect(effective > (at.left ?? '')).toBe(true);
          expect(at.isNew || effective.slice(0, 7) > (at.posted ?? '')).toBe(true);
          expect(delta !== 0 || unitPrice !== undefined || unitCost !== undefined).toBe(true);
        }
      }),
      runs,
    );
  });

  test('what the strategy leaves out or cannot be read is not sent', () => {
    fc.assert(
      fc.property(invoice, state, circumstances, (lines, timeline, at) => {
        for (const { unitPrice, unitCost } of changesOf(plan(given(lines, timeline, at)))) {
          if (at.strategy === 'cost-only' || at.strategy === 'quantity-only')
            expect(unitPrice).toBeUndefined();
          if (at.strategy === 'retail-only' || at.strategy === 'quantity-only')
            expect(unitCost).toBeUndefined();
          if (at.unitCost === null && !at.isNew) expect(unitCost).toBeUndefined();
        }
      }),
      runs,
    );
  });

  test('no change on the way passes below zero, and the last one leaves what the plan says it leaves', () => {
    fc.assert(
      fc.property(invoice, state, circumstances, (lines, timeline, at) => {
        const made = plan(given(lines, timeline, at));
        for (const change of changesOf(made)) {
          expect(days.every(date => quantityOn(change.after.timeline, date) >= 0)).toBe(true);
        }
        for (const one of made.lines)
          expect(one.leaves.state).toEqual(one.changes.at(-1)?.after ?? one.assumes.state);
      }),
      runs,
    );
  });

  test('planning again changes nothing', () => {
    fc.assert(
      fc.property(invoice, state, circumstances, (lines, timeline, at) => {
        const before = given(lines, timeline, at);
        const made = plan(before);
        const now = carriedOut(made, before.current, at.isNew ? undefined : at.posted);
        expect(changesOf(plan({ ...before, current: now, memory: memoryOf(made) }))).toEqual([]);
      }),
      runs,
    );
  });

  test('every cent is in one account', () => {
    fc.assert(
      fc.property(invoice, state, circumstances, (lines, timeline, at) => {
        const made = plan(given(lines, timeline, at));
        expect(tieOut(made.entries, { lines: lines.length, cost: costOf(made) }).balanced).toBe(true);
      }),
      runs,
    );
  });
});

test('an older invoice changes its own days and nothing after them, whatever stands', () => {
  fc.assert(
    fc.property(invoice, state, fc.boolean(), (lines, timeline, isNew) => {
      const current = isNew ? [] : [standing({ timeline })];
      const before = isNew ? [] : timeline;
      const same = lines.map(one => line({ ...one, unitCost: '20' }));
      const made = plan({ lines: same, current, subscriptions, ownDaysUntil: '2026-10-01' });
      const after = days.filter(date => date > last);
      expect(after.map(date => onDay(before, made, date))).toEqual(
        after.map(date => quantityOn(before, date)),
      );
      const again = plan({
        lines: same,
        current: carriedOut(made, current),
        subscriptions,
        ownDaysUntil: '2026-10-01',
      });
      expect(changesOf(again)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});
