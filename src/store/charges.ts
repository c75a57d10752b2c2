import { sql } from 'kysely';
import type { Database } from '../../db/schema.ts';
import type { Charge } from '../plan/change.ts';
import type { MadeCharge } from '../plan/charges/charge-book.ts';

/** When a plan that would charge something of these invoices was rejected last, by the charge's mark. */
export async function listRejectedCharges(
  db: Database,
  workspaceId: string,
  invoiceIds: readonly string[],
): Promise<Map<string, Date>> {
  if (invoiceIds.length === 0) return new Map();
  const { rows } = await sql<{ mark: string; at: Date }>`
    select charge ->> 'mark' as mark, max(decided_at) as at
    from plans, jsonb_array_elements(body -> 'charges') as charge
    where workspace_id = ${workspaceId} and state = 'rejected'
      and charge -> 'source' ->> 'invoiceId' = any(${[...invoiceIds]}::text[])
    group by 1
  `.execute(db);
  return new Map(rows.map(({ mark, at }) => [mark, at]));
}

/** Charges of these invoices that were made and seen, by mark: each as it was made last. */
export async function listMadeCharges(
  db: Database,
  workspaceId: string,
  invoiceIds: readonly string[],
): Promise<Map<string, MadeCharge>> {
  if (invoiceIds.length === 0) return new Map();
  const { rows } = await sql<{ change: Charge; run: number; at: Date }>`
    select distinct on (change ->> 'mark') change, run_number as run, settled_at as at
    from ledger
    where workspace_id = ${workspaceId} and change ->> 'kind' = 'charge'
      and change -> 'source' ->> 'invoiceId' = any(${[...invoiceIds]}::text[])
      and state = 'confirmed'
    order by change ->> 'mark', settled_at desc, id desc
  `.execute(db);
  return new Map(
    rows.map(({ change: { mark, name, money, source }, run, at }) => {
      const { invoiceId, tenantId, productKey } = source;
      return [mark, { run, at, name, money, invoiceId, tenantId, productKey }];
    }),
  );
}
