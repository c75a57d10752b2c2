/** Where each line of an invoice goes, and that its money is in one account: rules 4 and 9. */
import { describe, expect, test } from 'vitest';
import { productBook } from '../../../src/plan/invoice/join.ts';
import type { Line } from '../../../src/plan/invoice/line.ts';
import { catalogue, costOf, heldFor, inShort, item, line, plan, product, subscription } from '../a-month.ts';

const all = (given: Partial<Line> = {}) =>
  line({ quantity: '4', from: '2026-09-01', to: '2026-09-30', ...given });
const yearly = product({ key: 'P1Y:A:CFQ-PREMIUM', term: 'P1Y', billing: 'annual' });
const book = productBook([product(), yearly]);

describe('a line', () => {
  test.each<[string, Partial<Line>, string, string | null]>([
    ['of seats waits to be written', {}, 'waiting', null],
    ['of another PRISM agreement is excluded', { agreementNumber: 'A-2' }, 'excluded', 'other-agreement'],
    ['of this PRISM agreement goes on', { agreementNumber: 'A-1' }, 'waiting', null],
    ['without a subscription is an adjustment', { subscriptionId: null }, 'held', 'adjustment'],
    [
      'of no known product fails',
      { sku: 'X', offerName: '?', subscriptionId: 's-x' },
      'failed',
      'product-not-found',
    ],
    [
      'of no known product that is a credit is held as one',
      { sku: 'X', offerName: '?', cost: '-5', price: null },
      'held',
      'credit',
    ],
    ['that is a credit is held', { cost: '-80', price: '-100' }, 'held', 'credit'],
    [
      'of a billing motion that is not chosen is excluded',
      { term: 'P1Y', billing: 'annual' },
      'excluded',
      'motion',
    ],
    ['whose dates are unclear is held', { ratio: '0.5' }, 'held', 'dates-unclear'],
    [
      'whose part of a month has no ratio is held',
      { ratio: null, to: '2026-09-09' },
      'held',
      'dates-unclear',
    ],
    [
      'outside the month is held',
      { from: '2026-08-31', to: '2026-09-29', ratio: '1' },
      'held',
      'outside-month',
    ],
    [
      'outside the month without a retail price is held',
      { from: '2026-08-31', to: '2026-09-29', ratio: '1', price: null },
      'held',
      'outside-month',
    ],
  ])('%s', (_, given, standing, reason) => {
    const made = plan({ lines: [all(given)], book, agreementNumber: 'A-1' });
    expect(made.entries).toMatchObject([{ standing, reason, lines: 1 }]);
    expect(Number(costOf(made))).toBe(Number(all(given).cost));
  });

  test('that is a credit does not hold its line', () => {
    const made = plan({ lines: [all(), all({ cost: '-5' })] });
    expect(inShort(made)).toEqual(['+4 2026-09-01']);
    expect(made.holds).toMatchObject([{ reason: 'credit', choices: ['bill-as-charge', 'leave'] }]);
  });

  test('that is a credit of what was used is part of its sum, even of a product nobody knows', () => {
    const subscriptions = new Map([
      ['s-1', subscription('s-1', { usage: true, productId: '?', productName: '?' })],
    ]);
    const made = plan({ lines: [all({ sku: 'X', offerName: '?', cost: '-5' })], subscriptions });
    expect(made.entries).toMatchObject([{ standing: 'failed' }]);
  });
});

