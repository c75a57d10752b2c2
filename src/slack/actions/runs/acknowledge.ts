import { recordAudit } from '../../../store/audit.ts';
import { inTransaction } from '../../../store/database.ts';
import { acknowledgeRun, findAcknowledgement } from '../../../store/run-marks.ts';
import { getRun } from '../../../store/runs.ts';
import { say, show } from '../../answers.ts';
import { readRunNumber } from '../../page-state.ts';
import { section } from '../../ui/parts/blocks.ts';
import { mention } from '../../ui/parts/mention.ts';
import { instant } from '../../ui/parts/text.ts';
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
    if (first) return say(visit, { kind: 'done', says: `Run ${number} is acknowledged.` });
    const before = await findAcknowledgement(db, workspaceId, number);
    const whose = before ? ` by ${mention(before.by)} ${instant(before.at)}` : '';
    await show(visit, {
      title: 'Acknowledge',
      text: `Run ${number} was acknowledged before.`,
      blocks: [section(`:information_source: Run ${number} was acknowledged${whose}.`)],
    });
  },
};
