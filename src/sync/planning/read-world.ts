/** What PRISM and our memory say once for a whole run, in as few reads as there are lists. */

import type { CatalogueLink } from '../../plan/catalogue.ts';
import { type ProductBook, productBook, type RememberedMatches } from '../../plan/invoice/join.ts';
import type { Product, Subscription, Tenant } from '../../plan/invoice/line.ts';
import { lastDay } from '../../plan/numbers/calendar.ts';
import type { Mapping, ProgramSettings } from '../../plan/settings.ts';
import type { Source } from '../../sources/source.ts';
import { listLinks } from '../../store/catalogue.ts';
import { listMatches } from '../../store/matches.ts';
import { getSettings } from '../../store/settings.ts';
import { PROGRAM, type SyncContext, today } from '../sync-context.ts';
import type { CustomersRun, Group } from './choose-invoices.ts';

export type World = {
  settings: ProgramSettings;
  tenants: Map<string, Tenant>;
  subscriptions: Map<string, Subscription>;
  links: ReadonlyMap<string, CatalogueLink>;
  remembered: RememberedMatches;
  agreementNumbers: Map<string, string | null>;
  books: Map<string, ProductBook>;
  /** Today's price lists. */
  products: Product[];
};

export async function readWorld(
  { db, clock }: SyncContext,
  run: CustomersRun,
  source: Source,
  groups: readonly Group[],
  tenants: readonly Tenant[],
): Promise<World> {
  const agreementIds = [
    ...new Set(groups.flatMap(group => group.mappings.map(one => one.sourceAgreementId))),
  ];
  const months = [
    ...new Set(groups.flatMap(({ choice }) => (choice.next ? [choice.next.invoice.month] : []))),
  ];
  const [agreements, products, settings, links, remembered] = await Promise.all([
    source.listAgreements(),
    listAllProducts(source, agreementIds, today(clock)),
    getSettings(db, run.workspaceId, PROGRAM),
    listLinks(db, run.workspaceId),
    listMatches(db, run.workspaceId),
  ]);
  const books = await Promise.all(
    months.map(async month => {
      const then = await listAllProducts(source, agreementIds, lastDay(month));
      return [month, productBook(products, then)] as const;
    }),
  );
  return {
    settings,
    links,
    products,
    remembered,
    tenants: new Map(tenants.map(tenant => [tenant.id, tenant])),
    subscriptions: new Map(tenants.flatMap(tenant => tenant.subscriptions).map(one => [one.id, one])),
    agreementNumbers: new Map(agreements.map(one => [one.id, one.number])),
    books: new Map(books),
  };
}

/** Every tenant of the PRISM agreements that the run's customers are read from. */
export async function readTenants(
  source: Source,
  run: CustomersRun,
  mappings: readonly Mapping[],
): Promise<Tenant[]> {
  const mine = mappings.filter(
    one => one.syncOn && (run.tenantIds === null || run.tenantIds.includes(one.tenantId)),
  );
  const agreementIds = new Set(mine.map(one => one.sourceAgreementId));
  return (await Promise.all([...agreementIds].map(id => source.listTenants(id)))).flat();
}

/** Price lists of several agreements as one; the first that names a product key wins. */
export async function listAllProducts(
  source: Source,
  agreementIds: readonly string[],
  asOf: string,
): Promise<Product[]> {
  const lists = await Promise.all(agreementIds.map(id => source.listProducts(id, asOf)));
  const byKey = new Map<string, Product>();
  for (const product of lists.flat()) if (!byKey.has(product.key)) byKey.set(product.key, product);
  return [...byKey.values()];
}
