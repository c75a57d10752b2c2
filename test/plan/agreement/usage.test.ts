/** What was used, Azure: rules 4.6, 4.7, 5. */
import { describe, expect, test } from 'vitest';
import type { Strategy } from '../../../src/plan/agreement/prices.ts';
import { agreement, azureItem, heldFor, inShort, line, plan, standing, usage } from '../a-month.ts';

const month = { from: '2026-09-01', to: '2026-09-30' };
const meter = (cost: string, price: string) => usage({ ...month, cost, price });
const azureLine = (timeline = [] as { from: string; quantity: number }[], posted?: string) =>
  standing({ id: 'line-azure', itemId: azureItem.id, unitPrice: '0', unitCost: '0', timeline }, posted);
const result = (given: Parameters<typeof plan>[0]) => {
  const made = plan(given);
  return [...inShort(made), ...heldFor(made)];
};

test('several meters are one unit at their sum, with nothing said of their prices', () => {
  const made = plan({
    lines: [meter('60', '80'), meter('50', '62'), meter('-10', '-12')],
    current: [azureLine()],
  });
  expect(inShort(made)).toEqual(['+1 2026-09-01 at 100.0000/130.0000', '-1 2026-10-01']);
  expect(made.lines[0]?.warnings).toEqual([]);
  expect(made.lines[0]?.leaves.subscriptions).toMatchObject([{ id: 's-azure', seats: 0 }]);
});

test('on a new line it is created for the month', () => {
  expect(result({ lines: [meter('100', '130')] })).toEqual(['+1 2026-09-01', '-1 2026-10-01']);
});

describe('it is', () => {
  test.each<[string, Parameters<typeof plan>[0], string[]]>([
    ['nothing when nothing was used', { lines: [meter('0', '0')] }, []],
    ['nothing when it cancels out', { lines: [meter('5', '6'), meter('-5', '-6')] }, []],
    [
      'a retail amount although it cost nothing',
      { lines: [meter('0', '6')] },
      ['+1 2026-09-01', '-1 2026-10-01'],
    ],
    ['held when it adds up to a credit', { lines: [meter('-5', '6')] }, ['credit']],
    [
      'held when its retail amount is not told',
      { lines: [usage({ ...month, cost: '5', price: '6' }), line({ ...meter('5', '6'), price: null })] },
      ['usage-price'],
    ],
    ['held when sold below cost', { lines: [meter('130', '100')] }, ['below-cost']],
    [
      'held on an existing line too when sold below cost',
      { lines: [meter('130', '100')], current: [azureLine()] },
      ['below-cost'],
    ],
    [
      'held in a posted month, by either policy',
      {
        lines: [meter('100', '130')],
        current: [azureLine([{ from: '2026-01-01', quantity: 0 }], '2026-09')],
        settings: { posted: 'next-open-period' },
      },
      ['posted'],
    ],
    [
      'held on a contract off the calendar months',
      { lines: [meter('100', '130')], agreement: agreement({ from: '2026-01-15' }) },
      ['usage-grid'],
    ],
    [
      'going on although a line has no product',
      {
        lines: [
          meter('100', '130'),
          line({ ...month, quantity: '1', sku: null, offerName: '?', subscriptionId: 's-x' }),
        ],
        current: [azureLine([{ from: '2026-01-01', quantity: 2 }])],
      },
      ['-1 2026-09-01 at 100.0000/130.0000', '-1 2026-10-01'],
    ],
  ])('%s', (_, given, expected) => {
    expect(result(given)).toEqual(expected);
  });

  test.each<[Strategy, string[]]>([
    ['retail-only', ['+1 2026-09-01', '-1 2026-10-01']],
    ['cost-only', ['usage-price']],
    ['quantity-only', ['usage-price']],
  ])('under the strategy %s: %j', (strategy, expected) => {
    expect(result({ lines: [meter('100', '130')], strategy })).toEqual(expected);
  });

  test('excluded, visibly, when Sync Azure is off', () => {
    const made = plan({ lines: [meter('100', '130')], settings: { azure: false } });
    expect(made.exclusions).toMatchObject([
      { reason: 'azure-off', label: 'Azure plan', money: { cost: '100', price: '130' } },
    ]);
    expect(made.entries).toMatchObject([{ standing: 'excluded', reason: 'azure-off', cost: '100' }]);
  });

  test('not looked for when it is missing: it does not carry on', () => {
    const made = plan({ lines: [meter('100', '130')], current: [azureLine()] });
    const memory = new Map(made.lines.map(one => [one.productKey, one.leaves]));
    expect(plan({ month: '2026-10', lines: [], current: [azureLine()], memory }).lines).toEqual([]);
  });
});
