/** The price list against the target's catalogue: rules 2. */
import { describe, expect, test } from 'vitest';
import { type Catalogue, namesOf, planProducts } from '../../src/plan/catalogue.ts';
import type { Item } from '../../src/plan/current.ts';
import type { Product } from '../../src/plan/invoice/line.ts';
import { DEFAULT_SETTINGS, type ProgramSettings } from '../../src/plan/settings.ts';
import { azure, catalogue, item, product } from './a-month.ts';

const linked = (given: Partial<Item> = {}): Catalogue =>
  catalogue([{ key: 'CFQ-PREMIUM', item: item(given) }]);
const named = (...names: string[]): Catalogue => ({
  ...catalogue([]),
  named: new Map(names.map(name => [name.toLowerCase(), item({ id: `item-${name}`, name })])),
});
const outcome = (of: Partial<Product>, at: Catalogue, settings: Partial<ProgramSettings> = {}) =>
  planProducts([product(of)], at, { ...DEFAULT_SETTINGS, ...settings }, null).products[0]!.outcome;

describe('a product', () => {
  test.each<[string, Partial<Product>, Catalogue, object]>([
    [
      'without a service is created',
      {},
      catalogue([]),
      {
        kind: 'create',
        change: { name: 'PC_CFQ-PREMIUM', unitPrice: '25.0000', unitCost: '20.0000', period: 'monthly' },
      },
    ],
    [
      'billed annually is created by the year',
      { key: 'P1Y:A:X', term: 'P1Y', billing: 'annual' },
      catalogue([]),
      { kind: 'create', change: { period: 'yearly', name: 'PC_P1Y:A:X' } },
    ],
    ['that is linked and the same is right', {}, linked(), { kind: 'right', itemId: 'item-premium' }],
    ['the same at four decimals is right', { price: '25.00004' }, linked(), { kind: 'right' }],
    [
      'at another price is repriced',
      { price: '25.00005' },
      linked(),
      { kind: 'reprice', change: { after: { unitPrice: '25.0001', unitCost: '20.0000' } } },
    ],
    [
      'at another cost is repriced',
      { cost: '21' },
      linked(),
      { kind: 'reprice', change: { after: { unitPrice: '25.0000', unitCost: '21.0000' } } },
    ],
    [
      'whose cost cannot be read is compared by price alone',
      { cost: '21' },
      linked({ unitCost: null }),
      { kind: 'right' },
    ],
    [
      'whose cost cannot be read is repriced by price alone',
      { price: '26' },
      linked({ unitCost: null }),
      { kind: 'reprice', change: { after: { unitPrice: '26.0000', unitCost: null } } },
    ],
    [
      'whose service is inactive and renamed is repriced all the same',
      { price: '26' },
      linked({ active: false, name: 'Ours' }),
      { kind: 'reprice', change: { itemId: 'item-premium' } },
    ],
    ['whose service was deleted is created anew', {}, { ...linked(), items: new Map() }, { kind: 'create' }],
    [
      'whose name is taken is held',
      {},
      named('pc_cfq-premium', 'cfq-premium'),
      { kind: 'held', hold: { reason: 'name-taken' } },
    ],
    [
      'of the former app is proposed for adoption',
      {},
      named('CP_CFQ-Premium', 'cfq-premium'),
      { kind: 'adopt', itemName: 'CP_CFQ-Premium' },
    ],
    [
      'named by its SKU without case is proposed for adoption',
      {},
      named('cfq-premium'),
      { kind: 'adopt', itemName: 'cfq-premium' },
    ],
    [
      'skipped by decision is excluded',
      {},
      { ...catalogue([]), links: new Map([['CFQ-PREMIUM', { itemId: null, skipped: true }]]) },
      { kind: 'excluded', exclusion: { reason: 'skipped' } },
    ],
  ])('%s', (_, of, at, expected) => {
    const motions = ['P1M:M', 'P1Y:A'];
    expect(outcome(of, at, { motions })).toMatchObject(expected);
  });

  test.each<[string, Partial<Product>, Partial<ProgramSettings>, string]>([
    [
      'annual billed annually',
      { term: 'P1Y', billing: 'annual' },
      {},
      'Billing motion P1Y:A is not synced (annual billed annually is charged once, not by the month)',
    ],
    ['a motion that is not chosen', { term: 'P3Y' }, {}, 'Billing motion P3Y:M is not synced'],
    ['usage while Azure is off', azure, { azure: false }, 'Sync Azure subscriptions is off'],
  ])('%s is excluded, visibly', (_, of, settings, says) => {
    expect(outcome(of, catalogue([]), settings)).toMatchObject({ kind: 'excluded', exclusion: { says } });
  });

  test('of usage is created while Azure is on', () => {
    expect(outcome(azure, catalogue([]))).toMatchObject({ kind: 'create' });
  });

  test('has its texts cut, and its name for a text it lacks', () => {
    const long = { description: 'd'.repeat(500), name: 'n'.repeat(1200) };
    expect(outcome(long, catalogue([]))).toMatchObject({
      change: { description: 'd'.repeat(400), invoiceDescription: 'n'.repeat(1000) },
    });
    expect(outcome({}, catalogue([]))).toMatchObject({
      change: { description: 'Microsoft 365 Business Premium' },
    });
  });

  test('without a SKU has two names to look for', () => {
    expect(namesOf(product({ sku: null }))).toEqual(['PC_CFQ-PREMIUM', 'CP_CFQ-PREMIUM']);
  });
});

test('one service of two products is adopted by neither before a person says which', () => {
  const both = [product(), product({ key: 'P1Y:M:CFQ-PREMIUM', term: 'P1Y' })];
  const made = planProducts(both, named('cfq-premium'), DEFAULT_SETTINGS, null);
  expect(made.products.map(row => row.outcome)).toMatchObject([
    { kind: 'held', hold: { reason: 'name-taken' } },
    { kind: 'held', hold: { reason: 'name-taken' } },
  ]);
});

test('in use only: what is invoiced and what is linked; switching removes nothing', () => {
  const other = product({ key: 'OTHER' });
  const used = product({ key: 'USED' });
  const made = planProducts([product(), other, used], linked(), DEFAULT_SETTINGS, new Set(['USED']));
  expect(made.products.map(row => row.productKey)).toEqual(['CFQ-PREMIUM', 'USED']);
  expect(made.products.map(row => row.itemName)).toEqual(['PC_CFQ-PREMIUM', null]);
});

test('what left the price list is left alone', () => {
  expect(planProducts([], linked(), DEFAULT_SETTINGS, null).products).toEqual([]);
});

test('that costs cannot be read is said once', () => {
  expect(planProducts([product()], linked({ unitCost: null }), DEFAULT_SETTINGS, null).notes).toHaveLength(1);
  expect(planProducts([product()], linked(), DEFAULT_SETTINGS, null).notes).toEqual([]);
});
