import { recordAudit } from '../../../store/audit.ts';
import { inTransaction } from '../../../store/database.ts';
import { acknowledgeRun, findAcknowledgement } from '../../../store/run-marks.ts';
import { getRun } from '../../../store/runs.ts';
import { say } from '../../answers.ts';
import { readRunNumber } from '../../page-state.ts';
import type { ActionEntry } from '../../visit.ts';

/** Somebody read the warnings. */
export const acknowledge: ActionEntry = {
  who: 'operator',
  run: async (visit, { value }) => {
    const { context, workspaceId, userId: by } = visit;
    const { db, clock } = context;
    const number = readRunNumber(value);
    const at = clock.now();
    const { result } = await getRun(db, workspaceId, number);
    const first = await inTransaction(db, async tx => {
      if (!(await acknowledgeRun(tx, workspaceId, number, { by, at }))) return false;
      await recordAudit(tx, workspaceId, {
        at,
        actor: by,
        action: 'warnings acknowledged',
        subject: `run ${number}`,
        detail: { result },
      });
      await context.announce(
        { kind: 'run-reported', workspaceId, run: number, result: result ?? 'Warning' },
        tx,
      );
      return true;
    });
    const before = first ? null : await findAcknowledgement(db, workspaceId, number);
    await say(
      visit,
      before
        ? {
            says: `Run ${number} was acknowledged before${before.by === by ? ', by you' : ' by somebody else'}.`,
          }
        : { kind: 'done', says: `Run ${number} is acknowledged.` },
    );
  },
};
