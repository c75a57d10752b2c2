import type { RunReport } from '../../plan/tally/reports.ts';
import { listPlans } from '../../store/plans.ts';
import { findAcknowledgement, findRetry } from '../../store/run-marks.ts';
import { findReport, getRun, type Run } from '../../store/runs.ts';
import { getSettings } from '../../store/settings.ts';
import { tell } from '../../sync/report.ts';
import { PROGRAM, type SyncContext } from '../../sync/sync-context.ts';
import type { RunView } from '../ui/messages/run-view.ts';

/** A run as it stands now. @throws StaleError when there is none */
export async function readRun(context: SyncContext, workspaceId: string, number: number): Promise<RunView> {
  const run = await getRun(context.db, workspaceId, number);
  return viewOf(context, workspaceId, run, await tell(context, workspaceId, number), null);
}

/**
 * The same for a message, which is made often: what became of a run that ended stands in its row, and while it is
 * written its customers are not asked for.
 */
export async function readRunForMessage(
  context: SyncContext,
  workspaceId: string,
  number: number,
  progress: RunView['progress'],
): Promise<RunView> {
  const run = await getRun(context.db, workspaceId, number);
  const kept = ENOUGH.has(run.state)
    ? ((await findReport(context.db, workspaceId, number)) as RunReport | null)
    : null;
  const report = kept?.customers ? kept : await tell(context, workspaceId, number);
  return viewOf(context, workspaceId, run, report, progress);
}

const ENOUGH: ReadonlySet<Run['state']> = new Set(['applying', 'done', 'rejected', 'expired']);

async function viewOf(
  { db }: SyncContext,
  workspaceId: string,
  { number, kind, state, requestedBy, retryOf, scope }: Run,
  report: RunReport,
  progress: RunView['progress'],
): Promise<RunView> {
  const [plans, settings, acknowledged, retriedAs] = await Promise.all([
    listPlans(db, workspaceId, number),
    getSettings(db, workspaceId, PROGRAM),
    findAcknowledgement(db, workspaceId, number),
    findRetry(db, workspaceId, number),
  ]);
  return {
    number,
    kind,
    state,
    requestedBy,
    retryOf,
    only: scope?.tenantIds?.length ?? scope?.productKeys?.length ?? null,
    report,
    progress,
    acknowledged,
    retriedAs,
    decided: plans.map(({ id, decidedBy, decidedAt, state: stands, reason }) => ({
      planId: id,
      by: decidedBy,
      at: decidedAt,
      state: stands,
      reason,
    })),
    currency: currencyOf(report, settings.currency),
  };
}

const currencyOf = (report: RunReport, chosen: string | null): string | null =>
  report.customers.find(({ invoice }) => invoice.currency !== null)?.invoice.currency ?? chosen;
