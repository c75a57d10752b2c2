/** Which days of a line change and which stay: rules 5, posted periods and taken days. */
import { describe, expect, test } from 'vitest';
import type { Decision } from '../../../src/plan/decision.ts';
import { agreement, changesOf, heldFor, inShort, line, plan, standing } from '../a-month.ts';

const september = (quantity: string, given = {}) =>
  line({ quantity, from: '2026-09-01', to: '2026-09-30', ...given });
const constant = (quantity: number, posted?: string) =>
  standing({ timeline: [{ from: '2026-01-01', quantity }] }, posted);
const decided = (choice: Decision['choice'], through: string | null = null, month = '2026-09'): Decision => ({
  month,
  productKey: 'CFQ-PREMIUM',
  choice,
  subject: null,
  through,
});
const partly = [
  line({ quantity: '4', from: '2026-09-01', to: '2026-09-09' }),
  line({ quantity: '6', from: '2026-09-10', to: '2026-09-30' }),
];

describe('current and desired become changes', () => {
  const [four] = [constant(4)];
  test.each([
    ['no line: created with its price and cost', [], partly, ['+4 2026-09-01', '+2 2026-09-10']],
    ['more from a day on', [four], partly, ['+2 2026-09-10']],
    ['fewer, then more', [constant(5)], partly, ['-1 2026-09-01', '+2 2026-09-10']],
    [
      'none from the first day not charged',
      [four],
      [line({ quantity: '4', from: '2026-09-01', to: '2026-09-12' })],
      ['-4 2026-09-13'],
    ],
    ['the same: nothing', [four], [september('4')], []],
    [
      'the same at another price: price only',
      [four],
      [september('4', { unitPrice: '26' })],
      ['0 2026-09-01 at 20.0000/26.0000'],
    ],
    [
      'quantity and price of one day are one change',
      [four],
      [september('5', { unitPrice: '26' })],
      ['+1 2026-09-01 at 20.0000/26.0000'],
    ],
    [
      'seats from mid-month on',
      [],
      [line({ quantity: '4', from: '2026-09-20', to: '2026-09-30' })],
      ['+4 2026-09-20'],
    ],
  ])('%s', (_, current, lines, changes) => {
    expect(inShort(plan({ lines, current }))).toEqual(changes);
  });

  test('a new line names both prices', () => {
    expect(changesOf(plan({ lines: partly }))[0]).toMatchObject({
      unitPrice: '25.0000',
      unitCost: '20.0000',
      lineId: null,
    });
  });

  test('below zero on the way, with prices that differ by date, is held', () => {
    const edited = standing({
      timeline: [
        { from: '2026-01-01', quantity: 5 },
        { from: '2026-09-15', quantity: 0 },
      ],
    });
    const lines = [
      line({ quantity: '3', from: '2026-09-01', to: '2026-09-19', unitPrice: '26' }),
      line({ quantity: '3', from: '2026-09-20', to: '2026-09-30', unitPrice: '27' }),
    ];
    const made = plan({ lines, current: [edited] });
    expect(heldFor(made)).toEqual(['order-unclear']);
    expect(made.entries[0]).toMatchObject({ standing: 'held', reason: 'order-unclear' });
  });

  test.each([
    ['a fraction of a seat', '1.5', 'fractional'],
    ['fewer than no seats', '-2', 'below-zero'],
  ])('%s is held', (_, quantity, reason) => {
    expect(heldFor(plan({ lines: [september(quantity, { cost: '10' })], current: [constant(4)] }))).toEqual([
      reason,
    ]);
  });

  test('a service that stands twice on the contract is held', () => {
    const made = plan({ lines: partly, current: [constant(4), standing({ id: 'other', timeline: [] })] });
    expect(heldFor(made)).toEqual(['several-lines']);
  });
});

