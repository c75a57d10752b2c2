import type { Product } from '../invoice/line.ts';
import type { DateText } from '../numbers/calendar.ts';
import { add, compare, type Decimal, equalAt, multiply, subtract } from '../numbers/decimal.ts';

/** How a price list to come changes a product in use. Money per unit, before tax, in the price list's currency. */
export type ComingPrice = {
  /** First day of the list that brings it. */
  on: DateText;
  productKey: string;
  name: string;
  sku: string | null;
  /** Partner buy price. */
  cost: Step;
  /** Recommended retail price. */
  price: Step;
  /** Retail less cost. */
  margin: Step;
  customers: Use[];
  /** Of all customers together. */
  seats: Decimal;
  /** What the margin of all seats together changes by each month. */
  effect: Decimal;
};

export type Step = { before: Decimal; after: Decimal };
export type Use = { tenantId: string; customerName: string; seats: Decimal };

/**
 * What moves for products that somebody has, compared at the four decimals that a target keeps; those with the largest
 * loss of margin first. A product that is on one list only is not compared.
 * @param used by product key
 */
export function comingPrices(
  on: DateText,
  now: readonly Product[],
  then: readonly Product[],
  used: ReadonlyMap<string, readonly Use[]>,
): ComingPrice[] {
  const later = new Map(then.map(product => [product.key, product]));
  return now
    .flatMap(product => {
      const next = later.get(product.key);
      const customers = used.get(product.key) ?? [];
      const same = next && equalAt(product.cost, next.cost, 4) && equalAt(product.price, next.price, 4);
      return next === undefined || same || customers.length === 0
        ? []
        : [change(on, product, next, customers)];
    })
    .sort((a, b) => compare(a.effect, b.effect) || a.name.localeCompare(b.name));
}

function change(on: DateText, product: Product, next: Product, customers: readonly Use[]): ComingPrice {
  const margin = {
    before: subtract(product.price, product.cost),
    after: subtract(next.price, next.cost),
  };
  const seats = customers.reduce((total, one) => add(total, one.seats), '0');
  return {
    on,
    productKey: product.key,
    name: product.name,
    sku: product.sku,
    cost: { before: product.cost, after: next.cost },
    price: { before: product.price, after: next.price },
    margin,
    customers: customers.toSorted((a, b) => a.customerName.localeCompare(b.customerName)),
    seats,
    effect: multiply(seats, subtract(margin.after, margin.before)),
  };
}
