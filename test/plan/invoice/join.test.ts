/** Which product a line is: rules 4.1. */
import { expect, test } from 'vitest';
import { matchProduct, productBook, type RememberedMatches } from '../../../src/plan/invoice/join.ts';
import { type Line, motionOf, productKey } from '../../../src/plan/invoice/line.ts';
import { line, product, subscription } from '../a-month.ts';

const monthly = product();
const yearly = product({ key: 'P1Y:M:CFQ-PREMIUM', term: 'P1Y' });
const annual = product({ key: 'P1Y:A:CFQ-PREMIUM', term: 'P1Y', billing: 'annual' });
const basic = product({ key: 'CFQ-BASIC', sku: 'CFQ-BASIC', productId: 'p-basic', name: 'Basic' });
const perpetual = product({
  key: 'ONCE',
  sku: null,
  productId: 'p-once',
  name: 'Once',
  term: null,
  billing: null,
});
const all = [monthly, yearly, annual, basic, perpetual];

const nothing = { sku: null, term: null, billing: null, offerName: 'No such offer' };
type Given = {
  line?: Partial<Line>;
  of?: Parameters<typeof subscription>[1];
  remembered?: Partial<RememberedMatches>;
};

function found(given: Given): string | undefined {
  const remembered = {
    subscriptions: new Map(),
    productIds: new Map(),
    offers: new Map(),
    ...given.remembered,
  };
  const of = given.of === undefined ? undefined : subscription('s-1', given.of);
  const one = line({ quantity: '1', from: '2026-09-01', to: '2026-09-30', ...nothing, ...given.line });
  return matchProduct(one, of, productBook(all), remembered, key => key === 'LEFT' || key === 'P1Y:M:LEFT')
    ?.key;
}

const unknown = { term: null, billing: null };
const offers = new Map([['No such offer', 'CFQ-BASIC']]);

test.each<[string, Given, string | undefined]>([
  [
    'an explicit SKU with its term and billing',
    { line: { sku: 'CFQ-PREMIUM', term: 'P1Y', billing: 'monthly' } },
    'P1Y:M:CFQ-PREMIUM',
  ],
  [
    'a SKU in the other case',
    { line: { sku: 'cfq-premium', term: 'P1M', billing: 'monthly' } },
    'CFQ-PREMIUM',
  ],
  ['a SKU that has one product, whatever its term', { line: { sku: 'CFQ-BASIC' } }, 'CFQ-BASIC'],
  ['a SKU of several products whose term nobody knows: none', { line: { sku: 'CFQ-PREMIUM' } }, undefined],
  [
    'a SKU of several products whose billing nobody knows: none',
    { line: { sku: 'CFQ-PREMIUM', term: 'P1Y' } },
    undefined,
  ],
  [
    "a SKU, its term and billing the subscription's",
    { line: { sku: 'CFQ-PREMIUM' }, of: { term: 'P1Y', billing: 'annual' } },
    'P1Y:A:CFQ-PREMIUM',
  ],
  ['a SKU in a term that is not sold: none', { line: { sku: 'CFQ-BASIC', term: 'P3Y' } }, undefined],
  ['a SKU that left the list but is linked', { line: { sku: 'LEFT' } }, 'LEFT'],
  ['the same in its term', { line: { sku: 'LEFT', term: 'P1Y', billing: 'monthly' } }, 'P1Y:M:LEFT'],
  [
    'a subscription that was matched before',
    { remembered: { subscriptions: new Map([['s-1', 'CFQ-BASIC']]) } },
    'CFQ-BASIC',
  ],
  [
    'matched before to what left list and catalogue: by what else it has',
    { line: { productId: 'p-basic' }, remembered: { subscriptions: new Map([['s-1', 'GONE']]) } },
    'CFQ-BASIC',
  ],
  [
    'a product id that was mapped',
    { line: { productId: 'P-OTHER' }, remembered: { productIds: new Map([['p-other', 'CFQ-BASIC']]) } },
    'CFQ-BASIC',
  ],
  ['a product id on the list', { line: { productId: 'P-BASIC' } }, 'CFQ-BASIC'],
  [
    "the subscription's product id, its term breaking the tie",
    { of: { productId: 'p-premium', term: 'P1M', billing: 'monthly' } },
    'CFQ-PREMIUM',
  ],
  [
    'a product id of several products with nothing to break the tie: none',
    { of: { productId: 'p-premium', ...unknown } },
    undefined,
  ],
  [
    'a product without term and billing counts as monthly',
    { line: { productId: 'p-once', term: 'P1M', billing: 'monthly' } },
    'ONCE',
  ],
  [
    'a product id outranks a mapped offer name',
    { line: { productId: 'p-once' }, remembered: { offers } },
    'ONCE',
  ],
  ['an offer name that was mapped', { remembered: { offers } }, 'CFQ-BASIC'],
  ['an offer name that fits one product', { line: { offerName: 'Basic' } }, 'CFQ-BASIC'],
  [
    'an offer name that fits one with its term and billing',
    { line: { offerName: monthly.name, term: 'P1Y', billing: 'annual' } },
    'P1Y:A:CFQ-PREMIUM',
  ],
  ['an offer name that fits several: none', { line: { offerName: monthly.name } }, undefined],
  ['a line without subscription and product: none', { line: { subscriptionId: null } }, undefined],
])('%s', (_, given, key) => {
  expect(found(given)).toBe(key);
});

test("today's price list comes first, the usage month's fills what left it", () => {
  const book = productBook([product({ price: '26' })], [product({ price: '25' }), basic]);
  expect([...book.byKey.values()].map(one => [one.key, one.price])).toEqual([
    ['CFQ-PREMIUM', '26'],
    ['CFQ-BASIC', '25'],
  ]);
});

test.each([
  ['P1M', 'monthly', 'SKU'],
  [null, null, 'SKU'],
  ['P1Y', 'monthly', 'P1Y:M:SKU'],
  ['P1Y', 'annual', 'P1Y:A:SKU'],
  ['P3Y', 'triennial', 'P3Y:T:SKU'],
  ['P1M', 'one-time', 'P1M:O:SKU'],
] as const)('the product key for term %s billed %s is %s', (term, billing, key) => {
  expect(productKey('SKU', term, billing)).toBe(key);
  expect(motionOf(term, billing)).toMatch(/^P\d[MY]:[MATO]$/);
});
