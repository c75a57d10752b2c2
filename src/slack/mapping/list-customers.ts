import { add } from '../../plan/numbers/decimal.ts';
import type { Mapping } from '../../plan/settings.ts';
import type { Database } from '../../store/database.ts';
import { listRevisions, listTenantTotals } from '../../store/invoices.ts';
import { listMappings } from '../../store/mappings.ts';
import { listNames } from '../../store/names.ts';
import { newestRevisions } from '../../sync/planning/newest-revisions.ts';
import type { CustomerRow } from '../ui/pages/map.ts';

/**
 * Every customer of PRISM, and every one that is mapped though PRISM names it no more, with what the newest invoice that
 * was read bills for them.
 */
export async function listCustomers(db: Database, workspaceId: string): Promise<CustomerRow[]> {
  const [tenants, mappings, invoices] = await Promise.all([
    listNames(db, workspaceId, 'tenant'),
    listMappings(db, workspaceId),
    readNewest(db, workspaceId),
  ]);
  const namesOf = async (kind: 'company' | 'agreement', ids: (string | null)[]) => {
    const wanted = ids.filter(id => id !== null);
    return new Map((await listNames(db, workspaceId, kind, wanted)).map(one => [one.id, one.name]));
  };
  const [companies, contracts] = await Promise.all([
    namesOf(
      'company',
      mappings.map(one => one.companyId),
    ),
    namesOf(
      'agreement',
      mappings.map(one => one.agreementId),
    ),
  ]);
  const mapped = new Map(mappings.map(one => [one.tenantId, one]));
  const known = new Set(tenants.map(one => one.id));
  const everybody = [
    ...tenants.map(({ id, detail }) => ({ id, customerName: detail.customerName, domain: detail.domain })),
    ...mappings
      .filter(one => !known.has(one.tenantId))
      .map(one => ({ id: one.tenantId, customerName: one.customerName, domain: one.tenantDomain })),
  ];
  return everybody.map(({ id, customerName, domain }) => {
    const mapping = mapped.get(id);
    return {
      tenantId: id,
      customerName,
      domain,
      companyName: nameOf(mapping?.companyId, companies),
      contractName: nameOf(mapping?.agreementId, contracts),
      invoice: invoices.get(id) ?? null,
      sync: syncOf(mapping),
      excludedBecause: mapping?.excludedBecause ?? null,
    };
  });
}

/** One that the target named no more is shown by its number. */
const nameOf = (id: string | null | undefined, names: ReadonlyMap<string, string>): string | null =>
  id == null ? null : (names.get(id) ?? `number ${id}`);

export function syncOf(mapping: Mapping | undefined): CustomerRow['sync'] {
  if (mapping && mapping.excludedBecause !== null) return 'Left out';
  if (!mapping?.companyId || !mapping.agreementId) return 'Not mapped';
  if (!mapping.syncOn) return 'Off';
  return mapping.shadow ? 'Shadow' : 'On';
}

/** By tenant: the standard invoices of the newest usage month, as each was read last. */
async function readNewest(
  db: Database,
  workspaceId: string,
): Promise<Map<string, NonNullable<CustomerRow['invoice']>>> {
  const newest = newestRevisions(await listRevisions(db, workspaceId));
  const found = new Map<string, NonNullable<CustomerRow['invoice']>>();
  for (const { revisionId, invoice } of newest) {
    const { month, number, currency } = invoice;
    for (const { tenantId, cost } of await listTenantTotals(db, workspaceId, revisionId)) {
      if (tenantId === null) continue;
      const there = found.get(tenantId);
      found.set(tenantId, { month, number, currency, cost: add(there?.cost ?? '0', cost) });
    }
  }
  return found;
}
