/**
 * The product sync: the distributor's price list against the target's catalogue (rules 2). The same table decides for
 * the few items that a customer's plan lacks.
 *
 * | situation                                                      | what happens                                               |
 * | -------------------------------------------------------------- | ---------------------------------------------------------- |
 * | no item linked, its name free                                  | create                                                     |
 * | linked, unit price or cost differs at 4 decimals               | reprice, these two only                                    |
 * | linked, cost not readable                                      | price compared alone, said once                            |
 * | linked, the same                                               | right                                                      |
 * | linked, inactive or renamed                                    | as above; never switched on, never renamed                 |
 * | linked, deleted in the target                                  | create an equivalent, linked anew                          |
 * | `PC_<key>` exists and is not ours                              | held `name-taken`: adopt or skip                           |
 * | `CP_<key>` or the SKU exists and is not ours                   | adopt on approval: an item of the former product           |
 * | the same item could be that of several products                | held `name-taken`: a person says which adopts it           |
 * | skipped by decision                                            | excluded `skipped`                                         |
 * | billing motion not chosen · usage with Azure off               | excluded `motion` · `azure-off`                            |
 * | gone from the price list                                       | left alone                                                 |
 */
import { type CreateItem, markOf } from './change.ts';
import type { Item } from './current.ts';
import { motionOf, type Product } from './invoice/line.ts';
import { equalAt, roundTo } from './numbers/decimal.ts';
import { type ProductOutcome, type ProductPlan, planChecksum } from './plan.ts';
import type { ProgramSettings } from './settings.ts';
import type { Exclusion, Hold } from './standing.ts';

/** What we remember of a product key: the item it stands for, or that nobody wants it synced. */
export type CatalogueLink = { itemId: string | null; skipped: boolean };

/** How the catalogue answers for one product key when an agreement's line is planned. */
export type ItemState =
  | { kind: 'linked'; item: Item }
  | { kind: 'create'; change: CreateItem }
  | { kind: 'held'; hold: Hold }
  | { kind: 'skipped' };

export type Catalogue = {
  links: ReadonlyMap<string, CatalogueLink>;
  /** Linked items that still exist, by id. */
  items: ReadonlyMap<string, Item>;
  /** Items found under the names of `namesOf`, by name in lower case. */
  named: ReadonlyMap<string, Item>;
  limits: { description: number; invoiceDescription: number };
};

export const itemName = (productKey: string): string => `PC_${productKey}`;

/** The names under which an item for this product may already stand. */
export const namesOf = (product: Product): string[] => [
  itemName(product.key),
  `CP_${product.key}`,
  ...(product.sku === null ? [] : [product.sku]),
];

export function itemState(productKey: string, product: Product | null, catalogue: Catalogue): ItemState {
  const link = catalogue.links.get(productKey);
  if (link?.skipped) return { kind: 'skipped' };
  const item = link?.itemId ? catalogue.items.get(link.itemId) : undefined;
  if (item) return { kind: 'linked', item };
  if (product === null) {
    return {
      kind: 'held',
      hold: {
        reason: 'item-unknown',
        says: `${productKey} has no service in Autotask and is on no price list, so none can be made`,
        choices: ['map-product'],
        money: null,
      },
    };
  }
  const taken = ownNameTaken(product, catalogue);
  if (taken) return { kind: 'held', hold: nameTaken(product, taken) };
  const former = formerItem(product, catalogue);
  if (former) return { kind: 'held', hold: mayBeFormer(product, former) };
  return { kind: 'create', change: createItem(product, catalogue) };
}

const ownNameTaken = (product: Product, catalogue: Catalogue): Item | undefined =>
  catalogue.named.get(itemName(product.key).toLowerCase());

const formerItem = (product: Product, catalogue: Catalogue): Item | undefined =>
  namesOf(product)
    .slice(1)
    .map(name => catalogue.named.get(name.toLowerCase()))
    .find(item => item !== undefined);

const nameTaken = (product: Product, item: Pick<Item, 'id' | 'name'>): Hold => ({
  reason: 'name-taken',
  says: `A service named ${item.name} exists already (${item.id}) and was not made by this app; ${product.name} needs that name`,
  choices: ['adopt-item', 'skip-item'],
  money: null,
  subject: item.id,
});

const mayBeFormer = (product: Product, item: Pick<Item, 'id' | 'name'>): Hold => ({
  ...nameTaken(product, item),
  says: `A service named ${item.name} exists already (${item.id}) and may be that of ${product.name}: adopt it or skip the product`,
});

