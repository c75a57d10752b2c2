import { TransientError, UserError } from '../../errors.ts';
import { heldKind, isApproved } from '../../plan/invoice/invoices.ts';
import type { Invoice } from '../../plan/invoice/line.ts';
import type { Mapping, ProgramSettings } from '../../plan/settings.ts';
import { findChore } from '../../store/chores.ts';
import { listRevisions } from '../../store/invoices.ts';
import { listMappings } from '../../store/mappings.ts';
import { getSettings } from '../../store/settings.ts';
import { readInvoice, tenantFinder } from '../planning/read-invoice.ts';
import { request } from '../request.ts';
import { PROGRAM, type SyncContext } from '../sync-context.ts';
import { lastCheck, monthDue } from './check-times.ts';

/**
 * Looks in PRISM for the invoice that is due, and reads one that was never read: then the products on it are known to be
 * in use. The day's own check asks for a sync of products and one of customers in any case, because more than an invoice
 * may have changed; the hourly ones between only when the invoice is there.
 * @returns that an invoice's lines are not there yet; null: nothing is amiss
 * @throws UserError and TransientError of the source
 */
export async function checkInvoices(context: SyncContext, workspaceId: string): Promise<string | null> {
  const { db } = context;
  const [settings, mappings, chore] = await Promise.all([
    getSettings(db, workspaceId, PROGRAM),
    listMappings(db, workspaceId),
    findChore(db, workspaceId, 'invoices'),
  ]);
  const source = await context.openSource(workspaceId);
  const invoices = await source.listInvoices();
  const tick = chore?.tick;
  const agreementIds = [...new Set(mappings.filter(isSynced).map(one => one.sourceAgreementId))];
  if (!tick || !settings.syncOn || agreementIds.length === 0) return null;
  const arrived = await findNew(context, workspaceId, settings, agreementIds, invoices);
  if (arrived.length > 0) {
    const tenants = await Promise.all(agreementIds.map(id => source.listTenants(id)));
    const findTenant = tenantFinder(tenants.flat());
    for (const invoice of arrived) {
      try {
        await readInvoice(context, workspaceId, source, invoice, findTenant);
      } catch (error) {
        if (error instanceof UserError && error.code === 'lines-pending') return error.message;
        // The sync meets the same, and tells people.
        if (!(error instanceof UserError || error instanceof TransientError)) throw error;
      }
    }
  }
  if (arrived.length > 0 || isDaily(tick, settings)) {
    for (const kind of ['products', 'customers'] as const)
      await request(context, { workspaceId, kind, by: null, period: tick });
  }
  return null;
}

const isSynced = (mapping: Mapping): boolean =>
  mapping.syncOn && mapping.agreementId !== null && mapping.excludedBecause === null;

function isDaily(tick: string, settings: ProgramSettings): boolean {
  const at = new Date(tick);
  return lastCheck(at, settings, { invoiceThere: true }).at.getTime() === at.getTime();
}

/** Invoices of the month that is due that can be carried over now and were never read. */
async function findNew(
  { db, clock }: SyncContext,
  workspaceId: string,
  { timeZone }: ProgramSettings,
  agreementIds: readonly string[],
  invoices: readonly Invoice[],
): Promise<Invoice[]> {
  const due = monthDue(clock.now(), timeZone);
  const read = new Set((await listRevisions(db, workspaceId)).map(({ invoice }) => invoice.id));
  return invoices.filter(
    one =>
      one.month >= due &&
      isApproved(one) &&
      heldKind(one) === null &&
      (one.agreementId === null || agreementIds.includes(one.agreementId)) &&
      !read.has(one.id),
  );
}
