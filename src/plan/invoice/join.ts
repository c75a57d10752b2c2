/**
 * Finding a line's product (rules 4.1). The first that answers wins:
 *
 * | the line has                                                        | product                                       |
 * | ------------------------------------------------------------------- | --------------------------------------------- |
 * | an explicit SKU                                                     | that SKU with the line's term and billing     |
 * | a subscription that was matched before                              | the same again                                |
 * | a subscription with a product id, on today's or the month's list    | that product; its term and billing break ties |
 * | an offer name that a person has mapped                              | the product chosen                            |
 * | an offer name that with term and billing fits exactly one product   | that product                                  |
 * | none of these, or several fit                                       | error, `Map product`                          |
 *
 * A term or billing plan that nobody knows decides nothing: what it leaves open must fit one product alone.
 */
import { type Billing, type Line, type Product, productKey, type Subscription } from './line.ts';

export const NOT_FOUND = 'Could not find source product or multiple matches';

/** Price lists made searchable: today's first, what only the usage month's list has after it. */
export type ProductBook = {
  byKey: ReadonlyMap<string, Product>;
  byId: ReadonlyMap<string, readonly Product[]>;
  byName: ReadonlyMap<string, readonly Product[]>;
};

/** Keys are compared without regard to case: the lists write the same GUID both ways. */
export const sameCase = (text: string): string => text.toLowerCase();

export function productBook(today: readonly Product[], usageMonth: readonly Product[] = []): ProductBook {
  const byKey = new Map<string, Product>();
  for (const product of [...today, ...usageMonth]) {
    if (!byKey.has(sameCase(product.key))) byKey.set(sameCase(product.key), product);
  }
  const byId = new Map<string, Product[]>();
  const byName = new Map<string, Product[]>();
  for (const product of byKey.values()) {
    for (const id of new Set([product.productId, product.sku ?? product.productId].map(sameCase))) {
      byId.set(id, [...(byId.get(id) ?? []), product]);
    }
    byName.set(product.name, [...(byName.get(product.name) ?? []), product]);
  }
  return { byKey, byId, byName };
}

export type ProductMatch = { key: string; product: Product | null };

/** What people or earlier months settled: subscription → key, product id → key, offer name → key. */
export type RememberedMatches = {
  subscriptions: ReadonlyMap<string, string>;
  productIds: ReadonlyMap<string, string>;
  offers: ReadonlyMap<string, string>;
};

export const NOTHING_REMEMBERED: RememberedMatches = {
  subscriptions: new Map(),
  productIds: new Map(),
  offers: new Map(),
};

/** `linked` says whether a key stands in the target's catalogue although no price list has it any more. */
export function matchProduct(
  line: Line,
  subscription: Subscription | undefined,
  book: ProductBook,
  remembered: RememberedMatches,
  linked: (key: string) => boolean,
): ProductMatch | null {
  const known = (key: string): ProductMatch | null => {
    const product = book.byKey.get(sameCase(key));
    if (product) return { key: product.key, product };
    return linked(key) ? { key, product: null } : null;
  };
  const term = line.term ?? subscription?.term ?? null;
  const billing = line.billing ?? subscription?.billing ?? null;
  const fitting = (candidates: readonly Product[] = []): Product[] =>
    candidates.filter(
      product =>
        (term === null || (product.term ?? 'P1M') === term) &&
        (billing === null || (product.billing ?? 'monthly') === billing),
    );
  const only = (candidates: readonly Product[]): ProductMatch | null => {
    const [first, ...others] = candidates;
    return first && others.length === 0 ? { key: first.key, product: first } : null;
  };

  if (line.sku !== null) {
    const sold = fitting(book.byId.get(sameCase(line.sku)));
    const explicit = sold.length === 0 ? known(productKey(line.sku, term, billing)) : only(sold);
    if (explicit) return explicit;
  }
  const productId = line.productId ?? subscription?.productId ?? null;
  const again = (key: string | undefined): ProductMatch | null => (key === undefined ? null : known(key));
  return (
    again(remembered.subscriptions.get(line.subscriptionId ?? '')) ??
    again(remembered.productIds.get(sameCase(productId ?? ''))) ??
    only(fitting(book.byId.get(sameCase(productId ?? '')))) ??
    again(remembered.offers.get(line.offerName)) ??
    only(fitting(book.byName.get(line.offerName)))
  );
}

const BILLINGS: Record<string, Billing> = { A: 'annual', T: 'triennial', O: 'one-time' };

/** The product as far as its billing motion is concerned; one that left the price list is judged by its key. */
export function productOf(match: ProductMatch, line: Line, usage: boolean): Product {
  const motion = /^(P\d+[MY]):([MATO]):/.exec(match.key);
  return (
    match.product ?? {
      key: match.key,
      productId: line.productId ?? match.key,
      sku: line.sku,
      name: line.offerName,
      description: '',
      term: motion?.[1] ?? null,
      billing: BILLINGS[motion?.[2] ?? ''] ?? 'monthly',
      usage,
      trial: false,
      cost: line.unitCost,
      price: line.unitPrice ?? '0',
    }
  );
}
