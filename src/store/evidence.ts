/** What evidence is made of, beside plans and ledger: invoice lines by their keys, and what has to fit together. */
import { sql } from 'kysely';
import type { Database } from '../../db/schema.ts';
import type { Line } from '../plan/invoice/line.ts';

/** What a run's report says beside its customers; of a large run the whole is megabytes. */
export async function findFacts(db: Database, workspaceId: string, number: number): Promise<unknown> {
  const row = await db
    .selectFrom('runs')
    .select(sql<unknown>`report -> 'facts'`.as('facts'))
    .where('workspace_id', '=', workspaceId)
    .where('number', '=', number)
    .executeTakeFirst();
  return row?.facts ?? null;
}

export type KeyedLine = { tenantId: string | null; line: Line };

/** Lines of tenants by their keys; one that stands in several revisions comes from the one whose hash is given. */
export async function listLinesByKey(
  db: Database,
  workspaceId: string,
  {
    invoiceId,
    hash,
    tenantIds,
    keys,
  }: { invoiceId: string; hash: string | null; tenantIds: readonly string[]; keys: readonly string[] },
): Promise<KeyedLine[]> {
  const { rows } = await sql<KeyedLine>`
    select distinct on (l.key) l.tenant_id as "tenantId", l.line
    from invoice_revisions r
    join invoice_lines l on l.workspace_id = r.workspace_id and l.revision_id = r.id
      and l.tenant_id = any(${[...tenantIds]}::text[]) and l.key = any(${[...keys]}::text[])
    where r.workspace_id = ${workspaceId} and r.invoice_id = ${invoiceId}
    order by l.key, (r.hash = ${hash}) desc nulls last, r.read_at desc
  `.execute(db);
  return rows;
}

/** The revision with these lines. */
export async function findRevisionId(
  db: Database,
  workspaceId: string,
  { invoiceId, hash }: { invoiceId: string; hash: string },
): Promise<string | undefined> {
  const row = await db
    .selectFrom('invoice_revisions')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('invoice_id', '=', invoiceId)
    .where('hash', '=', hash)
    .executeTakeFirst();
  return row?.id;
}

/** Lines that no tenant could be found for, after the key given, in the order of their keys. */
export async function listUnmatchedPage(
  db: Database,
  workspaceId: string,
  { revisionId, after, limit }: { revisionId: string; after: string; limit: number },
): Promise<Line[]> {
  const rows = await db
    .selectFrom('invoice_lines')
    .select('line')
    .where('workspace_id', '=', workspaceId)
    .where('revision_id', '=', revisionId)
    .where('tenant_id', 'is', null)
    .where('key', '>', after)
    .orderBy('key')
    .limit(limit)
    .execute();
  return rows.map(({ line }) => line);
}

/** Plans that were let through, to be looked at one by one. */
export async function listLetThrough(db: Database, workspaceId: string): Promise<{ id: string }[]> {
  const { rows } = await sql<{ id: string }>`
    select id from plans
    where workspace_id = ${workspaceId} and state not in ('proposed', 'shadow', 'preview', 'rejected', 'expired', 'replaced')
    order by run_number, position
  `.execute(db);
  return rows;
}

export type UnprovenWrite = {
  runNumber: number;
  planId: string;
  changeKey: string;
  what: 'no-decision' | 'no-entry';
};

/**
 * Confirmed changes of plans that nobody let through, or of whose approval the audit has no entry: by whom the plan says,
 * for the plan as it is stored.
 */
export async function listUnprovenWrites(db: Database, workspaceId: string): Promise<UnprovenWrite[]> {
  const { rows } = await sql<UnprovenWrite>`
    with approvals as (
      select detail ->> 'planId' as plan_id, detail ->> 'checksum' as checksum, actor
      from audit where workspace_id = ${workspaceId} and action = 'plan approved'
    )
    select l.run_number as "runNumber", l.plan_id as "planId", l.change_key as "changeKey",
      case when p.decided_by is null then 'no-decision' else 'no-entry' end as what
    from ledger l
    join plans p on p.workspace_id = l.workspace_id and p.id = l.plan_id
    where l.workspace_id = ${workspaceId} and l.state = 'confirmed'
      and (
        p.decided_by is null
        or p.state not in ('approved', 'applying', 'applied', 'undone')
        or not exists (
          select from approvals a
          where a.plan_id = p.id::text and a.checksum = p.checksum and a.actor = p.decided_by
        )
      )
    order by l.id
  `.execute(db);
  return rows;
}
