/**
 * What people decide: plans as a whole, and the lines a plan held. Who may decide is checked by whoever took the click;
 * here it is checked that there is something to decide, that it is the thing the person saw, and that it is decided once.
 */
import { UserError } from '../errors.ts';
import type { ProductPlan } from '../plan/plan.ts';
import { recordAudit } from '../store/audit.ts';
import { saveLink } from '../store/catalogue.ts';
import { inTransaction, type Transaction } from '../store/database.ts';
import { decidePlan, getPlan, listPlans, type PlanHead } from '../store/plans.ts';
import { getRun, moveRun } from '../store/runs.ts';
import { getSettings } from '../store/settings.ts';
import { carryDecision, type LineVerdict } from './line-decision.ts';
import { PROGRAM, type SyncContext } from './sync-context.ts';

export type PlanVerdict = {
  workspaceId: string;
  planId: string;
  /** Of the plan the person saw. */
  checksum: string;
  decision: 'approved' | 'rejected';
  by: string;
  reason?: string;
};

/**
 * Approves or rejects a proposed plan. The first decision counts; a later one is told whose that was.
 * @throws StaleError when there is no such plan or it is not the one that was seen
 * @throws UserError `own-request` when the person may not approve what they asked for
 */
export async function decideOnPlan(
  context: SyncContext,
  verdict: PlanVerdict,
): Promise<{ won: boolean; plan: PlanHead }> {
  const { db, clock } = context;
  const { workspaceId, planId, checksum, decision, by, reason } = verdict;
  const at = clock.now();
  const stored = await getPlan(db, workspaceId, planId);
  const run = await getRun(db, workspaceId, stored.runNumber);
  const { ownApproval } = await getSettings(db, workspaceId, PROGRAM);
  if (decision === 'approved' && !ownApproval && run.requestedBy === by) {
    throw new UserError('You asked for this sync, and here nobody approves what they asked for themselves.', {
      code: 'own-request',
      remedy: 'Ask another operator to approve it.',
    });
  }
  return inTransaction(db, async tx => {
    const decided = await decidePlan(tx, workspaceId, {
      planId,
      checksum,
      state: decision,
      by,
      reason: reason ?? null,
      at,
    });
    if (decided.won && decision === 'approved') {
      // A run that is just ending waits for this, and then sees what was approved.
      await moveRun(tx, workspaceId, stored.runNumber, ['applying'], 'applying');
      await moveRun(tx, workspaceId, stored.runNumber, ['proposed', 'done'], 'approved', 'Running');
    }
    if (decided.won && decision === 'rejected') await letRunEnd(context, tx, workspaceId, stored.runNumber);
    if (decided.won) {
      const subject = stored.plan.kind === 'agreement' ? stored.plan.agreement.name : 'products';
      await recordAudit(tx, workspaceId, {
        at,
        actor: by,
        action: `plan ${decision}`,
        subject,
        detail: { planId, checksum, reason },
      });
      await context.announce(
        { kind: 'plan-decided', workspaceId, run: stored.runNumber, planId, by, decision },
        tx,
      );
      if (decision === 'approved') await context.wake(workspaceId, tx, true);
    }
    return decided;
  });
}

/** When nothing of the run waits any more, whoever works on runs finds nothing to write, and ends it. */
async function letRunEnd(
  context: SyncContext,
  tx: Transaction,
  workspaceId: string,
  run: number,
): Promise<void> {
  const plans = await listPlans(tx, workspaceId, run);
  if (plans.some(({ state }) => state === 'proposed')) return;
  if (await moveRun(tx, workspaceId, run, ['proposed'], 'approved', 'Running'))
    await context.wake(workspaceId, tx, true);
}

/**
 * Writes down what a person decided about something a plan held. Nothing is written to the target: the line is planned
 * again by the next sync of the customer, with the decision (rules 4.8).
 * @throws StaleError when the plan does not offer that choice
 */
export async function decideOnLine(context: SyncContext, verdict: LineVerdict): Promise<void> {
  const { db, clock } = context;
  const { workspaceId, planId, choice, by } = verdict;
  const stored = await getPlan(db, workspaceId, planId);
  const at = clock.now();
  await inTransaction(db, async tx => {
    await carryDecision(tx, stored, verdict, at);
    await recordAudit(tx, workspaceId, {
      at,
      actor: by,
      action: `decided ${choice}`,
      subject: verdict.productKey ?? stored.subject,
      detail: { planId, subject: verdict.subject },
    });
  });
}

/** Services of the former product, all at once: each becomes the item of the product it was proposed for (rules 2). */
export async function adoptAll(
  context: SyncContext,
  asked: { workspaceId: string; planId: string; by: string },
): Promise<number> {
  const { db, clock } = context;
  const { plan } = await getPlan(db, asked.workspaceId, asked.planId);
  const proposed = plan.kind === 'products' ? adoptable(plan) : [];
  const at = clock.now();
  await inTransaction(db, async tx => {
    for (const { productKey, itemId, itemName } of proposed) {
      await saveLink(tx, asked.workspaceId, { productKey, itemId, itemName, origin: 'adopted', at });
    }
    await recordAudit(tx, asked.workspaceId, {
      at,
      actor: asked.by,
      action: 'services adopted',
      subject: `${proposed.length} services`,
      detail: proposed,
    });
  });
  return proposed.length;
}

const adoptable = (plan: ProductPlan) =>
  plan.products.flatMap(({ productKey, outcome }) =>
    outcome.kind === 'adopt' ? [{ productKey, itemId: outcome.itemId, itemName: outcome.itemName }] : [],
  );
