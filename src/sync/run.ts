import type { RunReport } from '../plan/tally/reports.ts';
import { getRun } from '../store/runs.ts';
import { apply } from './apply.ts';
import { propose } from './propose.ts';
import { report, reportFailure } from './report.ts';
import { settleLeftovers } from './settle-leftovers.ts';
import type { SyncContext } from './sync-context.ts';
import { windUp } from './writing/give-up.ts';
import { Superseded } from './writing/work.ts';

/**
 * A run from where its row says it stands to where a person is needed or it is done. Called again after a crash it goes on.
 * @throws Superseded when another worker took over: that one will end the run
 */
export async function run(
  context: SyncContext,
  workspaceId: string,
  number: number,
  signal?: AbortSignal,
): Promise<RunReport> {
  try {
    const { trigger } = await getRun(context.db, workspaceId, number);
    if (trigger !== 'timetable') (await context.openTarget(workspaceId)).forgive();
    if (trigger !== 'preview') await settleLeftovers(context, workspaceId, number, signal);
    await propose(context, workspaceId, number);
    for (;;) {
      await apply(context, workspaceId, number, signal);
      const told = await report(context, workspaceId, number);
      // Somebody approved a plan while the others were written.
      if ((await getRun(context.db, workspaceId, number)).state !== 'approved') return told;
    }
  } catch (error) {
    if (error instanceof Superseded) throw error;
    await windUp(context, workspaceId, number, error);
    return reportFailure(context, workspaceId, number, error);
  }
}
