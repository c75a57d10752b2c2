import { sql } from 'kysely';
import type { Database } from '../../db/schema.ts';
import type { Applied } from '../plan/invoice/invoices.ts';

/** An invoice carried into an agreement for one tenant. `hash` is of that tenant's lines. */
export type AppliedInvoice = Applied & {
  agreementId: string;
  tenantId: string;
  runNumber: number | null;
  appliedAt: Date;
};

/** Applied again, a revised invoice replaces what was noted of it. */
export async function saveApplied(db: Database, workspaceId: string, applied: AppliedInvoice): Promise<void> {
  await db
    .insertInto('applied_invoices')
    .values({
      workspace_id: workspaceId,
      agreement_id: applied.agreementId,
      tenant_id: applied.tenantId,
      invoice_id: applied.invoiceId,
      month: applied.month,
      hash: applied.hash,
      run_number: applied.runNumber,
      applied_at: applied.appliedAt,
    })
    .onConflict(conflict =>
      conflict.columns(['workspace_id', 'agreement_id', 'tenant_id', 'invoice_id']).doUpdateSet({
        month: sql`excluded.month`,
        hash: sql`excluded.hash`,
        run_number: sql`excluded.run_number`,
        applied_at: sql`excluded.applied_at`,
      }),
    )
    .execute();
}

/** Oldest month first. */
export const listApplied = (
  db: Database,
  workspaceId: string,
  agreementId: string,
): Promise<AppliedInvoice[]> => select(db, workspaceId, agreementId).execute();

/** The one of the newest month; of several, the one applied last. */
export const findNewestApplied = (
  db: Database,
  workspaceId: string,
  agreementId: string,
  tenantId: string,
): Promise<AppliedInvoice | undefined> =>
  select(db, workspaceId, agreementId, 'desc').where('tenant_id', '=', tenantId).limit(1).executeTakeFirst();

/** Undone: the invoice counts as not applied, for none of the agreement's tenants. */
export async function removeApplied(
  db: Database,
  workspaceId: string,
  { agreementId, invoiceId }: Pick<AppliedInvoice, 'agreementId' | 'invoiceId'>,
): Promise<void> {
  await db
    .deleteFrom('applied_invoices')
    .where('workspace_id', '=', workspaceId)
    .where('agreement_id', '=', agreementId)
    .where('invoice_id', '=', invoiceId)
    .execute();
}

const select = (db: Database, workspaceId: string, agreementId: string, direction: 'asc' | 'desc' = 'asc') =>
  db
    .selectFrom('applied_invoices')
    .select([
      'agreement_id as agreementId',
      'tenant_id as tenantId',
      'invoice_id as invoiceId',
      'month',
      'hash',
      'run_number as runNumber',
      'applied_at as appliedAt',
    ])
    .where('workspace_id', '=', workspaceId)
    .where('agreement_id', '=', agreementId)
    .orderBy('month', direction)
    .orderBy('applied_at', direction)
    .orderBy('invoice_id', direction);
