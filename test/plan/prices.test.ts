/** Which prices a line gets, from when, and what is said of them: rules 6. */
import { describe, expect, test } from 'vitest';
import type { Line } from '../../src/plan/line.ts';
import type { Strategy } from '../../src/plan/prices.ts';
import {
  agreement,
  carriedOut,
  catalogue,
  changesOf,
  heldFor,
  inShort,
  item,
  line,
  memoryOf,
  plan,
  product,
  standing,
  subscription,
} from './a-month.ts';

const all = (given: Partial<Line> = {}, quantity = '4') =>
  line({ quantity, from: '2026-09-01', to: '2026-09-30', ...given });
const part = (
  from: string,
  to: string,
  unitCost: string,
  unitPrice: string | null,
  given: Partial<Line> = {},
) => line({ quantity: '4', from, to, unitCost, unitPrice, ...given });
const four = standing({ timeline: [{ from: '2026-01-01', quantity: 4 }] });
const two = new Map([
  ['s-a', subscription('s-a')],
  ['s-b', subscription('s-b')],
]);

describe('the strategy', () => {
  test.each<[Strategy, object]>([
    ['cost-and-retail', { unitCost: '21.0000', unitPrice: '26.0000' }],
    ['cost-only', { unitCost: '21.0000' }],
    ['retail-only', { unitPrice: '26.0000' }],
  ])('%s sends what it names and nothing else', (strategy, sent) => {
    const [change] = changesOf(
      plan({ lines: [all({ unitCost: '21', unitPrice: '26' })], current: [four], strategy }),
    );
    expect({ unitCost: change?.unitCost, unitPrice: change?.unitPrice }).toEqual({
      unitCost: undefined,
      unitPrice: undefined,
      ...sent,
    });
  });

  test('quantity-only sends no price', () => {
    expect(
      changesOf(plan({ lines: [all({ unitPrice: '26' })], current: [four], strategy: 'quantity-only' })),
    ).toEqual([]);
  });

  test('sends no cost that it has no right to see, and says so', () => {
    const blind = { ...four, unitCost: null };
    const made = plan({ lines: [all({ unitCost: '21' })], current: [blind] });
    expect(changesOf(made)).toEqual([]);
    expect(made.lines[0]?.notes[0]).toContain('not readable');
    expect(plan({ lines: [all()], current: [blind], strategy: 'retail-only' }).lines[0]?.notes).toEqual([]);
  });
});

test.each([
  ['the same at four decimals: nothing', '20.00004', '25.00004', []],
  ['another at the fourth decimal', '20.00005', '25', ['0 2026-09-01 at 20.0001/25.0000']],
  ['a retail price that is not told: nothing', '20', null, []],
])('%s', (_, unitCost, unitPrice, changes) => {
  expect(inShort(plan({ lines: [all({ unitCost, unitPrice })], current: [four] }))).toEqual(changes);
});

describe('a price that changes inside the month', () => {
  test('and back again is noted with its money, for what is past cannot be told from what was written', () => {
    const lines = [
      part('2026-09-01', '2026-09-09', '20', '26'),
      part('2026-09-10', '2026-09-30', '20', '25'),
    ];
    const made = plan({ lines, current: [four] });
    expect(inShort(made)).toEqual([]);
    expect(made.lines[0]?.notes[0]).toContain('0.00 cost, 1.20 retail more');
    expect(plan({ lines, current: [four], memory: memoryOf(made) }).lines[0]?.notes).toEqual([]);
  });

  test('is not noted when it makes no difference to the cent', () => {
    const lines = [
      part('2026-09-01', '2026-09-01', '20', '25.001'),
      part('2026-09-02', '2026-09-30', '20', '25'),
    ];
    expect(plan({ lines, current: [four] }).lines[0]?.notes).toEqual([]);
  });

  test('by its cost alone is noted too', () => {
    const lines = [
      part('2026-09-01', '2026-09-09', '21', '25'),
      part('2026-09-10', '2026-09-30', '20', '25'),
    ];
    expect(plan({ lines, current: [four] }).lines[0]?.notes[0]).toContain('1.20 cost, 0.00 retail more');
  });

  test.each([
    ['by its retail price', '20', '26'],
    ['by its cost', '21', '25'],
  ])("counts from the month's first day by policy and names the difference, %s", (_, unitCost, unitPrice) => {
    const lines = [
      part('2026-09-01', '2026-09-09', '20', '25'),
      part('2026-09-10', '2026-09-30', unitCost, unitPrice),
    ];
    const made = plan({ lines, current: [four], settings: { priceChange: 'from-first-day' } });
    expect(made.lines[0]?.notes[0]).toMatch(
      /counts from the month's first day, (0.00 cost, 1.20|1.20 cost, 0.00) retail/,
    );
  });

  test('by less than a cent of money names no difference', () => {
    const lines = [
      part('2026-09-01', '2026-09-09', '20', '25'),
      part('2026-09-10', '2026-09-30', '20', '25.0001'),
    ];
    const made = plan({ lines, current: [four], settings: { priceChange: 'from-first-day' } });
    expect(made.lines[0]?.notes).toEqual([]);
  });

  test('in days without seats begins with the seats', () => {
    const lines = [
      part('2026-09-05', '2026-09-09', '20', '26'),
      part('2026-09-20', '2026-09-30', '20', '27'),
    ];
    expect(inShort(plan({ lines, current: [standing({ timeline: [] })] }))).toEqual([
      '+4 2026-09-05 at 20.0000/26.0000',
      '-4 2026-09-10',
      '+4 2026-09-20 at 20.0000/27.0000',
    ]);
  });
});

