import { listPlans } from '../../store/plans.ts';
import { findAcknowledgement, findRetry, findUndoing } from '../../store/run-marks.ts';
import { readReport, readReportForMessage, type Told } from '../../sync/read-report.ts';
import type { SyncContext } from '../../sync/sync-context.ts';
import type { RunView } from '../ui/messages/run-view.ts';

/** A run as it stands now. @throws StaleError when there is none */
export const readRun = async (context: SyncContext, workspaceId: string, number: number): Promise<RunView> =>
  viewOf(context, workspaceId, await readReport(context, workspaceId, number), null);

/** The same for a message, which is made often. */
export const readRunForMessage = async (
  context: SyncContext,
  workspaceId: string,
  number: number,
  progress: RunView['progress'],
): Promise<RunView> =>
  viewOf(context, workspaceId, await readReportForMessage(context, workspaceId, number), progress);

async function viewOf(
  { db }: SyncContext,
  workspaceId: string,
  { run: { number, kind, state, requestedBy, retryOf, undoes, scope }, report, currency }: Told,
  progress: RunView['progress'],
): Promise<RunView> {
  const [plans, acknowledged, retriedAs, undoing] = await Promise.all([
    listPlans(db, workspaceId, number),
    findAcknowledgement(db, workspaceId, number),
    findRetry(db, workspaceId, number),
    findUndoing(db, workspaceId, number),
  ]);
  return {
    number,
    kind,
    state,
    requestedBy,
    retryOf,
    undoes,
    undoing,
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
    currency,
  };
}