function createItem(product: Product, catalogue: Catalogue): CreateItem {
  const key = `item:${product.key}`;
  return {
    kind: 'create-item',
    key,
    mark: markOf(key),
    productKey: product.key,
    name: itemName(product.key),
    description: (product.description || product.name).slice(0, catalogue.limits.description),
    invoiceDescription: product.name.slice(0, catalogue.limits.invoiceDescription),
    unitPrice: roundTo(product.price, 4),
    unitCost: roundTo(product.cost, 4),
    period: product.billing === 'annual' ? 'yearly' : 'monthly',
  };
}

/** Why a product is not synced at all, or null. */
export function exclusionOf(product: Product, settings: ProgramSettings): Exclusion | null {
  const motion = motionOf(product.term, product.billing);
  if (product.usage) {
    return settings.azure
      ? null
      : { reason: 'azure-off', says: 'Sync Azure subscriptions is off', money: null };
  }
  if (settings.motions.includes(motion)) return null;
  const annually = motion.endsWith(':A') ? ' (annual billed annually is charged once, not by the month)' : '';
  return { reason: 'motion', says: `Billing motion ${motion} is not synced${annually}`, money: null };
}

/** @param inUse product keys on invoices of customers whose sync is on; null: all products are wanted */
export function planProducts(
  products: readonly Product[],
  catalogue: Catalogue,
  settings: ProgramSettings,
  inUse: ReadonlySet<string> | null,
): ProductPlan {
  const wanted = products.filter(
    product => inUse === null || inUse.has(product.key) || catalogue.links.has(product.key),
  );
  const found = wanted.map(product => {
    const link = catalogue.links.get(product.key);
    const item = link?.itemId ? catalogue.items.get(link.itemId) : undefined;
    return { product, item, outcome: outcomeOf(product, item, catalogue, settings) };
  });
  const claims = found.flatMap(({ outcome }) => (outcome.kind === 'adopt' ? [outcome.itemId] : []));
  const isClear = (itemId: string): boolean => claims.filter(id => id === itemId).length === 1;
  const rows = found.map(({ product, item, outcome }) => ({
    productKey: product.key,
    sku: product.sku,
    name: product.name,
    itemName: item?.name ?? null,
    outcome:
      outcome.kind === 'adopt' && !isClear(outcome.itemId)
        ? {
            kind: 'held' as const,
            hold: mayBeFormer(product, { id: outcome.itemId, name: outcome.itemName }),
          }
        : outcome,
  }));
  const blind = [...catalogue.items.values()].some(item => item.unitCost === null);
  const notes = blind
    ? ['Costs are not readable with this API user: they are not compared and not sent.']
    : [];
  const plan: Omit<ProductPlan, 'checksum'> = { kind: 'products', products: rows, notes };
  return { ...plan, checksum: planChecksum(plan) };
}

function outcomeOf(
  product: Product,
  item: Item | undefined,
  catalogue: Catalogue,
  settings: ProgramSettings,
): ProductOutcome {
  const exclusion = exclusionOf(product, settings);
  if (exclusion) return { kind: 'excluded', exclusion };
  if (item) return comparePrices(product, item);
  if (catalogue.links.get(product.key)?.skipped) {
    return { kind: 'excluded', exclusion: { reason: 'skipped', says: 'Skipped by decision', money: null } };
  }
  const taken = ownNameTaken(product, catalogue);
  if (taken) return { kind: 'held', hold: nameTaken(product, taken) };
  const former = formerItem(product, catalogue);
  if (former) return { kind: 'adopt', itemId: former.id, itemName: former.name };
  return { kind: 'create', change: createItem(product, catalogue) };
}

function comparePrices(product: Product, item: Item): ProductOutcome {
  const samePrice = equalAt(item.unitPrice, product.price, 4);
  const sameCost = item.unitCost === null || equalAt(item.unitCost, product.cost, 4);
  if (samePrice && sameCost) return { kind: 'right', itemId: item.id };
  const key = `price:${product.key}`;
  return {
    kind: 'reprice',
    change: {
      kind: 'reprice-item',
      key,
      mark: markOf(key),
      productKey: product.key,
      itemId: item.id,
      before: { unitPrice: item.unitPrice, unitCost: item.unitCost },
      after: {
        unitPrice: roundTo(product.price, 4),
        unitCost: item.unitCost === null ? null : roundTo(product.cost, 4),
      },
    },
  };
}
