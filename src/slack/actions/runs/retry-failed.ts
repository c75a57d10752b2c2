import { inTransaction } from '../../../store/database.ts';
import { findRetry } from '../../../store/run-marks.ts';
import { getRun } from '../../../store/runs.ts';
import { tell } from '../../../sync/report.ts';
import { request } from '../../../sync/request.ts';
import { say, show } from '../../answers.ts';
import { readRunNumber } from '../../page-state.ts';
import { section } from '../../ui/parts/blocks.ts';
import { mention } from '../../ui/parts/mention.ts';
import { instant } from '../../ui/parts/text.ts';
import type { ActionEntry, Visit } from '../../visit.ts';

/** A new run of only what failed, planned again from what the target holds now; once for each run. */
export const retryFailed: ActionEntry = {
  who: 'operator',
  run: async (visit, { value }) => {
    const { context, workspaceId, userId } = visit;
    const number = readRunNumber(value);
    const { kind, result, undoes } = await getRun(context.db, workspaceId, number);
    if (await toldOfRetry(visit, number)) return;
    const { customers, products, facts } = await tell(context, workspaceId, number);
    const tenantIds = customers
      .filter(one => one.result === 'Failure')
      .flatMap(({ tenants }) => tenants.map(({ id }) => id));
    const productKeys =
      products?.products.filter(row => row.problem !== null && !row.waits).map(row => row.productKey) ?? [];
    const wholeRun = facts.problems.length > 0;
    if (tenantIds.length === 0 && productKeys.length === 0 && !wholeRun)
      return say(visit, { says: `Nothing of run ${number} failed.` });
    const retry = await request(context, {
      workspaceId,
      kind,
      by: userId,
      retryOf: number,
      ...(undoes === null ? {} : { undoes }),
      // Two clicks at once ask for the same: there is one retry a run.
      period: `retry-of-${number}`,
      ...(tenantIds.length > 0 && !wholeRun ? { tenantIds } : {}),
      ...(productKeys.length > 0 && !wholeRun ? { productKeys } : {}),
    });
    if (retry === null) {
      await toldOfRetry(visit, number);
      return;
    }
    await inTransaction(context.db, tx =>
      context.announce({ kind: 'run-reported', workspaceId, run: number, result: result ?? 'Failure' }, tx),
    );
    await say(visit, { kind: 'done', says: `Run ${retry} tries again what failed in run ${number}.` });
  },
};

/** @returns false when nobody pressed it before */
async function toldOfRetry(visit: Visit, number: number): Promise<boolean> {
  const before = await findRetry(visit.context.db, visit.workspaceId, number);
  if (!before) return false;
  const who = before.by === null ? 'the timetable' : mention(before.by);
  const text = `Retry failed was pressed by ${who} ${instant(before.at)}: run ${before.run} tries it again.`;
  await show(visit, {
    title: 'Retry failed',
    text: 'It is tried again already.',
    blocks: [section(`:information_source: ${text}`)],
  });
  return true;
}
