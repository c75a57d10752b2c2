/** The worked examples of rules section 13, number by number. */
import { describe, expect, test } from 'vitest';
import {
  agreement,
  azureItem,
  carriedOut,
  changesOf,
  heldFor,
  inShort,
  line,
  memoryOf,
  plan,
  standing,
  subscription,
  usage,
} from './a-month.ts';

const fourThenSix = [
  line({ quantity: '4', from: '2026-09-01', to: '2026-09-09' }),
  line({ quantity: '6', from: '2026-09-10', to: '2026-09-30' }),
];
const four = standing({ timeline: [{ from: '2026-01-01', quantity: 4 }] });

describe('1: four seats, six from the 10th', () => {
  test('the lines cost 24.00 and 84.00', () => {
    expect(fourThenSix.map(one => one.cost)).toEqual(['24.00', '84.00']);
  });

  test.each([
    ['from four', 4, ['+2 2026-09-10']],
    ['from five', 5, ['-1 2026-09-01', '+2 2026-09-10']],
  ])('%s', (_, quantity, expected) => {
    const current = [standing({ timeline: [{ from: '2026-01-01', quantity }] })];
    const made = plan({ lines: fourThenSix, current });
    expect(inShort(made)).toEqual(expected);
    expect(made.lines[0]?.bill.after).toEqual({ cost: '108.00', price: '135.00' });
    const again = plan({ lines: fourThenSix, current: carriedOut(made, current), memory: memoryOf(made) });
    expect(inShort(again)).toEqual([]);
    expect(again.lines[0]?.drift).toBeNull();
  });
});

describe('2: the same, with September and October posted', () => {
  const current = [standing({ timeline: [{ from: '2026-01-01', quantity: 4 }] }, '2026-10')];

  test('is held, naming what will not be billed', () => {
    const made = plan({ lines: fourThenSix, current });
    expect(inShort(made)).toEqual([]);
    expect(made.lines[0]?.holds).toMatchObject([
      {
        reason: 'posted',
        money: { cost: '28.00', price: '35.00' },
        choices: ['next-open-period', 'leave'],
      },
    ]);
  });

  test.each([
    ['the policy', { settings: { posted: 'next-open-period' as const } }],
    [
      'a decision',
      {
        decisions: [
          {
            month: '2026-09',
            productKey: 'CFQ-PREMIUM',
            choice: 'next-open-period' as const,
            subject: null,
            through: '2026-10-31',
          },
        ],
      },
    ],
  ])('moves to the next open period by %s, and October asks for nothing', (_, by) => {
    const made = plan({ lines: fourThenSix, current, ...by });
    expect(inShort(made)).toEqual(['+2 2026-11-01']);
    expect(made.lines[0]?.exclusions).toMatchObject([
      { reason: 'posted', money: { cost: '28.00', price: '35.00' } },
    ]);
    const after = carriedOut(made, current, '2026-10');
    expect(inShort(plan({ lines: fourThenSix, current: after, memory: memoryOf(made), ...by }))).toEqual([]);

    const october = plan({
      month: '2026-10',
      lines: [line({ quantity: '6', from: '2026-10-01', to: '2026-10-31' })],
      current: after,
      memory: memoryOf(made),
      ...by,
    });
    expect(inShort(october)).toEqual([]);
    expect(october.lines[0]?.exclusions).toMatchObject([
      { reason: 'posted', money: { cost: '40.00', price: '50.00' } },
    ]);
  });
});

describe('3: one subscription ends on the 12th, another of the product begins later', () => {
  const lines = (begins: string) => [
    line({ subscriptionId: 's-a', quantity: '4', from: '2026-09-01', to: '2026-09-12' }),
    line({ subscriptionId: 's-b', quantity: '4', from: begins, to: '2026-09-30' }),
  ];
  const subscriptions = new Map([
    ['s-a', subscription('s-a', { status: 'cancelled', statusWord: 'Cancelled' })],
    ['s-b', subscription('s-b')],
  ]);

  test('two days later: down and up again', () => {
    const made = plan({ lines: lines('2026-09-15'), current: [four], subscriptions });
    expect(lines('2026-09-15').map(one => one.cost)).toEqual(['32.00', '42.67']);
    expect(inShort(made)).toEqual(['-4 2026-09-13', '+4 2026-09-15']);
    const again = plan({
      lines: lines('2026-09-15'),
      current: carriedOut(made, [four]),
      subscriptions,
      memory: memoryOf(made),
    });
    expect(inShort(again)).toEqual([]);
  });

  test('the next day: nothing changes', () => {
    expect(inShort(plan({ lines: lines('2026-09-13'), current: [four], subscriptions }))).toEqual([]);
  });
});

test('4: a hand set five seats to none from the 15th; increases are written first', () => {
  const lines = [line({ quantity: '3', from: '2026-09-01', to: '2026-09-30' })];
  const five = standing({ timeline: [{ from: '2026-01-01', quantity: 5 }] });
  const before = plan({
    lines: [line({ quantity: '5', from: '2026-09-01', to: '2026-09-30' })],
    current: [five],
  });
  const edited = standing({
    timeline: [
      { from: '2026-01-01', quantity: 5 },
      { from: '2026-09-15', quantity: 0 },
    ],
  });
  const made = plan({ lines, current: [edited], memory: memoryOf(before) });
  expect(inShort(made)).toEqual(['+5 2026-09-15', '-2 2026-09-01']);
  expect(made.lines[0]?.drift).toEqual({ date: '2026-09-15', was: 5, is: 0, becomes: 3 });
  expect(inShort(plan({ lines, current: carriedOut(made, [edited]), memory: memoryOf(made) }))).toEqual([]);
});