describe('the warnings of the guide', () => {
  const changed = (lines: Line[], given: object = {}) =>
    plan({ lines, current: [four], ...given }).lines[0]?.warnings;
  const both = [
    'Subscription cost unit price changed from 20.00 to 22.00 on 10 Sep 2026',
    'Subscription retail unit price changed from 25.00 to 27.50 on 10 Sep 2026',
  ];
  test.each([
    ['both', '22', '27.5', both],
    ['cost alone', '22', '25', [both[0]]],
    ['retail alone', '20', '27.5', [both[1]]],
    ['none where two decimals are the same', '20.004', '25.004', []],
    ['none where the retail price is not told', '20', null, []],
  ])('%s', (_, unitCost, unitPrice, expected) => {
    const lines = [
      part('2026-09-01', '2026-09-09', '20', '25'),
      part('2026-09-10', '2026-09-30', unitCost, unitPrice),
    ];
    expect(changed(lines)).toEqual(expected);
    expect(changed(lines, { strategy: 'quantity-only' })).toEqual(expected);
  });

  test('none where it was not told before', () => {
    expect(
      changed([part('2026-09-01', '2026-09-09', '20', null), part('2026-09-10', '2026-09-30', '20', '25')]),
    ).toEqual([]);
  });

  test('against the previous invoice, and not of the same invoice again', () => {
    const august = plan({
      month: '2026-08',
      lines: [part('2026-08-01', '2026-08-31', '18', '25')],
      current: [four],
    });
    const lines = [
      part('2026-09-01', '2026-09-09', '20', '25'),
      part('2026-09-10', '2026-09-30', '22', '25'),
    ];
    const current = carriedOut(august, [four]);
    const made = plan({ lines, current, memory: memoryOf(august) });
    expect(made.lines[0]?.warnings).toEqual([
      'Subscription cost unit price changed from 18.00 to 20.00 on 01 Sep 2026',
      'Subscription cost unit price changed from 20.00 to 22.00 on 10 Sep 2026',
    ]);
    const again = plan({ lines, current: carriedOut(made, current), memory: memoryOf(made) });
    expect(again.lines[0]?.warnings).toEqual([
      'Subscription cost unit price changed from 20.00 to 22.00 on 10 Sep 2026',
    ]);
  });
});

