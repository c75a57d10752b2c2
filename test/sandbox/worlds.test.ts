/** The named worlds are what they say they are. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MONTHS, type MspWorld, startMsp } from './worlds/msp.ts';
import { CUSTOMERS } from './worlds/msp-customers.ts';

describe('msp', () => {
  let world: MspWorld;

  beforeAll(async () => {
    world = await startMsp();
  });
  afterAll(() => world.close());

  const [july, august, september] = MONTHS.map(String);

  test('has 120 customers with 3 to 40 lines, few of them large, 1,500 lines together', () => {
    const lines = world.linesOf(july!);
    expect(new Set(world.customers.map(({ name }) => name)).size).toBe(CUSTOMERS);
    expect(lines.length).toBe(1_500);
    const sizes = [...Map.groupBy(lines, line => line.customerName).values()]
      .map(({ length }) => length)
      .sort((a, b) => a - b);
    expect([sizes.length, sizes[0], sizes.at(-1)]).toEqual([120, 3, 40]);
    expect(sizes[60]).toBeLessThan(12);
  });

  test('sells 25 products, Azure to a third of the customers', () => {
    const lines = world.linesOf(july!);
    expect(new Set(world.held.map(({ product }) => product.productId)).size).toBe(25);
    expect(lines.filter(({ offer }) => offer === 'Azure plan').length).toBe(40);
  });

  const usesAzure = (name: string): boolean =>
    world.held.some(({ customer, product }) => customer.name === name && product.name === 'Azure plan');

  test('starts contracts off the calendar grid three times, never with Azure', () => {
    const off = world.customers.filter(({ contractStart }) => !contractStart.endsWith('-01'));
    expect(off.length).toBe(3);
    expect(off.filter(({ name }) => usesAzure(name))).toEqual([]);
  });

  test('maps all but four, excludes one, has one switched off and five with two tenants', () => {
    const by = Object.groupBy(world.customers, ({ standing }) => standing);
    expect([by.unmapped?.length, by.excluded?.length, by['sync-off']?.length]).toEqual([4, 1, 1]);
    expect(world.customers.filter(({ domains }) => domains.length === 2).length).toBe(5);
    for (const domain of world.customers.flatMap(({ domains }) => domains)) {
      expect(world.linesOf(july!).some(line => line.domain === domain)).toBe(true);
    }
  });

  test('repeats July in August', () => {
    const timeless = (month: string) =>
      world.linesOf(month).map(line => ({ ...line, from: line.from.slice(8), to: '', month: '' }));
    expect(timeless(august!)).toEqual(timeless(july!));
  });

  test('changes 8 % of the lines in September', () => {
    const kinds = Map.groupBy(world.changes.values(), ({ kind }) => kind);
    expect(world.changes.size).toBe(120);
    expect([...kinds.keys()].sort()).toEqual(['cancelled', 'new', 'price', 'quantity']);
    expect(world.linesOf(september!).length).toBeGreaterThan(1_500);
  });

  test('is the same world every time', async () => {
    const again = await startMsp();
    expect(MONTHS.map(month => again.linesOf(month))).toEqual(MONTHS.map(month => world.linesOf(month)));
    await again.close();
  });
});
