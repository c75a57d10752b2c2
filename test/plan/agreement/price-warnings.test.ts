/** What is said of prices that change or differ: rules 6. */
import { describe, expect, test } from 'vitest';
import type { Line } from '../../../src/plan/invoice/line.ts';
import { carriedOut, catalogue, changesOf, inShort, memoryOf, plan, subscription } from '../a-month.ts';
import { all, four, part } from './priced.ts';

const two = new Map([
  ['s-a', subscription('s-a')],
  ['s-b', subscription('s-b')],
]);

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
    const swapped = [all({ subscriptionId: 's-a' }), all({ subscriptionId: 's-b', unitPrice: null })];
    for (const lines of [untold, swapped]) {
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
