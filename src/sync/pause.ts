/** The switch **Sync**, for everybody and for one customer, and from which invoice on it goes on. */
import { TransientError, UserError } from '../errors.ts';
import { chooseInvoice } from '../plan/invoice/invoices.ts';
import type { Invoice } from '../plan/invoice/line.ts';
import { addMonths, type Month } from '../plan/numbers/calendar.ts';
import { add, type Decimal } from '../plan/numbers/decimal.ts';
import type { Mapping } from '../plan/settings.ts';
import type { Source } from '../sources/source.ts';
import { listApplied } from '../store/applied.ts';
import { recordAudit } from '../store/audit.ts';
import { type Database, inTransaction, type Transaction } from '../store/database.ts';
import { findLatestRevision, listTenantTotals } from '../store/invoices.ts';
import { findMapping, listMappings, saveMapping } from '../store/mappings.ts';
import { findName } from '../store/names.ts';
import { getSettings, saveSettings } from '../store/settings.ts';
import { startMonths } from './map-customer.ts';
import { readInvoice, tenantFinder } from './planning/read-invoice.ts';
import { PROGRAM, type SyncContext } from './sync-context.ts';

type Asked = { workspaceId: string; by: string };
type Of = Asked & { tenantId: string };
/** The usage month to go on with, earlier ones being skipped; null: where it stopped. */
type From = { startMonth: Month | null };

/** @returns false when it was off already */
export async function pauseAll({ db, clock }: SyncContext, { workspaceId, by }: Asked): Promise<boolean> {
  return await inTransaction(db, async tx => {
    if (!(await getSettings(tx, workspaceId, PROGRAM)).syncOn) return false;
    await saveSettings(tx, workspaceId, PROGRAM, { syncOn: false });
    await note(tx, workspaceId, { at: clock.now(), by, on: false, who: 'all customers', startMonth: null });
    return true;
  });
}

/** Those who are mapped and whose own switch is on go on. @returns false when it was on already */
export async function resumeAll(
  { db, clock, wake }: SyncContext,
  { workspaceId, by, startMonth }: Asked & From,
): Promise<boolean> {
  return await inTransaction(db, async tx => {
    if ((await getSettings(tx, workspaceId, PROGRAM)).syncOn) return false;
    await saveSettings(tx, workspaceId, PROGRAM, { syncOn: true });
    for (const mapping of (await listMappings(tx, workspaceId)).filter(isSynced)) {
      const start = await startOf(tx, workspaceId, mapping, startMonth);
      if (start !== mapping.startMonth) await saveMapping(tx, workspaceId, { ...mapping, startMonth: start });
    }
    await note(tx, workspaceId, { at: clock.now(), by, on: true, who: 'all customers', startMonth });
    await wake(workspaceId, tx, true);
    return true;
  });
}

/**
 * @returns false when it was off already
 * @throws UserError `not-mapped`
 */
export async function pauseCustomer(
  { db, clock }: SyncContext,
  { workspaceId, tenantId, by }: Of,
): Promise<boolean> {
  return await inTransaction(db, async tx => {
    const mapping = await getMapped(tx, workspaceId, tenantId);
    if (!mapping.syncOn) return false;
    await saveMapping(tx, workspaceId, { ...mapping, syncOn: false });
    const who = mapping.customerName;
    await note(tx, workspaceId, { at: clock.now(), by, on: false, who, startMonth: null });
    return true;
  });
}

/**
 * @returns false when it was on already
 * @throws UserError `not-mapped`
 */
export async function resumeCustomer(
  { db, clock }: SyncContext,
  { workspaceId, tenantId, by, startMonth }: Of & From,
): Promise<boolean> {
  return await inTransaction(db, async tx => {
    const mapping = await getMapped(tx, workspaceId, tenantId);
    if (mapping.syncOn) return false;
    const start = await startOf(tx, workspaceId, mapping, startMonth);
    await saveMapping(tx, workspaceId, { ...mapping, syncOn: true, startMonth: start });
    await note(tx, workspaceId, { at: clock.now(), by, on: true, who: mapping.customerName, startMonth });
    return true;
  });
}

export type Missed = {
  month: Month;
  number: string | null;
  currency: string | null;
  /** Supplier cost of the customers in question, before tax; null: its lines cannot be read now. */
  cost: Decimal | null;
};

export type ResumeChoice = { month: Month; skips: Missed[] };

/**
 * From which invoice on one customer, or all whose own switch is on, may go on, and what each choice would leave
 * unbilled. Invoices that nobody read yet are read for it. null: PRISM has no invoice, so there is nothing to choose.
 * @throws UserError and TransientError of the source; `not-mapped`
 */
