import type { RunReport } from '../plan/tally/reports.ts';
import { wantChore } from '../store/chores.ts';
import { listConnections } from '../store/connections.ts';
import { getRun } from '../store/runs.ts';
import { apply } from './apply.ts';
import { noteRefusal } from './note-connection.ts';
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
      await proveAgain(context, workspaceId);
      // Somebody approved a plan while the others were written.
      if ((await getRun(context.db, workspaceId, number)).state !== 'approved') return told;
    }
  } catch (error) {
    if (error instanceof Superseded) throw error;
    await noteRefusal(context, workspaceId, error);
    await windUp(context, workspaceId, number, error);
    return reportFailure(context, workspaceId, number, error);
  }
}

/** It went through, so what was noted of a connection may be over. */
async function proveAgain({ db, clock }: SyncContext, workspaceId: string): Promise<void> {
  if ((await listConnections(db, workspaceId)).some(({ state }) => state === 'needs-attention'))
    await wantChore(db, workspaceId, 'connections', { at: clock.now() });
}