describe('a product that left the price list', () => {
  const left = (key: string) => ({
    catalogue: catalogue([{ key, item: item() }]),
    book: productBook([]),
    remembered: { subscriptions: new Map([['s-1', key]]), productIds: new Map(), offers: new Map() },
  });
  test.each([
    ['is still synced where it is linked', 'OLD', []],
    ['so in its term', 'P1Y:M:OLD', []],
    ['not when it is billed annually', 'P1Y:A:OLD', ['motion']],
    ['not when it is billed for three years', 'P3Y:T:OLD', ['motion']],
    ['not when it is sold once', 'P1M:O:OLD', ['motion']],
  ])('%s', (_, key, excluded) => {
    const lines = [all({ sku: null, term: null, billing: null, productId: 'p-old', unitPrice: null })];
    const made = plan({ lines, ...left(key) });
    expect(made.exclusions.map(one => one.reason)).toEqual(excluded);
    expect(made.lines.map(one => one.productName)).toEqual(
      excluded.length === 0 ? ['Microsoft 365 Business Premium'] : [],
    );
  });

  test('is named by its key where nothing else names it', () => {
    const lines = [all({ sku: null, term: null, billing: null })];
    expect(plan({ lines, ...left('OLD') }).lines[0]?.productKey).toBe('OLD');
  });
});

describe('lines of one subscription', () => {
  test('of the same days and seats (E5 in two parts) are one line of seats at both prices', () => {
    const made = plan({ lines: [all(), all({ unitCost: '5', unitPrice: '6', cost: '20' })] });
    expect(made.lines[0]?.changes).toMatchObject([{ delta: 4, unitCost: '25.0000', unitPrice: '31.0000' }]);
    expect(made.entries).toMatchObject([{ lines: 2, cost: '100' }]);
  });

  test('that overlap otherwise hold the agreement line', () => {
    const made = plan({ lines: [all(), all({ quantity: '6', from: '2026-09-10' })] });
    expect([...inShort(made), ...heldFor(made).filter(reason => reason === 'overlap')]).toEqual(['overlap']);
  });

  test('that overlap as two products hold both agreement lines and no other', () => {
    const other = product({ key: 'BASIC', sku: 'BASIC', productId: 'p-basic', name: 'Basic' });
    const third = product({ key: 'THIRD', sku: 'THIRD', productId: 'p-third', name: 'Third' });
    const lines = [all(), all({ sku: 'BASIC' }), all({ sku: 'THIRD', subscriptionId: 's-3' })];
    const made = plan({ lines, book: productBook([product(), other, third]) });
    expect(made.lines.map(one => [one.productKey, one.holds.map(hold => hold.reason)])).toEqual([
      ['BASIC', ['overlap']],
      ['CFQ-PREMIUM', ['overlap']],
      ['THIRD', []],
    ]);
  });
});

test('subscriptions of all tenants of an agreement are summed, each tenant keeping its money', () => {
  const lines = [
    all(),
    all({ subscriptionId: 's-2', quantity: '2', price: null }),
    all({ subscriptionId: 's-3', quantity: '1' }),
  ];
  const made = plan({
    lines,
    subscriptions: new Map(['s-1', 's-2', 's-3'].map(id => [id, subscription(id)])),
  });
  expect(inShort(made)).toEqual(['+7 2026-09-01']);
  expect(made.entries).toMatchObject([{ tenantId: 't-1', lines: 3, cost: '140', price: '125' }]);
});

test('rows of a file are said in their own order, equal rows by their keys', () => {
  const [late, early] = [
    all({ row: 9, cost: '-1', offerName: 'late' }),
    all({ row: 2, cost: '-1', offerName: 'early' }),
  ];
  const twin = all({ row: 2, key: 'a', cost: '-1', offerName: 'twin' });
  expect(plan({ lines: [late, early, twin] }).holds.map(hold => hold.label)).toEqual([
    'twin',
    'early',
    'late',
  ]);
});

test('a credit that a person left out is excluded, and no other line with it', () => {
  const credit = all({ cost: '-80', price: '-100', subscriptionId: 's-2' });
  const left = { productKey: null, choice: 'leave' as const, subject: credit.key, through: null };
  const made = (month: string) => plan({ lines: [all(), credit], decisions: [{ ...left, month }] });
  expect(made('2026-09').exclusions).toMatchObject([{ reason: 'left', money: { cost: '-80' } }]);
  expect(made('2026-09').entries.map(entry => entry.standing)).toEqual(['excluded', 'waiting']);
  expect(made('2026-08').holds).toMatchObject([{ reason: 'credit', subject: credit.key }]);
});
