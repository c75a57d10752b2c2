/** Invoices as they were read: a revision for each content, with its lines. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Database, Transaction } from '../../db/schema.ts';
import type { Invoice, Line } from '../plan/invoice/line.ts';
import type { Decimal } from '../plan/numbers/decimal.ts';
import { inTransaction } from './database.ts';
import { toJson } from './values.ts';

export type InvoiceLine = { line: Line; tenantId: string | null };

export type RevisionSums = {
  /** SHA-256 over the sorted keys of the lines. */
  hash: string;
  lines: number;
  /** Supplier cost and retail price of all lines, unrounded; a line without a price adds nothing to it. */
  cost: Decimal;
  price: Decimal;
};

export type InvoiceRevision = RevisionSums & {
  revisionId: string;
  invoice: Invoice;
  /** When it was last read like this. */
  readAt: Date;
};

const BATCH = 2_000;

/**
 * Stores an invoice with its lines as they arrive, a batch at a time; all of them or, when reading breaks off, none.
 * Lines that were stored before are not stored again: their revision takes over the new header.
 */
export async function saveRevision(
  db: Database,
  workspaceId: string,
  head: { invoice: Invoice; readAt: Date },
  lines: AsyncIterable<InvoiceLine>,
): Promise<RevisionSums & { revisionId: string }> {
  return await inTransaction(db, async tx => {
    const revisionId = randomUUID();
    // Two reads of one invoice at a time would both miss the other's revision.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`${workspaceId}/${head.invoice.id}`}, 0))`.execute(
      tx,
    );
    await sql`savepoint lines`.execute(tx);
    const undo = () => sql`rollback to savepoint lines`.execute(tx);
    let sums: RevisionSums;
    try {
      await insertHead(tx, workspaceId, revisionId, head);
      for await (const batch of inBatches(lines)) await insertLines(tx, workspaceId, revisionId, batch);
      sums = await sumLines(tx, workspaceId, revisionId);
    } catch (error) {
      // The caller may go on with its transaction; if the session is lost, that is what the first error says.
      await undo().catch(() => {});
      throw error;
    }
    const known = await tx
      .selectFrom('invoice_revisions')
      .select('id')
      .where('workspace_id', '=', workspaceId)
      .where('invoice_id', '=', head.invoice.id)
      .where('hash', '=', sums.hash)
      .executeTakeFirst();
    if (known) await undo();
    const kept = known?.id ?? revisionId;
    await tx
      .updateTable('invoice_revisions')
      .set({ ...sums, ...headColumns(head) })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', kept)
      .execute();
    return { revisionId: kept, ...sums };
  });
}

