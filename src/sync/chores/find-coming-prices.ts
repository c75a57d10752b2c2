import { matchProduct, productBook } from '../../plan/invoice/join.ts';
import type { Product, Tenant } from '../../plan/invoice/line.ts';
import type { DateText } from '../../plan/numbers/calendar.ts';
import { add } from '../../plan/numbers/decimal.ts';
import { type ComingPrice, comingPrices, type Use } from '../../plan/watch/coming-prices.ts';
import { listRevisions, listTenantLines } from '../../store/invoices.ts';
import { listMappings } from '../../store/mappings.ts';
import { listMatches } from '../../store/matches.ts';
import { newestRevisions } from '../planning/newest-revisions.ts';
import type { SyncContext } from '../sync-context.ts';

type PriceList = { on: DateText; products: Product[] };

/**
 * What the next month's price list changes for products that customers who are synced have: by their lines of the newest
 * invoices, a subscription's seats being those of its last line.
 */
export async function findComingPrices(
  { db }: SyncContext,
  workspaceId: string,
  { tenants, products, coming }: { tenants: readonly Tenant[]; products: Product[]; coming: PriceList },
): Promise<ComingPrice[]> {
  if (coming.products.length === 0) return [];
  const [mappings, revisions, remembered] = await Promise.all([
    listMappings(db, workspaceId),
    listRevisions(db, workspaceId),
    listMatches(db, workspaceId),
  ]);
  const synced = new Map(mappings.filter(one => one.syncOn).map(one => [one.tenantId, one.customerName]));
  const subscriptions = new Map(
    tenants.flatMap(one => one.subscriptions).map(one => [one.id.toLowerCase(), one]),
  );
  const book = productBook(products);
  const used = new Map<string, Map<string, Use>>();
  for (const { revisionId } of newestRevisions(revisions)) {
    const last = new Map<string, Awaited<ReturnType<typeof listTenantLines>>[number]>();
    for (const one of await listTenantLines(db, workspaceId, revisionId, [...synced.keys()])) {
      const key = `${one.tenantId} ${one.line.subscriptionId ?? one.line.key}`;
      if (one.line.to >= (last.get(key)?.line.to ?? '')) last.set(key, one);
    }
    for (const { line, tenantId } of last.values()) {
      if (tenantId === null) continue;
      const subscription = subscriptions.get(line.subscriptionId?.toLowerCase() ?? '');
      const product = matchProduct(line, subscription, book, remembered, () => false)?.product;
      if (!product || product.usage) continue;
      const users = used.get(product.key) ?? new Map<string, Use>();
      const before = users.get(tenantId)?.seats ?? '0';
      const customerName = synced.get(tenantId) ?? '';
      users.set(tenantId, { tenantId, customerName, seats: add(before, line.quantity) });
      used.set(product.key, users);
    }
  }
  const uses = new Map([...used].map(([key, users]) => [key, [...users.values()]]));
  return comingPrices(coming.on, products, coming.products, uses);
}
