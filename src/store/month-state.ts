/** What a usage month left behind: its invoices, the plans that count, the runs. */
import { sql } from 'kysely';
import type { Database, PlanTable, RunTable } from '../../db/schema.ts';
import type { Month } from '../plan/numbers/calendar.ts';

/** The newest usage month that a standard invoice was read for; null before the first. */
export async function findNewestMonth(db: Database, workspaceId: string): Promise<Month | null> {
  const { month } = await db
    .selectFrom('invoice_revisions')
    .select(({ fn }) => fn.max('month').as('month'))
    .where('workspace_id', '=', workspaceId)
    .where(({ eb, or }) => or([eb('kind', 'is', null), eb('kind', '=', 'standard')]))
    .executeTakeFirstOrThrow();
  return month;
}

export type MonthPlan = {
  /** The agreement's id. */
  subject: string;
  state: PlanTable['state'];
  /** A write of it failed, or what became of it is not known. */
  failed: boolean;
};

/** The newest plan of each agreement for that month; previews and what was replaced count for nothing. */
export async function listMonthPlans(db: Database, workspaceId: string, month: Month): Promise<MonthPlan[]> {
  const { rows } = await sql<MonthPlan>`
    select distinct on (subject) subject, state, exists (
      select from ledger l
      where l.workspace_id = p.workspace_id and l.plan_id = p.id and l.state in ('failed', 'unknown')
    ) or jsonb_path_exists(body, '$.problems[*]') or jsonb_path_exists(body, '$.lines[*].problems[*]') as failed
    from plans p
    where workspace_id = ${workspaceId} and month = ${month} and state not in ('preview', 'replaced')
    order by subject, run_number desc
  `.execute(db);
  return rows;
}

export type MonthRun = {
  number: number;
  result: RunTable['result'];
  acknowledged: boolean;
  /** Every invoice of it is accounted for to the cent. */
  balanced: boolean;
};

/** Customer syncs that ended and had that month's invoices, newest first. */
export async function listMonthRuns(db: Database, workspaceId: string, month: Month): Promise<MonthRun[]> {
  const { rows } = await sql<MonthRun>`
    select number, result, acknowledged_at is not null as acknowledged,
      not jsonb_path_exists(summary, '$.invoices[*] ? (@.balanced == false)') as balanced
    from runs
    where workspace_id = ${workspaceId} and kind = 'customers' and trigger <> 'preview' and ended_at is not null
      and jsonb_path_exists(summary, '$.invoices[*] ? (@.month == $month)', ${JSON.stringify({ month })}::jsonb)
    order by number desc
  `.execute(db);
  return rows;
}

/** Of how many usage months something was written. */
export async function countMonthsApplied(db: Database, workspaceId: string): Promise<number> {
  const { months } = await db
    .selectFrom('applied_invoices')
    .select(({ fn }) => fn.count<number>('month').distinct().as('months'))
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow();
  return Number(months);
}
