import type { Change } from '../../plan/change.ts';
import type { Plan } from '../../plan/plan.ts';
import { recordAudit } from '../../store/audit.ts';
import { listIntentsOf } from '../../store/intents.ts';
import { saveIntents } from '../../store/ledger.ts';
import { getPlan, listPlans, movePlan } from '../../store/plans.ts';
import { getRun } from '../../store/runs.ts';
import { raiseEpoch } from '../../store/workspaces.ts';
import { asProblem } from '../problem.ts';
import type { SyncContext } from '../sync-context.ts';
import { rememberLines } from './finish-plan.ts';
import { type Holder, settle } from './work.ts';

/** A plan's changes in the order in which they are written: items before the lines that need them, charges last. */
export function changesOf(plan: Plan): Change[] {
  if (plan.kind === 'agreement')
    return [...plan.items, ...plan.lines.flatMap(line => line.changes), ...plan.charges];
  return plan.products.flatMap(({ outcome }) =>
    outcome.kind === 'create' || outcome.kind === 'reprice' ? [outcome.change] : [],
  );
}

/** Everything not sent yet fails with the reason; what was sent stays to be settled by the next run's reading. */
export async function giveUp(work: Holder, planIds: readonly string[], error: unknown): Promise<void> {
  const { context, workspaceId, run } = work;
  const { db, clock } = context;
  const { code, says, words } = asProblem(error);
  for (const id of planIds) {
    const { plan } = await getPlan(db, workspaceId, id);
    await saveIntents(db, workspaceId, { planId: id, runNumber: run }, changesOf(plan));
  }
  for (const intent of await listIntentsOf(db, workspaceId, planIds)) {
    if (intent.state === 'planned') {
      await settle(work, intent, { state: 'failed', code, words: words ?? says });
    }
  }
  for (const id of planIds) {
    const stored = await getPlan(db, workspaceId, id);
    if (stored.plan.kind === 'agreement') await rememberLines(work, { stored, plan: stored.plan });
    await movePlan(db, workspaceId, id, ['approved', 'applying'], 'applied');
  }
  await recordAudit(db, workspaceId, {
    at: clock.now(),
    actor: `run ${run}`,
    action: 'run stopped',
    subject: code,
    detail: { message: says },
  });
}

/** No plan of a run that failed is left behind: one of half a planning counts no more, one that was due is given up. */
export async function windUp(
  context: SyncContext,
  workspaceId: string,
  number: number,
  error: unknown,
): Promise<void> {
  const { db } = context;
  const { state } = await getRun(db, workspaceId, number);
  const heads = await listPlans(db, workspaceId, number);
  if (state === 'requested' || state === 'planning') {
    for (const { id } of heads)
      await movePlan(db, workspaceId, id, ['proposed', 'approved', 'shadow'], 'expired');
    return;
  }
  const due = heads.filter(one => one.state === 'approved' || one.state === 'applying');
  if (due.length === 0) return;
  const work: Holder = { context, workspaceId, run: number, epoch: await raiseEpoch(db, workspaceId) };
  await giveUp(
    work,
    due.map(({ id }) => id),
    error,
  );
}
