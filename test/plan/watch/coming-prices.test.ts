import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Product } from '../../../src/plan/invoice/line.ts';
import { comingPrices, type Use } from '../../../src/plan/watch/coming-prices.ts';

const product = (key: string, cost: string, price: string, changed: Partial<Product> = {}): Product => ({
  ...{ key, productId: key, sku: key, name: `Product ${key}`, description: '' },
  ...{ term: 'P1M', billing: 'monthly', usage: false, trial: false, cost, price },
  ...changed,
});
const use = (customerName: string, seats: string): Use => ({ tenantId: customerName, customerName, seats });
const used = (...keys: string[]) => new Map(keys.map(key => [key, [use('Zeta', '3'), use('Alpha', '2')]]));
const ON = '2026-11-01';

describe('prices to come', () => {
  test('are those of products in use whose cost or retail price differs, with what it does to the margin', () => {
    const found = comingPrices(ON, [product('a', '20', '25')], [product('a', '22.5', '26')], used('a'));
    expect(found).toEqual([
      {
        ...{ on: ON, productKey: 'a', name: 'Product a', sku: 'a' },
        cost: { before: '20', after: '22.5' },
        price: { before: '25', after: '26' },
        margin: { before: '5', after: '3.5' },
        customers: [use('Alpha', '2'), use('Zeta', '3')],
        ...{ seats: '5', effect: '-7.5' },
      },
    ]);
  });

  test.each<[string, Product[], Product[], Map<string, Use[]>]>([
    ['the same at four decimals', [product('a', '20', '25')], [product('a', '20.00001', '25.0')], used('a')],
    ['in nobody’s use', [product('a', '20', '25')], [product('a', '21', '25')], used('b')],
    ['gone from the list to come', [product('a', '20', '25')], [], used('a')],
    ['new on it', [], [product('a', '20', '25')], used('a')],
  ])('leave out what is %s', (_, now, then, users) => {
    expect(comingPrices(ON, now, then, users)).toEqual([]);
  });

  test('begin with the largest loss, then go by name', () => {
    const now = ['a', 'b', 'c', 'd'].map(key => product(key, '20', '25', { name: key === 'b' ? 'Z' : key }));
    const then = [
      product('a', '19', '25'),
      product('b', '21', '25'),
      product('c', '24', '25'),
      product('d', '21', '25'),
    ];
    const names = comingPrices(ON, now, then, used('a', 'b', 'c', 'd')).map(one => one.name);
    expect(names).toEqual(['c', 'd', 'Z', 'a']);
  });

  test('lose and gain exactly what the margins of all seats differ by', () => {
    const amount = fc.integer({ min: 0, max: 10_000_000 }).map(cents => (cents / 10_000).toFixed(4));
    fc.assert(
      fc.property(amount, amount, amount, amount, fc.nat(1000), (cost, price, cost2, price2, seats) => {
        const [found] = comingPrices(
          ON,
          [product('a', cost, price)],
          [product('a', cost2, price2)],
          new Map([['a', [use('A', String(seats))]]]),
        );
        const tenThousandths = (text: string): number => Math.round(Number(text) * 10_000);
        const expected =
          seats *
          (tenThousandths(price2) - tenThousandths(cost2) - tenThousandths(price) + tenThousandths(cost));
        if (cost === cost2 && price === price2) expect(found).toBeUndefined();
        else expect(tenThousandths(found!.effect) === expected).toBe(true);
      }),
    );
  });
});
