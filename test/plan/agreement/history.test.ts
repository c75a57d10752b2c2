/** What the last invoice says about a line: rules 5, vanished subscriptions. */
import { describe, expect, test } from 'vitest';
import type { Decision } from '../../../src/plan/decision.ts';
import type { Line, Subscription } from '../../../src/plan/invoice/line.ts';
import {
  carriedOut,
  catalogue,
  heldFor,
  inShort,
  line,
  memoryOf,
  plan,
  standing,
  subscription,
} from '../a-month.ts';

const lineOf = (month: string, days: number, quantity: string, given: Partial<Line> = {}) =>
  line({ quantity, from: `${month}-01`, to: `${month}-${days}`, ...given });
const both = new Map([
  ['s-a', subscription('s-a')],
  ['s-b', subscription('s-b')],
]);
const asB = (given: Partial<Subscription> | null): Map<string, Subscription> =>
  new Map(
    [...both].flatMap(([id, one]) =>
      id !== 's-b' ? [[id, one]] : given === null ? [] : [[id, { ...one, ...given }]],
    ),
  );
const twelve = standing({ timeline: [{ from: '2026-01-01', quantity: 12 }] });
const september = plan({
  lines: [
    lineOf('2026-09', 30, '10', { subscriptionId: 's-a' }),
    lineOf('2026-09', 30, '5', { subscriptionId: 's-b' }),
  ],
  current: [twelve],
  subscriptions: both,
});
const left = { current: carriedOut(september, [twelve]), memory: memoryOf(september) };
const decided = (choice: Decision['choice'], subject: string | null = null): Decision => ({
  month: '2026-10',
  productKey: 'CFQ-PREMIUM',
  choice,
  subject,
  through: null,
});

describe('a subscription that was counted and is not on the invoice', () => {
  const october = [lineOf('2026-10', 31, '10', { subscriptionId: 's-a' })];
  test.each<[string, Map<string, Subscription>, Decision[], string[]]>([
    ['cancelled in PRISM: its seats go', asB({ status: 'cancelled' }), [], ['-5 2026-10-01']],
    ['gone from PRISM: its seats go', asB(null), [], ['-5 2026-10-01']],
    ['active: held', asB({}), [], ['missing-from-invoice']],
    ['suspended: held', asB({ status: 'suspended' }), [], ['missing-from-invoice']],
    ['in a state we do not know: held', asB({ status: 'other' }), [], ['missing-from-invoice']],
    [
      'counted as cancelled by a person: its seats go',
      asB({}),
      [decided('count-as-cancelled', 's-b')],
      ['-5 2026-10-01'],
    ],
    [
      'another one counted as cancelled: held',
      asB({}),
      [decided('count-as-cancelled', 's-x')],
      ['missing-from-invoice'],
    ],
    ['a decision about none: held', asB({}), [decided('count-as-cancelled')], ['missing-from-invoice']],
    ['left by a person: nothing', asB({}), [decided('leave')], []],
  ])('%s', (_, subscriptions, decisions, expected) => {
    const made = plan({ month: '2026-10', lines: october, ...left, subscriptions, decisions });
    expect([...inShort(made), ...heldFor(made)]).toEqual(expected);
  });

  test('is still remembered after it was left, and asked for again the next month', () => {
    const made = plan({
      month: '2026-10',
      lines: october,
      ...left,
      subscriptions: both,
      decisions: [decided('leave')],
    });
    expect(memoryOf(made).get('CFQ-PREMIUM')).toEqual(left.memory.get('CFQ-PREMIUM'));
    const next = plan({
      month: '2026-11',
      lines: [lineOf('2026-11', 30, '10', { subscriptionId: 's-a' })],
      current: left.current,
      memory: memoryOf(made),
      subscriptions: both,
    });
    expect(heldFor(next)).toEqual(['missing-from-invoice']);
  });

  test('is not missing when the invoice has it as another product', () => {
    const made = plan({
      month: '2026-10',
      lines: [
        ...october,
        lineOf('2026-10', 31, '5', {
          subscriptionId: 's-b',
          sku: 'AZURE',
          term: null,
          billing: null,
          unitCost: '1',
          unitPrice: '2',
        }),
      ],
      ...left,
      subscriptions: both,
      book: { byKey: new Map(), byId: new Map(), byName: new Map() },
    });
    expect(heldFor(made)).toEqual([]);
    expect(inShort(made)).toContain('-5 2026-10-01');
  });

  test('is not asked for by an older invoice', () => {
    const made = plan({
      month: '2026-08',
      lines: [lineOf('2026-08', 31, '10', { subscriptionId: 's-a' })],
      ...left,
      subscriptions: both,
      ownDaysUntil: '2026-09-01',
    });
    expect(heldFor(made)).toEqual([]);
    expect(memoryOf(made).get('CFQ-PREMIUM')).toMatchObject({
      month: '2026-09',
      subscriptions: [{ id: 's-a' }, { id: 's-b' }],
    });
  });
});

