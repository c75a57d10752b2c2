import { add, compare, isZero } from '../../plan/numbers/decimal.ts';
import type { Mapping } from '../../plan/settings.ts';
import type { Alarm, Unmapped } from '../../plan/watch/alarm.ts';
import type { Database } from '../../store/database.ts';
import { listRevisions, listTenantTotals } from '../../store/invoices.ts';
import { findNewestMonth } from '../../store/month-state.ts';
import { listNames } from '../../store/names.ts';
import { newestRevisions } from '../planning/newest-revisions.ts';

/** Customers with money on the newest invoices whom nobody mapped or left out, those with the most first. */
export async function findUnmapped(
  db: Database,
  workspaceId: string,
  mappings: readonly Mapping[],
): Promise<Alarm[]> {
  const month = await findNewestMonth(db, workspaceId);
  if (month === null) return [];
  const settled = new Set(
    mappings
      .filter(one => one.excludedBecause !== null || (one.companyId !== null && one.agreementId !== null))
      .map(({ tenantId }) => tenantId),
  );
  const found = new Map<string, Omit<Unmapped, 'customerName'>>();
  for (const { revisionId, invoice } of newestRevisions(await listRevisions(db, workspaceId, { month }))) {
    for (const { tenantId, cost } of await listTenantTotals(db, workspaceId, revisionId)) {
      if (tenantId === null || settled.has(tenantId)) continue;
      const before = found.get(tenantId)?.cost ?? '0';
      found.set(tenantId, { tenantId, cost: add(before, cost), currency: invoice.currency });
    }
  }
  const billed = [...found.values()].filter(({ cost }) => !isZero(cost));
  if (billed.length === 0) return [];
  const ids = billed.map(({ tenantId }) => tenantId);
  const names = new Map(
    (await listNames(db, workspaceId, 'tenant', ids)).map(({ id, detail }) => [id, detail.customerName]),
  );
  const customers = billed
    .map(one => ({ ...one, customerName: names.get(one.tenantId) ?? 'a customer PRISM does not list' }))
    .sort((a, b) => compare(b.cost, a.cost) || a.customerName.localeCompare(b.customerName));
  return [{ alarm: 'not-mapped', month, customers }];
}