async function* inBatches(lines: AsyncIterable<InvoiceLine>): AsyncGenerator<InvoiceLine[]> {
  let batch: InvoiceLine[] = [];
  for await (const line of lines) {
    batch.push(line);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

const headColumns = ({ invoice, readAt }: { invoice: Invoice; readAt: Date }) => ({
  number: invoice.number,
  source_agreement_id: invoice.agreementId,
  program: invoice.program,
  month: invoice.month,
  issued: invoice.issued,
  kind: invoice.kind,
  status: invoice.status,
  currency: invoice.currency,
  total: invoice.total,
  read_at: readAt,
});

/** Under its own id for a hash until the lines are there. */
async function insertHead(
  tx: Transaction,
  workspaceId: string,
  id: string,
  head: { invoice: Invoice; readAt: Date },
): Promise<void> {
  const empty = { hash: id, lines: 0, cost: '0', price: '0' };
  await tx
    .insertInto('invoice_revisions')
    .values({ workspace_id: workspaceId, id, invoice_id: head.invoice.id, ...headColumns(head), ...empty })
    .execute();
}

async function insertLines(
  tx: Transaction,
  workspaceId: string,
  revisionId: string,
  batch: readonly InvoiceLine[],
): Promise<void> {
  const keys = batch.map(({ line }) => line.key);
  const rows = batch.map(({ line }) => line.row);
  const tenants = batch.map(({ tenantId }) => tenantId);
  const subscriptions = batch.map(({ line }) => line.subscriptionId);
  const contents = batch.map(({ line }) => toJson(line));
  await sql`
    insert into invoice_lines (workspace_id, revision_id, key, row, tenant_id, subscription_id, line)
    select ${workspaceId}, ${revisionId}, given.*
    from unnest(${keys}::text[], ${rows}::int[], ${tenants}::text[], ${subscriptions}::text[], ${contents}::jsonb[])
      as given
  `.execute(tx);
}

async function sumLines(tx: Transaction, workspaceId: string, revisionId: string): Promise<RevisionSums> {
  const { rows } = await sql<RevisionSums>`
    select
      encode(sha256(convert_to(coalesce(string_agg(key, E'\\n' order by key collate "C"), ''), 'UTF8')), 'hex') as hash,
      count(*)::int as lines,
      ${total('cost')} as cost,
      ${total('price')} as price
    from invoice_lines
    where workspace_id = ${workspaceId} and revision_id = ${revisionId}
  `.execute(tx);
  return rows[0]!;
}

const total = (amount: 'cost' | 'price') =>
  sql<string>`trim_scale(coalesce(sum((line ->> ${sql.lit(amount)})::numeric), 0))`;

/** In the file's order. */
export async function listTenantLines(
  db: Database,
  workspaceId: string,
  revisionId: string,
  tenantIds: readonly string[],
): Promise<{ tenantId: string; line: Line }[]> {
  const rows = await db
    .selectFrom('invoice_lines')
    .select(['tenant_id', 'line'])
    .where('workspace_id', '=', workspaceId)
    .where('revision_id', '=', revisionId)
    .where('tenant_id', '=', sql<string>`any(${[...tenantIds]}::text[])`)
    .orderBy('row')
    .execute();
  return rows.map(row => ({ tenantId: row.tenant_id!, line: row.line }));
}

/** Lines that no tenant could be found for, in the file's order. */
export async function listUnmatchedLines(
  db: Database,
  workspaceId: string,
  revisionId: string,
): Promise<Line[]> {
  const rows = await db
    .selectFrom('invoice_lines')
    .select('line')
    .where('workspace_id', '=', workspaceId)
    .where('revision_id', '=', revisionId)
    .where('tenant_id', 'is', null)
    .orderBy('row')
    .execute();
  return rows.map(row => row.line);
}

export type TenantTotal = { tenantId: string | null; lines: number; cost: Decimal; price: Decimal };

/** By tenant id; lines without a tenant come last, under null. `tenantIds`: of these, at least one. */
export const listTenantTotals = (
  db: Database,
  workspaceId: string,
  revisionId: string,
  tenantIds?: readonly string[],
): Promise<TenantTotal[]> =>
  db
    .selectFrom('invoice_lines')
    .select(({ fn }) => [
      'tenant_id as tenantId',
      fn.countAll<number>().as('lines'),
      total('cost').as('cost'),
      total('price').as('price'),
    ])
    .where('workspace_id', '=', workspaceId)
    .where('revision_id', '=', revisionId)
    .$if(tenantIds !== undefined, query => query.where('tenant_id', 'in', tenantIds ?? []))
    .groupBy('tenant_id')
    .orderBy(sql`tenant_id collate "C"`)
    .execute();

/** As the invoice was read last. */
export async function findLatestRevision(
  db: Database,
  workspaceId: string,
  invoiceId: string,
): Promise<InvoiceRevision | undefined> {
  const [latest] = await listRevisions(db, workspaceId, { invoiceId, limit: 1 });
  return latest;
}

/** Read last first. */
export async function listRevisions(
  db: Database,
  workspaceId: string,
  { invoiceId, month, limit }: { invoiceId?: string; month?: string; limit?: number } = {},
): Promise<InvoiceRevision[]> {
  let query = db.selectFrom('invoice_revisions').selectAll().where('workspace_id', '=', workspaceId);
  if (invoiceId !== undefined) query = query.where('invoice_id', '=', invoiceId);
  if (month !== undefined) query = query.where('month', '=', month);
  if (limit !== undefined) query = query.limit(limit);
  const rows = await query.orderBy('read_at', 'desc').orderBy('id').execute();
  return rows.map(row => ({
    revisionId: row.id,
    invoice: {
      id: row.invoice_id,
      number: row.number,
      agreementId: row.source_agreement_id,
      program: row.program,
      kind: row.kind,
      status: row.status,
      month: row.month,
      issued: row.issued,
      currency: row.currency,
      total: row.total,
    },
    readAt: row.read_at,
    hash: row.hash,
    lines: row.lines,
    cost: row.cost,
    price: row.price,
  }));
}
