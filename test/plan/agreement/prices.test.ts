/** Which prices a line gets, from when, and what is said of them: rules 6. */
import { describe, expect, test } from 'vitest';
import type { Strategy } from '../../../src/plan/agreement/prices.ts';
import type { Line } from '../../../src/plan/invoice/line.ts';
import {
  agreement,
  catalogue,
  changesOf,
  heldFor,
  inShort,
  item,
  memoryOf,
  plan,
  standing,
} from '../a-month.ts';
import { all, four, part } from './priced.ts';

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
});
