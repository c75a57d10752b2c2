import { heldKind, isApproved } from '../../plan/invoice/invoices.ts';
import type { Invoice } from '../../plan/invoice/line.ts';
import type { Mapping, ProgramSettings } from '../../plan/settings.ts';
import { findChore } from '../../store/chores.ts';
import { listRevisions } from '../../store/invoices.ts';
import { listMappings } from '../../store/mappings.ts';
import { getSettings } from '../../store/settings.ts';
import { request } from '../request.ts';
import { PROGRAM, type SyncContext } from '../sync-context.ts';
import { lastCheck, monthDue } from './check-times.ts';

/**
 * Looks in PRISM for the invoice that is due. The day's own check asks for a sync of products and one of customers in
 * any case, because more than an invoice may have changed; the hourly ones between only when the invoice is there.
 * @throws UserError and TransientError of the source
 */
export async function checkInvoices(context: SyncContext, workspaceId: string): Promise<null> {
  const { db } = context;
  const [settings, mappings, chore] = await Promise.all([
    getSettings(db, workspaceId, PROGRAM),
    listMappings(db, workspaceId),
    findChore(db, workspaceId, 'invoices'),
  ]);
  const source = await context.openSource(workspaceId);
  const invoices = await source.listInvoices();
  const tick = chore?.tick;
  const synced = mappings.filter(isSynced);
  if (!tick || !settings.syncOn || synced.length === 0) return null;
  if (isDaily(tick, settings) || (await isNew(context, workspaceId, settings, synced, invoices))) {
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

/** Whether an invoice of the month that is due can be carried over now and was never read. */
async function isNew(
  { db, clock }: SyncContext,
  workspaceId: string,
  { timeZone }: ProgramSettings,
  synced: readonly Mapping[],
  invoices: readonly Invoice[],
): Promise<boolean> {
  const due = monthDue(clock.now(), timeZone);
  const read = new Set(
    (await listRevisions(db, workspaceId, { month: due })).map(({ invoice }) => invoice.id),
  );
  const agreements = new Set(synced.map(one => one.sourceAgreementId));
  return invoices.some(
    one =>
      one.month >= due &&
      isApproved(one) &&
      heldKind(one) === null &&
      (one.agreementId === null || agreements.has(one.agreementId)) &&
      !read.has(one.id),
  );
}
