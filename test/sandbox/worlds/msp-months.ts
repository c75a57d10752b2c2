/**
 * The invoices of the world `msp`. July and August are the same but for their dates; of September's lines 8 % differ:
 *
 * | change         | of the changed lines                     | on the invoice                              |
 * | -------------- | ---------------------------------------- | ------------------------------------------- |
 * | price          | all lines of one product                 | dearer from 1 September                     |
 * | quantity       | somewhat more than half of the others    | two lines, cut on a day inside the month    |
 * | cancelled      | a fifth                                  | a line that ends early, or none             |
 * | new            | a quarter                                | a line that begins on a day of the month    |
 */
import { lastDay, type Month } from '../../../src/plan/numbers/calendar.ts';
import { type Decimal, subtract } from '../../../src/plan/numbers/decimal.ts';
import type { LineRecord, ProductRecord, SubscriptionRecord, TenantRecord } from '../prism/book.ts';
import * as build from '../prism/builders.ts';
import type { MspCustomer } from './msp-customers.ts';
import {
  azure,
  azureMoney,
  DEARER,
  DEARER_PRICE,
  draw,
  pickProduct,
  SPLIT,
  seatProducts,
  TELECOM,
} from './msp-products.ts';

export const JULY = '2026-07';
export const AUGUST = '2026-08';
export const SEPTEMBER = '2026-09';
export const CHANGED_LINES = 120;

/** A subscription of a tenant, as the invoices of July and August have it. */
export type Held = {
  customer: MspCustomer;
  tenant: TenantRecord;
  subscription: SubscriptionRecord;
  product: ProductRecord;
  quantity: number;
};

/** Days of September. A cancelled one with last day 0 ended with August and has no line any more. */
export type Change =
  | { kind: 'price' }
  | { kind: 'quantity'; from: number; quantity: number }
  | { kind: 'cancelled'; lastDay: number }
  | { kind: 'new'; from: number };

export const productOf = (subscription: SubscriptionRecord): ProductRecord =>
  [...seatProducts, azure].find(one => one.productId === subscription.productId)!;

export const dearer = (product: ProductRecord): ProductRecord =>
  product.name === DEARER ? { ...product, ...DEARER_PRICE } : product;

/** What becomes of whom in September, the new subscriptions among them. */
export function septemberChanges(held: readonly Held[]): Map<Held, Change> {
  const changes = new Map<Held, Change>();
  for (const one of held) if (one.product.name === DEARER) changes.set(one, { kind: 'price' });
  const rest = CHANGED_LINES - changes.size;
  const [moved, ended] = [Math.round(rest * 0.55), Math.round(rest * 0.2)];
  const ordinary = held
    .filter(({ product }) => product !== azure && product.name !== SPLIT && product.name !== DEARER)
    .toSorted((a, b) => order(a) - order(b));
  for (const one of ordinary.slice(0, moved)) changes.set(one, quantityChange(one));
  for (const [at, one] of ordinary.slice(moved, moved + ended).entries()) {
    changes.set(one, { kind: 'cancelled', lastDay: at % 2 === 0 ? 0 : day(one) });
  }
  for (const [at, beside] of ordinary.slice(-(rest - moved - ended)).entries()) {
    const one = newBeside(beside, at);
    changes.set(one, { kind: 'new', from: day(one) });
  }
  return changes;
}

const order = ({ subscription }: Held): number => draw(`september ${subscription.id}`);
/** From the 2nd to the 28th. */
const day = ({ subscription }: Held): number => 2 + Math.floor(27 * draw(`day ${subscription.id}`));

function quantityChange(one: Held): Change {
  const { subscription, quantity } = one;
  const by = 1 + Math.floor(4 * draw(`by ${subscription.id}`));
  const fewer = quantity > 1 && draw(`fewer ${subscription.id}`) < 0.3;
  return {
    kind: 'quantity',
    from: day(one),
    quantity: fewer ? Math.max(1, quantity - by) : quantity + by,
  };
}

function newBeside({ customer, tenant }: Held, at: number): Held {
  let turn = 0;
  let product = pickProduct(`new ${tenant.id} ${turn}`);
  while (product.name === SPLIT || product.name === DEARER)
    product = pickProduct(`new ${tenant.id} ${++turn}`);
  const quantity = 1 + Math.floor(8 * draw(`new seats ${tenant.id} ${at}`));
  const subscription = build.subscription({ product, quantity, name: `new ${at}` });
  subscription.id = build.guid(`${tenant.id}:${subscription.id}`);
  return { customer, tenant, subscription, product, quantity };
}

/** A month's invoice. `changes` are September's; none for the months before. */
export function linesOf(
  month: Month,
  held: readonly Held[],
  changes: ReadonlyMap<Held, Change>,
): LineRecord[] {
  const fresh = [...changes].filter(([, { kind }]) => kind === 'new').map(([one]) => one);
  return [...held, ...fresh].flatMap(one => rowsOf(one, month, changes.get(one)));
}

function rowsOf(one: Held, month: Month, change: Change | undefined): LineRecord[] {
  if (one.product === azure) return [usage(one, month)];
  const { quantity } = one;
  const whole = { quantity, from: 1, to: Number(lastDay(month).slice(8)) };
  switch (change?.kind) {
    case undefined:
      return seats(one, month, whole);
    case 'price':
      return seats({ ...one, product: dearer(one.product) }, month, whole);
    case 'new':
      return seats(one, month, { ...whole, from: change.from });
    case 'cancelled':
      return change.lastDay === 0 ? [] : seats(one, month, { ...whole, to: change.lastDay });
    case 'quantity':
      return [
        ...seats(one, month, { ...whole, to: change.from - 1 }),
        ...seats(one, month, { ...whole, quantity: change.quantity, from: change.from }),
      ];
  }
}

function seats(
  { tenant, subscription, product }: Held,
  month: Month,
  { quantity, from, to }: { quantity: number; from: number; to: number },
): LineRecord[] {
  const line = (cost: Decimal, retail: Decimal, offer = product.name): LineRecord =>
    build.line({
      tenant,
      subscription,
      quantity,
      offer,
      from: `${month}-${String(from).padStart(2, '0')}`,
      to: `${month}-${String(to).padStart(2, '0')}`,
      unitCost: cost,
      unitPrice: retail,
      places: 2,
    });
  if (product.name !== SPLIT) return [line(product.cost, product.retail)];
  return [
    line(subtract(product.cost, TELECOM.cost), subtract(product.retail, TELECOM.retail)),
    line(TELECOM.cost, TELECOM.retail, `${product.name} (telecommunication)`),
  ];
}

function usage({ tenant, subscription }: Held, month: Month): LineRecord {
  const { cost, retail } = azureMoney(tenant.id, month);
  return build.line({
    tenant,
    subscription,
    quantity: 1,
    from: `${month}-01`,
    to: lastDay(month),
    unitCost: cost,
    unitPrice: retail,
    subTotal: cost,
    subTotalRetail: retail,
  });
}
