import type { RunReport } from '../plan/tally/reports.ts';
import { findReport, getRun, type Run } from '../store/runs.ts';
import { getSettings } from '../store/settings.ts';
import { tell } from './report.ts';
import { PROGRAM, type SyncContext } from './sync-context.ts';

export type Told = {
  run: Run;
  report: RunReport;
  /** What its amounts are in, as far as anybody knows. */
  currency: string | null;
};

/** A run as it stands now. @throws StaleError when there is none */
export async function readReport(context: SyncContext, workspaceId: string, number: number): Promise<Told> {
  const run = await getRun(context.db, workspaceId, number);
  return inMoney(context, workspaceId, { run, report: await tell(context, workspaceId, number) });
}

/**
 * The same for a message, which is made often: what became of a run that ended stands in its row, and while it is
 * written its customers are not asked for.
 */
export async function readReportForMessage(
  context: SyncContext,
  workspaceId: string,
  number: number,
): Promise<Told> {
  const run = await getRun(context.db, workspaceId, number);
  const kept = ENOUGH.has(run.state)
    ? ((await findReport(context.db, workspaceId, number)) as RunReport | null)
    : null;
  const report = kept?.customers ? kept : await tell(context, workspaceId, number);
  return inMoney(context, workspaceId, { run, report });
}

const ENOUGH: ReadonlySet<Run['state']> = new Set(['applying', 'done', 'rejected', 'expired']);

async function inMoney(
  { db }: SyncContext,
  workspaceId: string,
  told: Pick<Told, 'run' | 'report'>,
): Promise<Told> {
  const invoiced = told.report.customers.find(({ invoice }) => invoice.currency !== null)?.invoice.currency;
  const currency = invoiced ?? (await getSettings(db, workspaceId, PROGRAM)).currency;
  return { ...told, currency };
}