export async function listResumeChoices(
  context: SyncContext,
  workspaceId: string,
  tenantId: string | null,
): Promise<{ mostRecent: ResumeChoice; next: ResumeChoice } | null> {
  const { db } = context;
  const mappings =
    tenantId === null
      ? (await listMappings(db, workspaceId)).filter(isSynced)
      : [await getMapped(db, workspaceId, tenantId)];
  const source = await context.openSource(workspaceId);
  const invoices = await source.listInvoices();
  const months = startMonths(invoices);
  if (months === null) return null;
  const missed = new Map<string, { invoice: Invoice; of: Mapping[] }>();
  for (const mapping of mappings) {
    for (const invoice of await missedBy(db, workspaceId, mapping, invoices)) {
      const there = missed.get(invoice.id) ?? { invoice, of: [] };
      there.of.push(mapping);
      missed.set(invoice.id, there);
    }
  }
  const skips: Missed[] = [];
  for (const { invoice, of } of missed.values()) {
    const { month, number, currency } = invoice;
    skips.push({ month, number, currency, cost: await costOf(context, workspaceId, source, invoice, of) });
  }
  skips.sort((a, b) => a.month.localeCompare(b.month));
  const choice = (month: Month): ResumeChoice => ({ month, skips: skips.filter(one => one.month < month) });
  return { mostRecent: choice(months.mostRecent), next: choice(months.next) };
}

async function missedBy(
  db: Database,
  workspaceId: string,
  mapping: Mapping,
  invoices: readonly Invoice[],
): Promise<Invoice[]> {
  const applied = await listApplied(db, workspaceId, mapping.agreementId ?? '');
  const { next, waiting } = chooseInvoice(invoices, mapping, applied);
  return next?.why === 'new' ? [next.invoice, ...waiting] : waiting;
}

async function costOf(
  context: SyncContext,
  workspaceId: string,
  source: Source,
  invoice: Invoice,
  of: readonly Mapping[],
): Promise<Decimal | null> {
  const { db, log } = context;
  try {
    const stored = await findLatestRevision(db, workspaceId, invoice.id);
    const agreementIds = [...new Set(of.map(one => one.sourceAgreementId))];
    const read = async () => {
      const tenants = await Promise.all(agreementIds.map(id => source.listTenants(id)));
      return await readInvoice(context, workspaceId, source, invoice, tenantFinder(tenants.flat()));
    };
    const { revisionId } = stored ?? (await read());
    const wanted = new Set(of.map(one => one.tenantId));
    return (await listTenantTotals(db, workspaceId, revisionId))
      .filter(one => wanted.has(one.tenantId ?? ''))
      .reduce((sum, one) => add(sum, one.cost), '0');
  } catch (error) {
    if (!(error instanceof UserError || error instanceof TransientError)) throw error;
    log.warn({ err: error, invoice: invoice.id }, 'what an invoice would have billed could not be read');
    return null;
  }
}

/** Nothing is skipped where nothing was missed: then the months stay as they are. */
async function startOf(
  db: Database,
  workspaceId: string,
  mapping: Mapping,
  startMonth: Month | null,
): Promise<Month> {
  if (startMonth === null || startMonth <= mapping.startMonth) return mapping.startMonth;
  const applied = await listApplied(db, workspaceId, mapping.agreementId ?? '');
  const newest = applied.at(-1)?.month;
  return newest !== undefined && addMonths(newest, 1) >= startMonth ? mapping.startMonth : startMonth;
}

const isSynced = (mapping: Mapping): boolean =>
  mapping.syncOn && mapping.agreementId !== null && mapping.excludedBecause === null;

async function getMapped(db: Database, workspaceId: string, tenantId: string): Promise<Mapping> {
  const mapping = await findMapping(db, workspaceId, tenantId);
  if (!mapping?.agreementId || mapping.excludedBecause !== null) {
    const why = mapping && mapping.excludedBecause !== null ? 'left out' : 'not mapped to a contract';
    const name = mapping?.customerName ?? (await findName(db, workspaceId, 'tenant', tenantId))?.name;
    throw new UserError(`${name ?? 'That customer'} is ${why}, so nothing of it is synced.`, {
      code: 'not-mapped',
      remedy: 'See /prism map.',
    });
  }
  return mapping;
}

const note = (
  tx: Transaction,
  workspaceId: string,
  {
    at,
    by,
    on,
    who,
    startMonth,
  }: { at: Date; by: string; on: boolean; who: string; startMonth: Month | null },
): Promise<void> =>
  recordAudit(tx, workspaceId, {
    at,
    actor: by,
    action: on ? 'syncing resumed' : 'syncing paused',
    subject: who,
    detail: { startMonth },
  });
