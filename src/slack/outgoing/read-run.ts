import { listPlans } from '../../store/plans.ts';
import { findAcknowledgement, findRetry } from '../../store/run-marks.ts';
import { getRun } from '../../store/runs.ts';
import { getSettings } from '../../store/settings.ts';
import { tell } from '../../sync/report.ts';
import { PROGRAM, type SyncContext } from '../../sync/sync-context.ts';
import type { RunView } from '../ui/messages/run-view.ts';

/** A run as it stands now, for messages and pages. @throws StaleError when there is none */
export async function readRun(
  context: SyncContext,
  workspaceId: string,
  number: number,
  progress: RunView['progress'] = null,
): Promise<RunView> {
  const { db } = context;
  const [run, plans, report, settings, acknowledged, retriedAs] = await Promise.all([
    getRun(db, workspaceId, number),
    listPlans(db, workspaceId, number),
    tell(context, workspaceId, number),
    getSettings(db, workspaceId, PROGRAM),
    findAcknowledgement(db, workspaceId, number),
    findRetry(db, workspaceId, number),
  ]);
  const { kind, state, requestedBy, retryOf } = run;
  return {
    number,
    kind,
    state,
    requestedBy,
    retryOf,
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

const currencyOf = (report: RunView['report'], chosen: string | null): string | null =>
  report.customers.find(({ invoice }) => invoice.currency !== null)?.invoice.currency ?? chosen;
