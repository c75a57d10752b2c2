/** What concerns a customer's agreement as a whole, its services and its approval: rules 5 and 7. */
import { describe, expect, test } from 'vitest';
import { possibleDoubleBilling } from '../../../src/plan/agreement/agreement.ts';
import type { Agreement, Item } from '../../../src/plan/current.ts';
import { productBook } from '../../../src/plan/invoice/join.ts';
import {
  agreement,
  catalogue,
  changesOf,
  heldFor,
  inShort,
  item,
  line,
  plan,
  product,
  standing,
} from '../a-month.ts';

const all = line({ quantity: '4', from: '2026-09-01', to: '2026-09-30' });
const four = standing({ timeline: [{ from: '2026-01-01', quantity: 4 }] });
const five = standing({ timeline: [{ from: '2026-01-01', quantity: 5 }] });

describe('a contract that cannot be written to', () => {
  test.each<[string, Partial<Agreement> | null, string[], string[]]>([
    ['gone', null, ['agreement-gone'], []],
    ['of another type', { recurring: false, kindWord: 'Fixed Price' }, ['agreement-unusable'], []],
    ['inactive', { active: false }, ['agreement-unusable'], []],
    ['both', { active: false, recurring: false }, ['agreement-unusable', 'agreement-unusable'], []],
    ['billed by quarters', { period: 'quarterly' }, [], ['period-not-monthly']],
  ])('%s', (_, given, codes, held) => {
    const made = plan({ lines: [all], agreement: given && agreement(given), current: [five] });
    expect(made.lines[0]?.problems.map(problem => problem.code)).toEqual(codes);
    expect(heldFor(made)).toEqual(held);
    expect(changesOf(made)).toEqual([]);
    expect(made.entries[0]?.standing).toBe(codes.length > 0 ? 'failed' : 'held');
  });
});

describe('a service that the contract needs', () => {
  const with_ = (named: Record<string, Item>) => ({
    ...catalogue([]),
    named: new Map(Object.entries(named)),
  });
  test('is created first', () => {
    const made = plan({ lines: [all], catalogue: catalogue([]) });
    expect(made.items).toMatchObject([{ name: 'PC_CFQ-PREMIUM' }]);
    expect(changesOf(made)).toMatchObject([{ itemId: null, lineId: null, delta: 4 }]);
  });

  test('waits for a billing code, and no other line does', () => {
    const other = product({ key: 'BASIC', sku: 'BASIC', productId: 'p-basic', name: 'Basic' });
    const made = plan({
      lines: [all, line({ ...all, key: 'other', sku: 'BASIC', subscriptionId: 's-2' })],
      book: productBook([product(), other]),
      current: [five],
      settings: { billingCodeId: null },
    });
    expect(
      made.lines.map(one => [one.productKey, one.problems.map(({ code }) => code), one.changes.length]),
    ).toEqual([
      ['BASIC', ['no-billing-code'], 0],
      ['CFQ-PREMIUM', [], 1],
    ]);
  });

  test.each([
    ['its name is taken', 'pc_cfq-premium', 'needs that name'],
    ['a service of the former product stands there', 'cp_cfq-premium', 'may be that of'],
    ['a service named like the SKU stands there', 'cfq-premium', 'may be that of'],
  ])('is held where %s', (_, name, says) => {
    const made = plan({ lines: [all], catalogue: with_({ [name]: item({ name }) }) });
    expect(made.lines[0]?.holds).toMatchObject([
      { reason: 'name-taken', choices: ['adopt-item', 'skip-item'] },
    ]);
    expect(made.lines[0]?.holds[0]?.says).toContain(says);
  });

  test('was deleted with the price list: held', () => {
    const gone = { ...catalogue(), items: new Map() };
    const made = plan({ lines: [all], catalogue: gone, book: productBook([]) });
    expect(heldFor(made)).toEqual(['item-unknown']);
  });

  test('is not synced, by decision: excluded, whatever else speaks against it', () => {
    const skipped = { ...catalogue([]), links: new Map([['CFQ-PREMIUM', { itemId: null, skipped: true }]]) };
    const made = plan({ lines: [line({ ...all, ratio: '0.2' })], catalogue: skipped });
    expect(heldFor(made)).toEqual([]);
    expect(made.entries).toMatchObject([{ standing: 'excluded', reason: 'skipped' }]);
  });
});

describe('possible double billing', () => {
  const foreign = (given: Partial<Parameters<typeof standing>[0]>) =>
    standing({ id: 'foreign', itemId: 'foreign', timeline: [{ from: '2026-01-01', quantity: 3 }], ...given });
  test.each<[string, Partial<Parameters<typeof standing>[0]>, number]>([
    ['by the SKU in its name', { itemName: 'Premium cfq-premium' }, 1],
    ['by its SKU', { itemName: 'Ours', itemSku: 'CFQ-Premium' }, 1],
    ['by the words of its name', { itemName: 'Business suite premium (monthly)' }, 1],
    ['not by some of them', { itemName: 'Business Basic' }, 0],
    ['not without units', { itemName: 'Business Premium', timeline: [] }, 0],
  ])('%s', (_, given, count) => {
    const made = plan({ lines: [all], current: [four, foreign(given)] });
    expect(made.doubleBilling).toHaveLength(count);
    expect(inShort(made)).toEqual([]);
  });

  test('asks for approval when something is to be written', () => {
    expect(
      plan({ lines: [all], current: [five, foreign({ itemName: 'Business Premium' })] }).asks.join(),
    ).toContain('billed twice');
  });

  test('is judged by the product key where the SKU is not known, and never by nothing', () => {
    const draft = {
      productKey: 'OLD',
      name: '365',
      kind: 'seat' as const,
      product: null,
      spans: [{}] as never[],
      holds: [],
    };
    expect(possibleDoubleBilling([], [draft], [foreign({ itemName: 'pc_old' })])).toHaveLength(1);
    expect(
      possibleDoubleBilling([], [{ ...draft, productKey: '' }], [foreign({ itemName: 'pc_old' })]),
    ).toEqual([]);
    expect(
      possibleDoubleBilling([{ itemId: null }], [{ ...draft, spans: [] }], [foreign({ itemName: 'pc_old' })]),
    ).toEqual([]);
  });
});

describe('approval', () => {
  test('of a line that stood there before us is asked for once', () => {
    const made = plan({ lines: [all], current: [five] });
    expect(made.asks.join()).toContain('stood on the contract before');
    expect(plan({ lines: [all], current: [four] }).asks).toEqual([]);
  });

  test('is asked for a price that doubles, cost and retail alike', () => {
    expect(plan({ lines: [line({ ...all, unitCost: '9' })], current: [four] }).asks.join()).toContain(
      'from 20 to 9',
    );
  });
});

test('an agreement that is right needs no change and says so', () => {
  const made = plan({ lines: [all], current: [four] });
  expect(made.entries).toMatchObject([{ standing: 'right', reason: null }]);
  expect(made.asks).toEqual([]);
});
