/** Units and prices that people's hands changed since we wrote: rules 3 and 5, drift. */
import { describe, expect, test } from 'vitest';
import { pricesEdited } from '../../../src/plan/agreement/line-history.ts';
import type { Decision } from '../../../src/plan/decision.ts';
import type { Line } from '../../../src/plan/invoice/line.ts';
import type { LineMemory } from '../../../src/plan/memory.ts';
import { carriedOut, heldFor, inShort, line, memoryOf, plan, standing, subscription } from '../a-month.ts';

const lineOf = (month: string, days: number, quantity: string, given: Partial<Line> = {}) =>
  line({ quantity, from: `${month}-01`, to: `${month}-${days}`, ...given });
const both = new Map([
  ['s-a', subscription('s-a')],
  ['s-b', subscription('s-b')],
]);
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

describe('units that somebody changed since we wrote', () => {
  const byHand = (quantity: number) => [
    standing({
      timeline: [
        { from: '2026-01-01', quantity: 12 },
        { from: '2026-09-01', quantity: 15 },
        { from: '2026-10-05', quantity },
      ],
    }),
  ];
  const october = (a: string) => ({
    month: '2026-10',
    lines: [
      lineOf('2026-10', 31, a, { subscriptionId: 's-a' }),
      lineOf('2026-10', 31, '5', { subscriptionId: 's-b' }),
    ],
    memory: left.memory,
    subscriptions: both,
  });

  test('are set back and said', () => {
    const made = plan({ ...october('10'), current: byHand(20) });
    expect(inShort(made)).toEqual(['-5 2026-10-05']);
    expect(made.lines[0]?.drift).toEqual({ date: '2026-10-05', was: 15, is: 20, becomes: 15 });
  });

  test.each<[string, Decision[], string[]]>([
    ['wait where the policy is to ask', [], ['drift']],
    ['are set back where a person says so', [decided('overwrite')], ['-5 2026-10-05']],
  ])('%s', (_, decisions, expected) => {
    const made = plan({ ...october('10'), current: byHand(20), settings: { drift: 'ask' }, decisions });
    expect([...inShort(made), ...heldFor(made)]).toEqual(expected);
  });

  test('to what the invoice says: said, and nothing is asked', () => {
    const lines = [
      line({ quantity: '10', from: '2026-10-01', to: '2026-10-04', subscriptionId: 's-a' }),
      line({ quantity: '15', from: '2026-10-05', to: '2026-10-31', subscriptionId: 's-a' }),
      lineOf('2026-10', 31, '5', { subscriptionId: 's-b' }),
    ];
    const made = plan({ ...october('10'), lines, current: byHand(20), settings: { drift: 'ask' } });
    expect([...inShort(made), ...heldFor(made)]).toEqual([]);
    expect(made.lines[0]?.drift).toMatchObject({ is: 20, becomes: 20 });
  });

  test('wait for approval when the invoice was applied as it is, and so do prices', () => {
    const history = { first: false, revised: false, appliedAsIs: true, previousCost: null };
    const asks = (given: object) =>
      plan({ ...october('10'), history, settings: { approval: 'never' }, ...given }).asks;
    const said = ['Microsoft 365 Business Premium was changed by hand since this invoice was applied'];
    expect(asks({ current: byHand(20) })).toEqual(said);
    expect(asks({ current: byHand(20), decisions: [decided('overwrite')] })).toEqual([]);
    expect(asks({ current: byHand(15).map(one => ({ ...one, unitPrice: '24' })) })).toEqual(said);
    expect(asks({ current: byHand(15), memory: new Map() })).toEqual([]);
  });
});

test.each([
  ['the same', { unitPrice: '25', unitCost: '20' }, false],
  ['another price', { unitPrice: '24', unitCost: '20' }, true],
  ['another cost', { unitPrice: '25', unitCost: '19' }, true],
  ['a cost that cannot be read', { unitPrice: '25', unitCost: null }, false],
])('prices left at 25/20 were edited when they are %s: see', (_, now, edited) => {
  const memory = { state: { timeline: [], unitPrice: '25', unitCost: '20' } } as unknown as LineMemory;
  expect(pricesEdited(memory, { timeline: [], ...now })).toBe(edited);
  expect(
    pricesEdited(
      { ...memory, state: { timeline: [], unitPrice: null, unitCost: null } },
      { timeline: [], ...now },
    ),
  ).toBe(false);
});