describe('a line whose product is not on the invoice at all', () => {
  const ended = new Map([...both].map(([id, one]) => [id, { ...one, status: 'cancelled' as const }]));
  test.each<[string, Map<string, Subscription>, Decision[], string[], string | undefined]>([
    ['all cancelled: to zero', ended, [], ['-15 2026-10-01'], 'cancelled'],
    ['all active: held once for each', both, [], ['missing-from-invoice', 'missing-from-invoice'], 'no'],
    [
      'counted as cancelled: to zero',
      both,
      [decided('count-as-cancelled', 's-a'), decided('count-as-cancelled', 's-b')],
      ['-15 2026-10-01'],
      'cancelled',
    ],
  ])('%s', (_, subscriptions, decisions, expected, zero) => {
    const made = plan({ month: '2026-10', lines: [], ...left, subscriptions, decisions });
    expect([...inShort(made), ...heldFor(made)]).toEqual(expected);
    expect(made.lines[0]?.goesToZero).toBe(zero);
    expect(made.entries).toEqual([]);
  });

  test('and its service deleted with it: nothing to say', () => {
    const made = plan({
      month: '2026-10',
      lines: [],
      memory: left.memory,
      subscriptions: ended,
      catalogue: catalogue([]),
    });
    expect(made.lines).toEqual([]);
  });

  test('and that had no seats already: nothing to say', () => {
    const gone = plan({ month: '2026-10', lines: [], ...left, subscriptions: ended });
    const next = {
      month: '2026-11',
      lines: [],
      current: carriedOut(gone, left.current),
      subscriptions: ended,
    };
    expect(plan({ ...next, memory: memoryOf(gone) }).lines).toEqual([]);
    const long = new Map(
      [...memoryOf(gone)].map(([key, one]) => [key, { ...one, state: { ...one.state, timeline: [] } }]),
    );
    expect(plan({ ...next, memory: long }).lines).toEqual([]);
  });

  test('and that ended inside the last month: nothing to say, unless a hand raised it again', () => {
    const ending = [line({ quantity: '4', from: '2026-09-01', to: '2026-09-12', subscriptionId: 's-a' })];
    const four = standing({ timeline: [{ from: '2026-01-01', quantity: 4 }] });
    const made = plan({ lines: ending, current: [four], subscriptions: ended });
    const next = { month: '2026-10', lines: [], memory: memoryOf(made), subscriptions: ended };
    expect(plan({ ...next, current: carriedOut(made, [four]) }).lines).toEqual([]);
    const raised = plan({ ...next, current: [four] });
    expect(inShort(raised)).toEqual(['-4 2026-10-01']);
    expect(raised.lines[0]?.drift).toMatchObject({ was: 0, is: 4, becomes: 0 });
  });

  test('to zero by its own invoice while PRISM has it active', () => {
    const lines = [
      lineOf('2026-10', 31, '0', { subscriptionId: 's-a' }),
      lineOf('2026-10', 31, '0', { subscriptionId: 's-b' }),
    ];
    expect(plan({ month: '2026-10', lines, ...left, subscriptions: both }).lines[0]?.goesToZero).toBe(
      'uncancelled',
    );
  });
});

describe('while a line of the customer has no product', () => {
  const unknown = lineOf('2026-09', 30, '1', { sku: null, offerName: 'Nobody knows', subscriptionId: 's-x' });
  test.each<[string, string, Decision[], string[]]>([
    ['fewer seats wait', '3', [], ['unmatched-line']],
    ['more seats go on', '5', [], ['+1 2026-09-01']],
    [
      'fewer seats released by a person go on',
      '3',
      [{ ...decided('release'), month: '2026-09' }],
      ['-1 2026-09-01'],
    ],
  ])('%s', (_, quantity, decisions, expected) => {
    const current = [standing({ timeline: [{ from: '2026-01-01', quantity: 4 }] })];
    const made = plan({ lines: [lineOf('2026-09', 30, quantity), unknown], current, decisions });
    expect([...inShort(made), ...heldFor(made)]).toEqual(expected);
    expect(made.problems).toMatchObject([{ code: 'product-not-found', choices: ['map-product'] }]);
  });
});
