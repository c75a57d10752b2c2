import { sql } from 'kysely';
import type { Database, PlanTable } from '../../db/schema.ts';
import { StaleError } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import { toJson } from './values.ts';

export type PlanState = PlanTable['state'];

/** A stored plan without its body. */
export type PlanHead = {
  id: string;
  runNumber: number;
  /** Order within its run. */
  position: number;
  /** The agreement's id, or `products`. */
  subject: string;
  month: string | null;
  checksum: string;
  state: PlanState;
  decidedBy: string | null;
  decidedAt: Date | null;
  reason: string | null;
  madeAt: Date;
  expiresAt: Date;
};

/** The body is kept as it was made, for ever. */
export type StoredPlan = PlanHead & { plan: Plan };

export type NewPlan = Pick<
  PlanHead,
  'runNumber' | 'position' | 'subject' | 'month' | 'madeAt' | 'expiresAt'
> & {
  plan: Plan;
};

/**
 * Stores it as proposed. Once a run has a plan at a position, a second one (after a crash) changes nothing.
 * @returns its id, or that of the plan already there
 */
export async function savePlan(db: Database, workspaceId: string, made: NewPlan): Promise<string> {
  const saved = await db
    .insertInto('plans')
    .values({
      workspace_id: workspaceId,
      run_number: made.runNumber,
      position: made.position,
      subject: made.subject,
      month: made.month,
      checksum: made.plan.checksum,
      body: toJson(made.plan),
      state: 'proposed',
      made_at: made.madeAt,
      expires_at: made.expiresAt,
    })
    .onConflict(conflict => conflict.columns(['workspace_id', 'run_number', 'position']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (saved) return saved.id;
  const there = await db
    .selectFrom('plans')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('run_number', '=', made.runNumber)
    .where('position', '=', made.position)
    .executeTakeFirstOrThrow();
  return there.id;
}

export async function findPlan(
  db: Database,
  workspaceId: string,
  planId: string,
): Promise<StoredPlan | undefined> {
  const row = await db
    .selectFrom('plans')
    .select([...HEAD, 'body as plan'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', planId)
    .executeTakeFirst();
  return row;
}

/** @throws StaleError when there is none */
export async function getPlan(db: Database, workspaceId: string, planId: string): Promise<StoredPlan> {
  const found = await findPlan(db, workspaceId, planId);
  if (!found) throw new StaleError('That plan is not here.');
  return found;
}

/** A run's plans in their order. */
export const listPlans = (db: Database, workspaceId: string, runNumber: number): Promise<PlanHead[]> =>
  db
    .selectFrom('plans')
    .select(HEAD)
    .where('workspace_id', '=', workspaceId)
    .where('run_number', '=', runNumber)
    .orderBy('position')
    .execute();

/** All that wait for a decision, the longest waiting first. */
export const listWaitingPlans = (db: Database, workspaceId: string): Promise<PlanHead[]> =>
  db
    .selectFrom('plans')
    .select(HEAD)
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'proposed')
    .orderBy('made_at')
    .orderBy('run_number')
    .orderBy('position')
    .execute();

export type PlanDecision = {
  planId: string;
  /** Of the plan the person saw. */
  checksum: string;
  state: 'approved' | 'rejected';
  /** A Slack user id, or the approval policy's name. */
  by: string;
  reason: string | null;
  at: Date;
};

/**
 * Decides a proposed plan, once. One past its time expires instead.
 * @returns whether this decision is the one that counts, and the plan as it stands now
 * @throws StaleError when there is no such plan, or another one was seen
 */
export async function decidePlan(
  db: Database,
  workspaceId: string,
  decision: PlanDecision,
): Promise<{ won: boolean; plan: PlanHead }> {
  const { planId, checksum, state, by, reason, at } = decision;
  const overdue = sql<boolean>`expires_at <= ${at}`;
  const decided = await db
    .updateTable('plans')
    .set({
      state: sql<PlanState>`case when ${overdue} then 'expired' else ${state} end`,
      decided_by: sql<string | null>`case when ${overdue} then null else ${by} end`,
      decided_at: at,
      reason: sql<string | null>`case when ${overdue} then null else ${reason} end`,
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', planId)
    .where('checksum', '=', checksum)
    .where('state', '=', 'proposed')
    .returning(HEAD)
    .executeTakeFirst();
  if (decided) return { won: decided.state === state, plan: decided };
  const { plan: _, ...there } = await getPlan(db, workspaceId, planId);
  if (there.checksum !== checksum) throw new StaleError('The plan is not the one you saw.');
  return { won: false, plan: there };
}

/**
 * Moves a decided plan on.
 * @returns false when it does not stand where it is expected to
 */
export async function movePlan(
  db: Database,
  workspaceId: string,
  planId: string,
  from: readonly PlanState[],
  to: PlanState,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('plans')
    .set({ state: to })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', planId)
    .where('state', 'in', from)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Expires what waited for too long, and tells which. */
export const expirePlans = (db: Database, workspaceId: string, now: Date): Promise<PlanHead[]> =>
  db
    .updateTable('plans')
    .set({ state: 'expired', decided_at: now })
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'proposed')
    .where('expires_at', '<=', now)
    .returning(HEAD)
    .execute();

/** What earlier runs proposed for the same subject counts no more; tells which those were. */
export const replacePlans = (
  db: Database,
  workspaceId: string,
  by: { subject: string; runNumber: number; at: Date },
): Promise<PlanHead[]> =>
  db
    .updateTable('plans')
    .set({ state: 'replaced', decided_at: by.at })
    .where('workspace_id', '=', workspaceId)
    .where('subject', '=', by.subject)
    .where('run_number', '<', by.runNumber)
    .where('state', '=', 'proposed')
    .returning(HEAD)
    .execute();

export const HEAD = [
  'id',
  'run_number as runNumber',
  'position',
  'subject',
  'month',
  'checksum',
  'state',
  'decided_by as decidedBy',
  'decided_at as decidedAt',
  'reason',
  'made_at as madeAt',
  'expires_at as expiresAt',
] as const;
