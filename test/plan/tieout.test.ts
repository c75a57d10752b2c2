/** Every cent in one account: rules 9. */
import { expect, test } from 'vitest';
import { type Entry, worst } from '../../src/plan/standing.ts';
import { tieOut } from '../../src/plan/tieout.ts';

const entry = (standing: Entry['standing'], cost: string, lines = 1): Entry => ({
  tenantId: 't-1',
  productKey: null,
  label: 'L',
  lines,
  cost,
  price: '0',
  standing,
  reason: null,
});

test('accounts are rounded to the cent, and what that moves is its own row', () => {
  const tie = tieOut([entry('applied', '1.004'), entry('held', '1.004'), entry('applied', '2')], {
    lines: 3,
    cost: '4.008',
  });
  expect(tie).toMatchObject({ total: '4.01', rounding: '0.01', lines: 3, balanced: true });
  expect(tie.accounts.map(one => [one.standing, one.lines, one.cost])).toEqual([
    ['held', 1, '1.00'],
    ['applied', 2, '3.00'],
  ]);
});

test.each([
  [['applied', 'held', 'failed'], 'failed'],
  [['applied', 'excluded'], 'excluded'],
  [['right', 'applied'], 'applied'],
  [[], 'right'],
] as const)('the worst of %j is %s', (standings, expected) => {
  expect(worst(standings)).toBe(expected);
});
