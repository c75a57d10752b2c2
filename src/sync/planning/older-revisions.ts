import { TransientError, UserError } from '../../errors.ts';
import type { Invoice, Tenant } from '../../plan/invoice/line.ts';
import { addMonths } from '../../plan/numbers/calendar.ts';
import type { Mapping } from '../../plan/settings.ts';
import type { Source } from '../../sources/source.ts';
import { type AppliedInvoice, listApplied } from '../../store/applied.ts';
import { findLatestRevision, listTenantLines } from '../../store/invoices.ts';
import type { SyncContext } from '../sync-context.ts';
import type { CustomersRun, OlderRevisions } from './choose-invoices.ts';
import { hashOf } from './customer-hash.ts';
import { readInvoice, tenantFinder } from './read-invoice.ts';

/** Applied invoices are read again for this many months; what is older is not expected to change. */
const MONTHS_BACK = 3;

/**
 * Which applied invoices, older than their customer's newest, have other lines now than were applied (rules 3). One
 * that cannot be read now is looked at again by the next run.
 */
export async function findOlderRevisions(
  context: SyncContext,
  run: CustomersRun,
  source: Source,
  mappings: readonly Mapping[],
  invoices: readonly Invoice[],
  tenants: readonly Tenant[],
): Promise<OlderRevisions> {
  const { db } = context;
  const agreementIds = new Set(
    mappings.flatMap(one => (one.syncOn && one.agreementId ? [one.agreementId] : [])),
  );
  const applied = (
    await Promise.all([...agreementIds].map(id => listApplied(db, run.workspaceId, id)))
  ).flatMap(older);
  const revised = new Map<string, Set<string>>();
  const findTenant = tenantFinder(tenants);
  for (const [invoiceId, rows] of Map.groupBy(applied, one => one.invoiceId)) {
    const invoice = invoices.find(one => one.id === invoiceId);
    const before = await findLatestRevision(db, run.workspaceId, invoiceId);
    if (!invoice || !before) continue;
    const now = await readInvoice(context, run.workspaceId, source, invoice, findTenant).catch(ignoreUnread);
    if (!now) continue;
    for (const { agreementId, tenantId, hash } of rows) {
      const lines = await listTenantLines(db, run.workspaceId, now.revisionId, [tenantId]);
      if (hashOf(lines) !== hash)
        revised.set(agreementId, (revised.get(agreementId) ?? new Set()).add(invoiceId));
    }
  }
  return revised;
}

/** An agreement's applied invoices before its newest month, as far back as we look. */
function older(applied: readonly AppliedInvoice[]): AppliedInvoice[] {
  const newest = applied
    .map(one => one.month)
    .sort()
    .at(-1);
  if (newest === undefined) return [];
  const from = addMonths(newest, -MONTHS_BACK);
  return applied.filter(one => one.month < newest && one.month >= from);
}

function ignoreUnread(error: unknown): null {
  if (error instanceof UserError || error instanceof TransientError) return null;
  throw error;
}
