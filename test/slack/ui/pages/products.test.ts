import { describe, expect, test } from 'vitest';
import type { ProductReport } from '../../../../src/plan/tally/reports.ts';
import { PAGE_VIEW } from '../../../../src/slack/ids.ts';
import { productsScreen } from '../../../../src/slack/ui/pages/products.ts';
import { modal } from '../../../../src/slack/ui/parts/blocks.ts';
import { checkView } from '../../../sandbox/slack/gate/check.ts';
import { buttonsOf, seen } from '../shown.ts';
import { aReport, aRun, HOSTILE, LONG, uuid } from '../stage.ts';

type Row = ProductReport['products'][number];

const row = (at: number, changed: Partial<Row> = {}): Row => ({
  productKey: `key-${at}`,
  sku: `SKU:${String(at).padStart(4, '0')}`,
  name: `Product ${at}`,
  itemName: null,
  outcome: {
    kind: 'create',
    change: {
      kind: 'create-item',
      key: `item:${at}`,
      mark: 'm',
      productKey: `key-${at}`,
      name: `PC_key-${at}`,
      description: '',
      invoiceDescription: '',
      unitPrice: '25',
      unitCost: '20.1234',
      period: 'monthly',
    },
  },
  done: false,
  waits: false,
  problem: null,
  ...changed,
});

const adopted = (at: number): Row =>
  row(at, { outcome: { kind: 'adopt', itemId: '77', itemName: 'CP_old' }, waits: true });

function show(products: Row[], { at = 1, filter = '', decide = true } = {}) {
  const report: ProductReport = {
    planId: uuid('products'),
    checksum: 'c',
    result: 'Success',
    synced: 0,
    failed: 0,
    products,
    notes: [],
  };
  const run = aRun({
    kind: 'products',
    report: aReport({ customers: [], products: report }),
  });
  return productsScreen(run, { page: 'products', run: 12, at, ...(filter ? { filter } : {}) }, { decide });
}

const fits = ({ title, blocks }: ReturnType<typeof show>): void =>
  expect(checkView(modal(PAGE_VIEW, title, blocks, { submit: 'Filter' }))).toEqual([]);

describe('the products', () => {
  test('stand with their names on both sides, what happens, and its price', () => {
    const price = { unitPrice: '25', unitCost: '20' };
    const dearer = { unitPrice: '26', unitCost: '20.5' };
    const says = seen(
      show([
        row(1),
        row(2, {
          itemName: 'Renamed by hand',
          outcome: {
            kind: 'reprice',
            change: {
              ...{ kind: 'reprice-item', key: 'price:2', mark: 'm', productKey: 'key-2', itemId: '5' },
              ...{ before: price, after: dearer },
            },
          },
        }),
        row(3, { itemName: 'PC_key-3', outcome: { kind: 'right', itemId: '6' } }),
        adopted(4),
      ]),
    );
    expect(says).toContain('4 products · 1 to create · 1 to update the price of · 1 held · 1 no change');
    expect(says).toContain(
      'Sku: SKU:0001 | PRISM Name: Product 1 | Autotask Name: PC_key-1 | What happens: create: cost 20.1234, price 25.00',
    );
    expect(says).toContain('update price: cost 20.00 → 20.50, price 25.00 → 26.00');
    expect(says).toContain('no change');
  });

  test('of the former product can be adopted together, by operators', () => {
    expect(buttonsOf(show([adopted(1), adopted(2)]))).toContain('Adopt all');
    expect(buttonsOf(show([row(1)]))).not.toContain('Adopt all');
    expect(buttonsOf(show([adopted(1)], { decide: false }))).toEqual([]);
  });

  test('are narrowed down by SKU or name', () => {
    const says = seen(show([row(1), row(22), row(3)], { filter: 'product 22' }));
    expect(says).toContain('Product 22');
    expect(says).not.toContain('Product 3');
    expect(seen(show([row(1)], { filter: 'nothing like it' }))).toContain('No product fits.');
  });

  test.each([0, 1, 50, 5_000])('fit at %i, and every one is on some page', count => {
    const products = Array.from({ length: count }, (_, at) => row(at));
    const found = new Set<string>();
    const pages = count > 500 ? 3 : 99;
    for (let at = 1, last = false; !last && at <= pages; at++) {
      const shown = show(products, { at });
      fits(shown);
      for (const [sku] of seen(shown).matchAll(/SKU:\d+/g)) found.add(sku);
      last = !buttonsOf(shown).includes('Next ›');
    }
    if (count <= 500) expect(found.size).toBe(count);
  });

  test.each([...HOSTILE, LONG])('called %j are safe', name => {
    fits(show([row(1, { name, sku: name, itemName: name, problem: name }), adopted(2)]));
  });
});