describe('two subscriptions with different prices at the end of the month', () => {
  const lines = [
    all({ subscriptionId: 's-a' }, '10'),
    all({ subscriptionId: 's-b', unitCost: '18', unitPrice: null }, '5'),
  ];
  test("on a new line take the price list's", () => {
    const made = plan({ lines, subscriptions: two });
    expect(changesOf(made)[0]).toMatchObject({ delta: 15, unitPrice: '25', unitCost: '20' });
    expect(made.lines[0]?.warnings[0]).toContain("18.0000 / –, 20.0000 / 25.0000); the price list's is used");
  });

  test('on a new line of a service to be made take the price list of the distributor', () => {
    const made = plan({ lines, subscriptions: two, catalogue: catalogue([]) });
    expect(changesOf(made)[0]).toMatchObject({ unitPrice: '25', unitCost: '20' });
  });

  test('are not told apart by seats that are none', () => {
    const none = [all({ subscriptionId: 's-a' }, '10'), all({ subscriptionId: 's-b', unitCost: '18' }, '0')];
    expect(plan({ lines: none, subscriptions: two }).lines[0]?.warnings).toEqual([]);
  });

  test('in retail alone are listed by retail', () => {
    const retail = [all({ subscriptionId: 's-a', unitPrice: '26' }), all({ subscriptionId: 's-b' })];
    expect(plan({ lines: retail, subscriptions: two }).lines[0]?.warnings[0]).toContain(
      '20.0000 / 25.0000, 20.0000 / 26.0000',
    );
    const untold = [all({ subscriptionId: 's-a', unitPrice: null }), all({ subscriptionId: 's-b' })];
    for (const lines of [untold, [...untold].reverse()]) {
      const [warning] = plan({ lines, subscriptions: two }).lines[0]!.warnings;
      expect(warning).toContain('20.0000 / –, 20.0000 / 25.0000');
    }
  });

  test('agree in the end where one of them ended', () => {
    const ended = [
      all({ subscriptionId: 's-a' }, '10'),
      part('2026-09-01', '2026-09-09', '18', '25', { subscriptionId: 's-b' }),
    ];
    const made = plan({ lines: ended, current: [four], subscriptions: two });
    expect(inShort(made)).toEqual(['+10 2026-09-01', '-4 2026-09-10']);
  });
});

describe('a price below cost', () => {
  const cheap = all({ unitCost: '26', unitPrice: '25' }, '5');
  test('holds a new line', () => {
    const made = plan({ lines: [cheap] });
    expect([...inShort(made), ...heldFor(made)]).toEqual(['below-cost']);
  });

  test('holds only the price of an existing one', () => {
    const made = plan({ lines: [cheap], current: [four] });
    expect([...inShort(made), ...heldFor(made)]).toEqual(['+1 2026-09-01', 'below-cost']);
    expect(made.entries[0]).toMatchObject({ standing: 'held', reason: 'below-cost' });
  });

  test.each<[string, Strategy, Partial<Line>, string[]]>([
    ['the cost alone rises above the price that stands', 'cost-only', { unitCost: '26' }, ['below-cost']],
    ['the price alone falls below the cost that stands', 'retail-only', { unitPrice: '19' }, ['below-cost']],
    ['the price is the cost', 'cost-and-retail', { unitCost: '25', unitPrice: '25' }, []],
  ])('where %s', (_, strategy, given, held) => {
    const made = plan({ lines: [all(given)], current: [four], strategy });
    expect(heldFor(made)).toEqual(held);
    expect(made.lines[0]?.holds[0]?.says ?? 'below its cost').toContain('below its cost');
  });

  test('of a new line counts the price list where the strategy sends no price', () => {
    expect(heldFor(plan({ lines: [all({ unitCost: '26' })], strategy: 'cost-only' }))).toEqual([
      'below-cost',
    ]);
    expect(heldFor(plan({ lines: [all({ unitPrice: '19' })], strategy: 'retail-only' }))).toEqual([
      'below-cost',
    ]);
  });
});

test('a contract off the calendar grid bills by its own periods, and the difference is shown', () => {
  const made = plan({
    lines: [part('2026-09-01', '2026-09-09', '20', '25')],
    agreement: agreement({ from: '2026-01-15', to: '2028-01-14' }),
  });
  expect(made.lines[0]?.notes[0]).toContain(
    'start on day 15; Autotask bills 29.03 for these days, the invoice says 30.00',
  );
  const whole = plan({ lines: [all()], agreement: agreement({ from: '2026-01-01' }) });
  expect(whole.lines[0]?.notes).toEqual([]);
});

test("a line whose service cannot be read at all bills at the distributor's list", () => {
  const unread = catalogue([{ key: 'CFQ-PREMIUM', item: item({ unitCost: null }) }]);
  expect(
    plan({ lines: [all()], catalogue: unread, strategy: 'quantity-only' }).lines[0]?.bill.after.cost,
  ).toBe('80.00');
  expect(product().cost).toBe('20');
});
