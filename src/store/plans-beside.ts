/** Plans of the same subject beside the one in question: made before it, or carried out since. */
import { sql } from 'kysely';
import type { Database } from '../../db/schema.ts';
import type { Month } from '../plan/numbers/calendar.ts';
import type { Plan } from '../plan/plan.ts';
import { HEAD, type PlanHead } from './plans.ts';
import { toJson } from './values.ts';

/** The newest earlier plan of the same subject, when it says exactly the same; previews aside. */
export async function findSamePlan(
  db: Database,
  workspaceId: string,
  { subject, plan, runNumber }: { subject: string; plan: Plan; runNumber: number },
): Promise<PlanHead | undefined> {
  const newest = db
    .selectFrom('plans')
    .select([...HEAD, 'body'])
    .where('workspace_id', '=', workspaceId)
    .where('subject', '=', subject)
    .where('run_number', '<', runNumber)
    .where('state', '<>', 'preview')
    .orderBy('run_number', 'desc')
    .limit(1)
    .as('newest');
  const same = await db
    .selectFrom(newest)
    .selectAll()
    .where(sql<boolean>`body = ${toJson(plan)}::jsonb`)
    .executeTakeFirst();
  if (!same) return undefined;
  const { body: _, ...head } = same;
  return head;
}

/**
 * A plan of the same subject that was applied since, so that the earlier one cannot be undone: one that wrote something,
 * or carried another month. Plans that were undone, or undo, are in nobody's way.
 */
export async function findPlanInTheWay(
  db: Database,
  workspaceId: string,
  { subject, month, runNumber }: { subject: string; month: Month | null; runNumber: number },
): Promise<PlanHead | undefined> {
  return await db
    .selectFrom('plans')
    .select(HEAD)
    .where('workspace_id', '=', workspaceId)
    .where('subject', '=', subject)
    .where('run_number', '>', runNumber)
    .where('state', 'in', ['approved', 'applying', 'applied'])
    .where(sql<boolean>`not body ? 'undoes'`)
    .where(
      sql<boolean>`(month is distinct from ${month} or exists (
        select from ledger l where l.workspace_id = plans.workspace_id and l.plan_id = plans.id
          and l.state in ('claimed', 'sent', 'unknown', 'confirmed')
      ))`,
    )
    .orderBy('run_number', 'desc')
    .limit(1)
    .executeTakeFirst();
}
