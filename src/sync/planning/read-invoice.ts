import { TransientError, UserError } from '../../errors.ts';
import type { Invoice, Line, Tenant } from '../../plan/invoice/line.ts';
import { type DateReading, isOutside, readingOf, settleReading } from '../../plan/invoice/span.ts';
import { add, type Decimal } from '../../plan/numbers/decimal.ts';
import type { RunFacts } from '../../plan/tally/reports.ts';
import type { Source } from '../../sources/source.ts';
import { listTenantTotals, saveRevision, type TenantTotal } from '../../store/invoices.ts';
import { asProblem } from '../problem.ts';
import type { SyncContext } from '../sync-context.ts';
import type { CustomersRun, Group } from './choose-invoices.ts';
import type { World } from './read-world.ts';

/** An invoice's file as it was just read and stored. Money: sums of its lines, unrounded, before tax. */
export type ReadInvoice = {
  invoice: Invoice;
  revisionId: string;
  hash: string;
  lines: number;
  cost: Decimal;
  price: Decimal;
  /** By tenant, as the store adds them up; tenant null: of no tenant that PRISM lists. */
  totals: TenantTotal[];
  reading: DateReading;
  /** Most standard lines are dated outside the usage month: which month it is for is not certain (rules 3). */
  monthUnclear: boolean;
};

/** Finds the tenant of a line: by its subscription, else by its domain. */
export type TenantFinder = (line: Line) => string | null;

export function tenantFinder(tenants: readonly Tenant[]): TenantFinder {
  const bySubscription = new Map<string, string>();
  const byDomain = new Map<string, string>();
  for (const tenant of tenants) {
    if (tenant.domain !== null) byDomain.set(tenant.domain.toLowerCase(), tenant.id);
    for (const { id } of tenant.subscriptions) bySubscription.set(id.toLowerCase(), tenant.id);
  }
  return line =>
    bySubscription.get(line.subscriptionId?.toLowerCase() ?? '') ??
    byDomain.get(line.domain?.toLowerCase() ?? '') ??
    null;
}

/**
 * Reads an invoice's lines as a stream into the store; memory does not grow with the file, and a file that cannot be
 * read to its end leaves nothing behind.
 * @throws UserError naming invoice, row and field; `invoice-empty` for a file without lines
 */
export async function readInvoice(
  { db, clock }: SyncContext,
  workspaceId: string,
  source: Source,
  invoice: Invoice,
  findTenant: TenantFinder,
): Promise<ReadInvoice> {
  const votes = { inclusive: 0, exclusive: 0 };
  let outside = 0;
  let dated = 0;
  async function* placed() {
    for await (const line of source.readLines(invoice)) {
      const reading = readingOf(line, invoice.month);
      if (reading !== null) votes[reading] += 1;
      dated += 1;
      if (isOutside(line, invoice.month)) outside += 1;
      yield { line, tenantId: findTenant(line) };
    }
  }
  const stored = await saveRevision(db, workspaceId, { invoice, readAt: clock.now() }, placed());
  if (stored.lines === 0) {
    throw new UserError(`Invoice ${invoice.number ?? invoice.id} has no lines.`, {
      code: 'invoice-empty',
      remedy: 'Look at the invoice in the PRISM portal; if it has lines there, sync again.',
    });
  }
  return {
    invoice,
    ...stored,
    totals: await listTenantTotals(db, workspaceId, stored.revisionId),
    reading: settleReading(votes),
    monthUnclear: outside * 2 > dated,
  };
}

/** Supplier cost and retail of several totals together. */
export const sumTotals = (totals: readonly { lines: number; cost: Decimal; price: Decimal }[]) =>
  totals.reduce(
    (all, one) => ({
      lines: all.lines + one.lines,
      cost: add(all.cost, one.cost),
      price: add(all.price, one.price),
    }),
    { lines: 0, cost: '0', price: '0' },
  );

/** Reads each invoice that some customer works on once; one that cannot be read is a problem, not the run's end. */
export async function readInvoices(
  context: SyncContext,
  run: CustomersRun,
  source: Source,
  groups: readonly Group[],
  world: World,
  facts: RunFacts,
): Promise<Map<string, ReadInvoice>> {
  const wanted = new Map(
    groups.flatMap(({ choice }) => (choice.next ? [[choice.next.invoice.id, choice.next.invoice]] : [])),
  );
  const findTenant = tenantFinder([...world.tenants.values()]);
  const read = new Map<string, ReadInvoice>();
  for (const invoice of wanted.values()) {
    const found = await readOrNote(context, run, source, invoice, findTenant, facts);
    if (found) read.set(invoice.id, found);
  }
  return read;
}

/** null: it cannot be read, which is noted. */
export async function readOrNote(
  context: SyncContext,
  run: CustomersRun,
  source: Source,
  invoice: Invoice,
  findTenant: TenantFinder,
  facts: RunFacts,
): Promise<ReadInvoice | null> {
  try {
    const read = await readInvoice(context, run.workspaceId, source, invoice, findTenant);
    if (invoice.status === 'unknown')
      facts.notes.push(`Invoice ${invoice.number ?? invoice.id}: status unknown, taken as approved.`);
    return read;
  } catch (error) {
    if (!(error instanceof UserError || error instanceof TransientError)) throw error;
    facts.problems.push(asProblem(error));
    return null;
  }
}
