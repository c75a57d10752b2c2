import type { Context } from '../../../src/context.ts';
import { listPlans } from '../../../src/store/plans.ts';
import { listRuns } from '../../../src/store/runs.ts';
import { decideOnPlan } from '../../../src/sync/decide.ts';
import { drain } from '../../../src/sync/drain.ts';
import { request } from '../../../src/sync/request.ts';

const CLERK = 'U0CLERK';
const BOSS = 'U0BOSS';

/**
 * What people and one worker do until the month is in Autotask and told of: a clerk asks once, the boss approves what
 * waits. Whoever finds it half-way goes on from there.
 */
export async function carryMonth(context: Context, workspaceId: string): Promise<void> {
  const { db } = context;
  for (;;) {
    const [run] = await listRuns(db, workspaceId, { limit: 1 });
    if (!run) await request(context, { workspaceId, kind: 'customers', by: CLERK });
    await drain(context, workspaceId);
    while ((await context.deliver()) > 0);
    const plans = run ? await listPlans(db, workspaceId, run.number) : [];
    const waiting = plans.filter(({ state }) => state === 'proposed');
    if (run && waiting.length === 0) return;
    for (const { id: planId, checksum } of waiting)
      await decideOnPlan(context, { workspaceId, planId, checksum, decision: 'approved', by: BOSS });
  }
}
