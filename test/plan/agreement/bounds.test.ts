/** Days that bound a line: the contract's dates, and those of an older invoice. Rules 3 and 5. */
import { describe, expect, test } from 'vitest';
import type { Decision } from '../../../src/plan/decision.ts';
import { OUTSIDE_CONTRACT } from '../../../src/plan/standing.ts';
import { agreement, changesOf, inShort, line, plan, standing } from '../a-month.ts';

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

describe('days outside the contract', () => {
  const contract = agreement({ from: '2026-09-10', to: '2027-12-31' });
  test('are an error with its way out and its money', () => {
    const [problem] = plan({ lines: [september('3')], agreement: contract }).lines[0]!.problems;
    expect(problem).toMatchObject({
      code: 'outside-contract',
      words: OUTSIDE_CONTRACT,
      choices: ['contract-days', 'leave'],
    });
    expect(problem?.remedy).toContain('18.00 cost, 22.50 retail');
  });

  test.each([
    ['before it', contract, ['+3 2026-09-10'], { cost: '18.00', price: '22.50' }],
    ['after it', agreement({ to: '2026-09-20' }), ['+3 2026-09-01'], { cost: '20.00', price: '25.00' }],
  ])('%s are given up by decision', (_, given, changes, money) => {
    const made = plan({ lines: [september('3')], agreement: given, decisions: [decided('contract-days')] });
    expect(inShort(made)).toEqual(changes);
    expect(made.lines[0]?.exclusions).toMatchObject([{ reason: 'outside-contract', money }]);
  });

  test('are all days when it ended before: there is nothing to keep', () => {
    const [problem] = plan({
      lines: [september('3', { price: null })],
      agreement: agreement({ to: '2026-08-31' }),
    }).lines[0]!.problems;
    expect(problem?.choices).toEqual(['leave']);
    expect(problem?.remedy).toBe('Extend the contract in Autotask and sync again.');
  });

  test('without seats do not matter', () => {
    const lines = [line({ quantity: '3', from: '2026-09-10', to: '2026-09-30' })];
    expect(inShort(plan({ lines, agreement: contract }))).toEqual(['+3 2026-09-10']);
  });
});

describe('an older invoice, to its own days', () => {
  const own = { ownDaysUntil: '2026-10-01' };
  test('brings the price back where the next applied month begins', () => {
    const made = plan({ lines: [september('4', { unitPrice: '26' })], current: [constant(4)], ...own });
    expect(inShort(made)).toEqual(['0 2026-09-01 at 20.0000/26.0000', '0 2026-10-01 at 20/25']);
  });

  test.each([
    ['cost and retail', 'cost-and-retail', ['+4 2026-09-01', '-4 2026-09-10']],
    ['quantity only', 'quantity-only', ['+4 2026-09-01', '-4 2026-09-10']],
  ] as const)('on a new line writes nothing where nothing changes (%s)', (_, strategy, changes) => {
    const lines = [line({ quantity: '4', from: '2026-09-01', to: '2026-09-09' })];
    expect(inShort(plan({ lines, strategy, ...own }))).toEqual(changes);
  });

  test('brings back only what was sent', () => {
    const made = plan({
      lines: [september('4', { unitPrice: '26' })],
      current: [constant(4)],
      strategy: 'retail-only',
      ...own,
    });
    expect(changesOf(made).map(change => change.unitCost)).toEqual([undefined, undefined]);
    const cost = plan({
      lines: [september('4', { unitCost: '21' })],
      current: [constant(4)],
      strategy: 'cost-only',
      ...own,
    });
    expect(changesOf(cost).map(change => change.unitPrice)).toEqual([undefined, undefined]);
  });

  test('changes no price when it has none of its own', () => {
    expect(inShort(plan({ lines: [september('4')], current: [constant(4)], ...own }))).toEqual([]);
  });
});
