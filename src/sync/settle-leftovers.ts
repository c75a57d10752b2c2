import { listOpen } from '../store/intents.ts';
import { getPlan, listPlans } from '../store/plans.ts';
import { carryThrough } from './apply.ts';
import type { SyncContext } from './sync-context.ts';
import { takeUp } from './writing/work.ts';

/**
 * What earlier runs sent and never saw settled, as when the login was refused in between: read back before anything is
 * planned, since it would block its lines and look like somebody else's change. What was sent is not sent again; a
 * change of such a run that was approved and not sent yet is carried out, checked like any other.
 */
export async function settleLeftovers(
  context: SyncContext,
  workspaceId: string,
  number: number,
  signal?: AbortSignal,
): Promise<void> {
  const { db } = context;
  const own = new Set((await listPlans(db, workspaceId, number)).map(({ id }) => id));
  const open = (await listOpen(db, workspaceId)).filter(({ planId }) => !own.has(planId));
  if (open.length === 0) return;
  const work = await takeUp(context, workspaceId, number, signal);
  const planIds = [...new Set(open.map(({ planId }) => planId))];
  await carryThrough(work, await Promise.all(planIds.map(id => getPlan(db, workspaceId, id))));
}
