import { inTransaction } from '../../../store/database.ts';
import { findRetry } from '../../../store/run-marks.ts';
import { getRun } from '../../../store/runs.ts';
import { tell } from '../../../sync/report.ts';
import { request } from '../../../sync/request.ts';
import { say, show } from '../../answers.ts';
import { readRunNumber } from '../../page-state.ts';
import { mention } from '../../ui/messages/run-message.ts';
import { section } from '../../ui/parts/blocks.ts';
import { instant } from '../../ui/parts/text.ts';
import type { ActionEntry } from '../../visit.ts';

/** A new run of only what failed, planned again from what the target holds now; once for each run. */
export const retryFailed: ActionEntry = {
  who: 'operator',
  run: async (visit, { value }) => {
    const { context, workspaceId, userId } = visit;
    const number = readRunNumber(value);
    const { kind } = await getRun(context.db, workspaceId, number);
    const before = await findRetry(context.db, workspaceId, number);
    if (before) {
      const who = before.by === null ? 'the timetable' : mention(before.by);
      const text = `Retry failed was pressed by ${who} ${instant(before.at)}: run ${before.run} tries it again.`;
      return show(visit, {
        title: 'Retry failed',
        text: 'It is tried again already.',
        blocks: [section(text)],
      });
    }
    const { customers, products, facts } = await tell(context, workspaceId, number);
    const tenantIds = customers
      .filter(({ result }) => result === 'Failure')
      .flatMap(({ tenants }) => tenants.map(({ id }) => id));
    const productKeys =
      products?.products.filter(row => row.problem !== null && !row.waits).map(row => row.productKey) ?? [];
    if (tenantIds.length === 0 && productKeys.length === 0 && facts.problems.length === 0)
      return say(visit, { says: `Nothing of run ${number} failed.` });
    const retry = await request(context, {
      workspaceId,
      kind,
      by: userId,
      retryOf: number,
      // Two clicks at once ask for the same: there is one retry a run.
      period: `retry-of-${number}`,
      ...(tenantIds.length > 0 && facts.problems.length === 0 ? { tenantIds } : {}),
      ...(productKeys.length > 0 && facts.problems.length === 0 ? { productKeys } : {}),
    });
    if (retry === null) return say(visit, { says: `What failed in run ${number} is tried again already.` });
    const { result } = await getRun(context.db, workspaceId, number);
    await inTransaction(context.db, tx =>
      context.announce({ kind: 'run-reported', workspaceId, run: number, result: result ?? 'Failure' }, tx),
    );
    await say(visit, { kind: 'done', says: `Run ${retry} tries again what failed in run ${number}.` });
  },
};
