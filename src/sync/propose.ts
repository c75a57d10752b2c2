import type { Plan } from '../plan/plan.ts';
import { NO_FACTS, type RunFacts } from '../plan/tally/reports.ts';
import { recordAudit } from '../store/audit.ts';
import { inTransaction } from '../store/database.ts';
import { decidePlan, listPlans, movePlan, type PlanState, replacePlans, savePlan } from '../store/plans.ts';
import { findSamePlan } from '../store/plans-beside.ts';
import { getRun, moveRun, type Run, saveReport } from '../store/runs.ts';
import { planCustomers } from './planning/plan-customers.ts';
import { planProductSync } from './planning/plan-products.ts';
import { planUndoOf } from './planning/plan-undo.ts';
import { report } from './report.ts';
import type { SyncContext } from './sync-context.ts';

/** A plan waits this long for a decision. */
const PLAN_LIFE_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Computes a run's plans and stores them; those that need nobody's approval are approved by the policy.
 * May be called again after a crash: plans that are stored stay as they are.
 * @throws UserError `not-connected`, `unauthorized` and others that concern the run as a whole
 * @throws TransientError when PRISM or the target did not answer
 */
export async function propose(context: SyncContext, workspaceId: string, number: number): Promise<void> {
  const { db } = context;
  const run = await getRun(db, workspaceId, number);
  if (!(await moveRun(db, workspaceId, number, ['requested', 'planning'], 'planning', 'Running'))) return;
  const kept = await listPlans(db, workspaceId, number);
  const seen: Seen = {
    subjects: new Set(kept.map(({ subject }) => subject)),
    position: kept.at(-1)?.position ?? 0,
    waiting: kept.filter(({ state }) => state === 'proposed').length,
    approved: kept.filter(({ state }) => state === 'approved').length,
    replaced: new Set(),
  };
  const keep = (plan: Plan): Promise<boolean> => store(context, workspaceId, run, plan, seen);
  let facts: RunFacts = NO_FACTS;
  if (run.kind === 'products') {
    await keep(await planProductSync(context, workspaceId, run.scope?.productKeys ?? null));
  } else if (run.undoes !== null) {
    facts = await planUndoOf(context, workspaceId, run.undoes, keep);
  } else {
    const tenantIds = run.scope?.tenantIds ?? null;
    facts = await planCustomers(
      context,
      { workspaceId, number, tenantIds, afresh: run.trigger !== 'timetable' },
      keep,
    );
  }
  await saveReport(db, workspaceId, number, { facts });
  const next = seen.approved > 0 || seen.waiting === 0 ? 'approved' : 'proposed';
  for (const older of seen.replaced) {
    if ((await getRun(db, workspaceId, older)).state === 'proposed')
      await report(context, workspaceId, older);
  }
  const result = next === 'proposed' ? 'Waiting for approval' : 'Running';
  await inTransaction(db, async tx => {
    await moveRun(tx, workspaceId, number, ['planning'], next, result);
    if (seen.waiting > 0) {
      await context.announce({ kind: 'plan-proposed', workspaceId, run: number, waiting: seen.waiting }, tx);
    }
  });
}

/** What a plan that says the same may stand as, so that it need not be said again. */
const KNOWN: ReadonlySet<PlanState> = new Set(['proposed', 'rejected', 'shadow']);

type Seen = {
  /** Subjects of the plans that an earlier attempt stored. */
  subjects: ReadonlySet<string>;
  position: number;
  waiting: number;
  approved: number;
  /** Runs that lost a waiting plan to this one. */
  replaced: Set<number>;
};

/** Charges of another invoice stand beside the customer's own plan. */
const subjectOf = (plan: Plan): string => {
  if (plan.kind === 'products') return 'products';
  return plan.apart ? `${plan.agreement.id}/${plan.invoice.id}` : plan.agreement.id;
};

/** @returns false when it is not kept, because the same one is there and a person knows of it */
async function store(
  { db, clock }: SyncContext,
  workspaceId: string,
  run: Run,
  plan: Plan,
  seen: Seen,
): Promise<boolean> {
  const at = clock.now();
  const subject = subjectOf(plan);
  // A worker that died in its planning left it; one made now might differ from the one there.
  if (seen.subjects.has(subject)) return true;
  // The timetable asks once; whoever wants to be asked again syncs.
  if (run.trigger === 'timetable') {
    const known = await findSamePlan(db, workspaceId, { subject, plan, runNumber: run.number });
    if (known && KNOWN.has(known.state)) return false;
  }
  seen.position += 1;
  await inTransaction(db, async tx => {
    const preview = run.trigger === 'preview';
    if (!preview) {
      for (const { runNumber } of await replacePlans(tx, workspaceId, { subject, runNumber: run.number, at }))
        seen.replaced.add(runNumber);
    }
    const planId = await savePlan(tx, workspaceId, {
      runNumber: run.number,
      position: seen.position,
      subject,
      // A month's plans are those that carry it.
      month: plan.kind === 'agreement' && !plan.undoes && !plan.apart ? plan.invoice.month : null,
      plan,
      madeAt: at,
      expiresAt: new Date(at.getTime() + PLAN_LIFE_MS),
    });
    if (preview) {
      await movePlan(tx, workspaceId, planId, ['proposed'], 'preview');
    } else if (plan.kind === 'agreement' && plan.shadow) {
      await movePlan(tx, workspaceId, planId, ['proposed'], 'shadow');
    } else if (plan.kind === 'products' || plan.asks.length === 0) {
      seen.approved += 1;
      const decision = {
        planId,
        checksum: plan.checksum,
        state: 'approved' as const,
        by: 'policy',
        reason: null,
        at,
      };
      await decidePlan(tx, workspaceId, decision);
      await recordAudit(tx, workspaceId, {
        ...{ at, actor: decision.by, action: 'plan approved' },
        subject: plan.kind === 'agreement' ? plan.agreement.name : subject,
        detail: { planId, checksum: plan.checksum },
      });
    } else {
      seen.waiting += 1;
    }
  });
  return true;
}