describe('5: two subscriptions of one product at different prices', () => {
  const lines = [
    line({ subscriptionId: 's-a', quantity: '10', from: '2026-09-01', to: '2026-09-30' }),
    line({ subscriptionId: 's-b', quantity: '5', unitCost: '18', from: '2026-09-01', to: '2026-09-30' }),
  ];
  const subscriptions = new Map([
    ['s-a', subscription('s-a')],
    ['s-b', subscription('s-b')],
  ]);
  const twelve = standing({ timeline: [{ from: '2026-01-01', quantity: 12 }] });

  test('seats are summed, the price is left, and that is said', () => {
    const made = plan({ lines, current: [twelve], subscriptions });
    expect(inShort(made)).toEqual(['+3 2026-09-01']);
    expect(made.lines[0]?.bill.after.cost).toBe('300.00');
    expect(made.entries.map(entry => entry.cost)).toEqual(['290']);
    expect(made.lines[0]?.warnings[0]).toMatch(/different prices/);
    expect(
      inShort(plan({ lines, current: carriedOut(made, [twelve]), subscriptions, memory: memoryOf(made) })),
    ).toEqual([]);
  });

  test('one of them missing from the next invoice though active: held', () => {
    const made = plan({ lines, current: [twelve], subscriptions });
    const october = plan({
      month: '2026-10',
      lines: [line({ subscriptionId: 's-a', quantity: '10', from: '2026-10-01', to: '2026-10-31' })],
      current: carriedOut(made, [twelve]),
      subscriptions,
      memory: memoryOf(made),
    });
    expect(heldFor(october)).toEqual(['missing-from-invoice']);
    expect(inShort(october)).toEqual([]);
  });
});

describe('6: Azure', () => {
  const september = [usage({ cost: '100', price: '130', from: '2026-09-01', to: '2026-09-30' })];
  const october = [usage({ cost: '110', price: '140', from: '2026-10-01', to: '2026-10-31' })];
  const none = standing({
    id: 'line-azure',
    itemId: azureItem.id,
    unitPrice: '0',
    unitCost: '0',
    timeline: [],
  });

  test('one unit for the month at its amount, and again the next month', () => {
    const made = plan({ lines: september, current: [none] });
    expect(inShort(made)).toEqual(['+1 2026-09-01 at 100.0000/130.0000', '-1 2026-10-01']);
    expect(made.lines[0]?.bill.after).toEqual({ cost: '100.00', price: '130.00' });
    const after = carriedOut(made, [none]);
    expect(inShort(plan({ lines: september, current: after, memory: memoryOf(made) }))).toEqual([]);
    const next = plan({ month: '2026-10', lines: october, current: after, memory: memoryOf(made) });
    expect(inShort(next)).toEqual(['+1 2026-10-01 at 110.0000/140.0000', '-1 2026-11-01']);
    expect(
      inShort(
        plan({ month: '2026-10', lines: october, current: carriedOut(next, after), memory: memoryOf(next) }),
      ),
    ).toEqual([]);
  });

  test('on a contract whose periods start on the 15th it is held, naming the wrong bill', () => {
    const made = plan({
      lines: september,
      current: [none],
      agreement: agreement({ from: '2026-01-15', to: '2028-01-14' }),
    });
    expect(heldFor(made)).toEqual(['usage-grid']);
    expect(made.lines[0]?.holds[0]?.says).toContain('128.04');
  });
});

describe('7: the price changes on the 10th', () => {
  const lines = [
    line({ quantity: '4', from: '2026-09-01', to: '2026-09-09' }),
    line({ quantity: '4', unitCost: '22', unitPrice: '27.5', from: '2026-09-10', to: '2026-09-30' }),
  ];

  test('from its date: exact, with both warnings verbatim', () => {
    const made = plan({ lines, current: [four] });
    expect(lines.map(one => one.cost)).toEqual(['24.00', '61.60']);
    expect(inShort(made)).toEqual(['0 2026-09-10 at 22.0000/27.5000']);
    expect(made.lines[0]?.bill.after).toEqual({ cost: '85.60', price: '107.00' });
    expect(made.lines[0]?.warnings).toEqual([
      'Subscription cost unit price changed from 20.00 to 22.00 on 10 Sep 2026',
      'Subscription retail unit price changed from 25.00 to 27.50 on 10 Sep 2026',
    ]);
    expect(inShort(plan({ lines, current: carriedOut(made, [four]), memory: memoryOf(made) }))).toEqual([]);
  });

  test("from the month's first day: the difference is named", () => {
    const made = plan({ lines, current: [four], settings: { priceChange: 'from-first-day' } });
    expect(inShort(made)).toEqual(['0 2026-09-01 at 22.0000/27.5000']);
    expect(made.lines[0]?.bill.after).toEqual({ cost: '88.00', price: '110.00' });
    expect(made.lines[0]?.notes.join()).toContain('2.40 cost, 3.00 retail');
    expect(made.lines[0]?.warnings).toHaveLength(2);
  });
});

test('8: September after October was applied changes its own days only', () => {
  const current = standing({
    timeline: [
      { from: '2026-01-01', quantity: 4 },
      { from: '2026-10-01', quantity: 6 },
    ],
  });
  const made = plan({ lines: fourThenSix, current: [current], ownDaysUntil: '2026-10-01' });
  expect(inShort(made)).toEqual(['+2 2026-09-10', '-2 2026-10-01']);
  expect(made.asks).toContain('an older invoice is applied to its own days');
  expect(
    changesOf(plan({ lines: fourThenSix, current: carriedOut(made, [current]), ownDaysUntil: '2026-10-01' })),
  ).toEqual([]);
});
