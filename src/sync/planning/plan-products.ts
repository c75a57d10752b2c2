import { planProducts } from '../../plan/catalogue.ts';
import { matchProduct, NOTHING_REMEMBERED, type ProductBook, productBook } from '../../plan/invoice/join.ts';
import type { ProductPlan } from '../../plan/plan.ts';
import type { Source } from '../../sources/source.ts';
import { listLinks } from '../../store/catalogue.ts';
import { listRevisions, listTenantLines } from '../../store/invoices.ts';
import { listMappings } from '../../store/mappings.ts';
import { listMatches } from '../../store/matches.ts';
import { getSettings } from '../../store/settings.ts';
import { PROGRAM, type SyncContext, today } from '../sync-context.ts';
import { loadCatalogue } from './load-catalogue.ts';
import { listAllProducts } from './read-world.ts';

/** The product sync's plan: today's price list against the catalogue (rules 2). */
export async function planProductSync(
  context: SyncContext,
  workspaceId: string,
  only: readonly string[] | null,
): Promise<ProductPlan> {
  const { db, clock } = context;
  const [source, target] = [await context.openSource(workspaceId), await context.openTarget(workspaceId)];
  const settings = await getSettings(db, workspaceId, PROGRAM);
  const products = await listAllProducts(
    source,
    await sourceAgreements(context, workspaceId, source),
    today(clock),
  );
  const wanted = only === null ? products : products.filter(product => only.includes(product.key));
  const inUse =
    settings.productMode === 'all' ? null : await keysInUse(context, workspaceId, productBook(products));
  const links = await listLinks(db, workspaceId);
  const relevant = wanted.filter(product => inUse === null || inUse.has(product.key));
  const catalogue = await loadCatalogue(target, links, relevant);
  return planProducts(wanted, catalogue, settings, inUse);
}

/** The PRISM agreements that mappings read, or all there are while nothing is mapped. */
async function sourceAgreements(
  context: SyncContext,
  workspaceId: string,
  source: Source,
): Promise<string[]> {
  const mapped = new Set(
    (await listMappings(context.db, workspaceId)).map(mapping => mapping.sourceAgreementId),
  );
  return mapped.size > 0 ? [...mapped] : (await source.listAgreements()).map(({ id }) => id);
}

/** Product keys on the newest invoices of customers whose sync is on. */
async function keysInUse(context: SyncContext, workspaceId: string, book: ProductBook): Promise<Set<string>> {
  const { db } = context;
  const synced = (await listMappings(db, workspaceId))
    .filter(mapping => mapping.syncOn)
    .map(mapping => mapping.tenantId);
  const matches = await listMatches(db, workspaceId);
  const keys = new Set<string>();
  for (const revision of await listRevisions(db, workspaceId)) {
    for (const { line } of await listTenantLines(db, workspaceId, revision.revisionId, synced)) {
      const match = matchProduct(line, undefined, book, { ...NOTHING_REMEMBERED, ...matches }, () => false);
      if (match) keys.add(match.key);
    }
  }
  return keys;
}