describe('posted days', () => {
  const next = { posted: 'next-open-period' as const };
  test.each([
    ['the month before posted: as always', '2026-08', {}, [], ['+2 2026-09-10']],
    ['the month posted: held', '2026-09', {}, [], ['posted']],
    ['the month posted, by policy: the next open day', '2026-09', next, [], ['+2 2026-10-01']],
    [
      'decided for good: not asked again',
      '2026-09',
      {},
      [decided('next-open-period', '2026-09-30', '2026-08')],
      ['+2 2026-10-01'],
    ],
    ['left this month: nothing', '2026-09', {}, [decided('leave')], []],
    ['left another month: asked again', '2026-09', {}, [decided('leave', null, '2026-08')], ['posted']],
    [
      'decided for another line: asked',
      '2026-09',
      {},
      [{ ...decided('leave'), productKey: 'OTHER' }],
      ['posted'],
    ],
    ['decided for every line', '2026-09', {}, [{ ...decided('leave'), productKey: null }], []],
  ])('%s', (_, posted, settings, decisions, expected) => {
    const made = plan({ lines: partly, current: [constant(4, posted)], settings, decisions });
    expect([...inShort(made), ...heldFor(made)]).toEqual(expected);
  });

  test('a new price moves with the days, the last of them winning', () => {
    const lines = [
      line({ quantity: '4', from: '2026-09-01', to: '2026-09-09', unitPrice: '26' }),
      line({ quantity: '4', from: '2026-09-10', to: '2026-09-30', unitPrice: '27' }),
    ];
    const made = plan({ lines, current: [constant(4, '2026-09')], settings: next });
    expect(inShort(made)).toEqual(['0 2026-10-01 at 20.0000/27.0000']);
    expect(made.lines[0]?.exclusions).toMatchObject([
      { reason: 'posted', money: { cost: '0.00', price: '6.80' } },
    ]);
  });

  test('nothing is written after the contract has ended', () => {
    const until = agreement({ to: '2026-09-30' });
    const made = plan({ lines: partly, current: [constant(4, '2026-09')], agreement: until, settings: next });
    expect(inShort(made)).toEqual([]);
    expect(made.entries[0]).toMatchObject({ standing: 'excluded', reason: 'posted' });
  });

  test('what was left is said with its money', () => {
    const made = plan({ lines: partly, current: [constant(4, '2026-09')], decisions: [decided('leave')] });
    expect(made.lines[0]?.exclusions).toEqual([
      {
        reason: 'left',
        says: 'Left as it is this month, by decision',
        money: { cost: '108.00', price: '135.00' },
      },
    ]);
  });
});

describe('a day that is taken by another change', () => {
  const taken = (...days: string[]) => days.map(day => decided('one-day-later', day));
  test.each([
    ['begins a day later', taken('2026-09-10'), ['+2 2026-09-11']],
    ['and another day later when that is taken too', taken('2026-09-10', '2026-09-11'), ['+2 2026-09-12']],
    ['matters not on another day', taken('2026-09-12'), ['+2 2026-09-10']],
    [
      'after days that were given up',
      [...taken('2026-09-21'), decided('next-open-period', '2026-09-20')],
      ['+2 2026-09-22'],
    ],
    ['without a day named changes nothing', [decided('one-day-later')], ['+2 2026-09-10']],
  ])('%s', (_, decisions, changes) => {
    expect(inShort(plan({ lines: partly, current: [constant(4)], decisions }))).toEqual(changes);
  });

  test("names the day's money", () => {
    const made = plan({ lines: partly, current: [constant(4)], decisions: taken('2026-09-10') });
    expect(made.lines[0]?.exclusions).toMatchObject([
      { reason: 'same-date', money: { cost: '1.33', price: '1.67' } },
    ]);
  });

  test('moves the new price too, and an end as well as a beginning', () => {
    const lines = [
      line({ quantity: '4', from: '2026-09-01', to: '2026-09-09' }),
      line({ quantity: '4', from: '2026-09-10', to: '2026-09-19', unitPrice: '26' }),
    ];
    const made = plan({ lines, current: [constant(4)], decisions: taken('2026-09-10', '2026-09-20') });
    expect(inShort(made)).toEqual(['0 2026-09-11 at 20.0000/26.0000', '-4 2026-09-21']);
  });

  test('lets the price of the next day begin there', () => {
    const lines = [
      line({ quantity: '4', from: '2026-09-01', to: '2026-09-09', unitPrice: '26' }),
      line({ quantity: '4', from: '2026-09-10', to: '2026-09-10', unitPrice: '27' }),
      line({ quantity: '4', from: '2026-09-11', to: '2026-09-30', unitPrice: '28' }),
    ];
    const made = plan({ lines, current: [constant(4)], decisions: taken('2026-09-10') });
    expect(inShort(made)).toEqual(['0 2026-09-01 at 20.0000/26.0000', '0 2026-09-11 at 20.0000/28.0000']);
  });

  test('is held where it would pass below zero', () => {
    const edited = standing({
      timeline: [
        { from: '2026-01-01', quantity: 5 },
        { from: '2026-09-15', quantity: 0 },
      ],
    });
    expect(
      heldFor(plan({ lines: [september('3')], current: [edited], decisions: taken('2026-09-15') })),
    ).toContain('below-zero');
  });
});
