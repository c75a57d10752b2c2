import { UserError } from '../errors.ts';
import { saveIntents } from '../store/ledger.ts';
import { getPlan, listPlans, movePlan, type PlanHead, type StoredPlan } from '../store/plans.ts';
import { noteProgress } from '../store/run-queue.ts';
import { moveRun } from '../store/runs.ts';
import type { SyncContext } from './sync-context.ts';
import { finishPlan } from './writing/finish-plan.ts';
import { changesOf, giveUp } from './writing/give-up.ts';
import { holdRemapped } from './writing/hold-remapped.ts';
import { Superseded, takeUp, type Work } from './writing/work.ts';
import { writeCharges } from './writing/write-charges.ts';
import { writeItems } from './writing/write-items.ts';
import { writeLines } from './writing/write-lines.ts';

/**
 * Customers are written together, sharing their reads, until they have so many changes, or are so many: people hear of
 * progress after each handful.
 */
const CHANGES_TOGETHER = 250;
const CUSTOMERS_TOGETHER = 100;
/** While one handful is written, the one before it is read back and the one after it is looked at. */
const HANDS = 2;

/**
 * Carries out a run's approved plans. May be killed and called again at any point: what was sent is settled by reading
 * before anything else is written (rules 8).
 * @throws Superseded when another worker took the workspace over or `signal` said stop
 */
export async function apply(
  context: SyncContext,
  workspaceId: string,
  number: number,
  signal?: AbortSignal,
): Promise<void> {
  const { db } = context;
  if (!(await moveRun(db, workspaceId, number, ['approved', 'applying'], 'applying', 'Running'))) return;
  const heads = await listPlans(db, workspaceId, number);
  const due = heads.filter(({ state }) => state === 'approved' || state === 'applying');
  if (due.length === 0) return;
  const work = await takeUp(context, workspaceId, number, signal);
  const handfuls = inHandfuls(work, due);
  const started = context.clock.now().getTime();
  const done = new Set<string>();
  const hand = async (): Promise<void> => {
    for await (const handful of handfuls) {
      await carryOut(work, handful);
      for (const { id } of handful) done.add(id);
      await noteProgress(db, workspaceId, number);
      const spent = context.clock.now().getTime() - started;
      const msLeft = Math.round((spent / done.size) * (due.length - done.size));
      const progress = { run: number, done: done.size, total: due.length, msLeft };
      await context.announce({ kind: 'run-progressed', workspaceId, ...progress }, db);
    }
  };
  const hands = await Promise.allSettled(Array.from({ length: HANDS }, hand));
  const errors = hands.flatMap(end => (end.status === 'rejected' ? [end.reason as unknown] : []));
  const error = errors.find(one => one instanceof Superseded) ?? errors[0];
  if (error === undefined) return;
  if (error instanceof Superseded) throw error;
  const left = due.filter(({ id }) => !done.has(id));
  await giveUp(
    work,
    left.map(({ id }) => id),
    error,
  );
  // A refused login stops the whole run, trying on would lock the API user (rules 8); each line says so.
  if (!(error instanceof UserError)) throw error;
}

/** What one hand leaves when it ends with an error, no other takes up. */
async function* inHandfuls(work: Work, due: readonly PlanHead[]): AsyncGenerator<StoredPlan[]> {
  for (let at = 0; at < due.length; ) {
    const handful = await takeHandful(work, due.slice(at));
    at += handful.length;
    yield handful;
  }
}

async function takeHandful(
  { context: { db }, workspaceId }: Work,
  due: readonly PlanHead[],
): Promise<StoredPlan[]> {
  const handful: StoredPlan[] = [];
  let changes = 0;
  for (const { id } of due) {
    if (changes >= CHANGES_TOGETHER || handful.length === CUSTOMERS_TOGETHER) break;
    const stored = await getPlan(db, workspaceId, id);
    handful.push(stored);
    changes += changesOf(stored.plan).length;
  }
  return handful;
}

async function carryOut(work: Work, handful: readonly StoredPlan[]): Promise<void> {
  const { context, workspaceId, run } = work;
  for (const { id, plan } of handful) {
    await movePlan(context.db, workspaceId, id, ['approved'], 'applying');
    await saveIntents(context.db, workspaceId, { planId: id, runNumber: run }, changesOf(plan));
  }
  await carryThrough(work, handful);
  for (const { id, plan } of handful) {
    if (plan.kind === 'products') await movePlan(context.db, workspaceId, id, ['applying'], 'applied');
  }
}

/** Until every intent of these plans is settled, and what is left of them remembered. */
export async function carryThrough(work: Work, handful: readonly StoredPlan[]): Promise<void> {
  const planIds = handful.map(({ id }) => id);
  const agreements = handful.flatMap(stored =>
    stored.plan.kind === 'agreement' ? [{ stored, plan: stored.plan }] : [],
  );
  await holdRemapped(work, agreements);
  await work.catalogue(() => writeItems(work, planIds));
  await writeLines(work, agreements);
  await writeCharges(work, agreements);
  for (const agreement of agreements) await finishPlan(work, agreement);
}
