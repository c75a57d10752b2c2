/** What is done for a workspace beside its runs, by whoever works on it: when it is wanted, and what became of it. */
import { sql } from 'kysely';
import type { ChoreTable, Database } from '../../db/schema.ts';

export type ChoreKind = ChoreTable['kind'];

export type Chore = {
  kind: ChoreKind;
  /** null: it is not wanted now. */
  wantedAt: Date | null;
  /** The newest tick of the timetable for which it was wanted. */
  tick: string | null;
  /** When it was done last. */
  doneAt: Date | null;
  /** Why it was not done when it was tried last, one sentence. */
  problem: string | null;
};

/**
 * Wants it done: later than it was done last, so that it is not taken for done. For a tick of the timetable once.
 * @param tick ISO instant; left out: whatever the timetable says
 * @returns false when it was wanted for that tick, or a later one, before
 */
export async function wantChore(
  db: Database,
  workspaceId: string,
  kind: ChoreKind,
  { at, tick = null }: { at: Date; tick?: string | null },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into chores (workspace_id, kind, wanted_at, tick)
    values (${workspaceId}, ${kind}, ${at}, ${tick})
    on conflict (workspace_id, kind) do update set
      wanted_at = greatest(excluded.wanted_at, chores.done_at + interval '1 millisecond'),
      tick = coalesce(excluded.tick, chores.tick),
      retry_at = null
    where excluded.tick is null or chores.tick is null or chores.tick < excluded.tick
  `.execute(db);
  return numAffectedRows === 1n;
}

/**
 * It was done, or could not be: then `problem` says why. `wanted`: the wish as it stood when the work began; a later one
 * stays.
 * @param retryAt when it is tried again without being wanted anew
 */
export async function noteChore(
  db: Database,
  workspaceId: string,
  kind: ChoreKind,
  {
    at,
    wanted,
    problem,
    retryAt = null,
  }: { at: Date; wanted: Date | null; problem: string | null; retryAt?: Date | null },
): Promise<void> {
  const done = problem === null ? at : null;
  await sql`
    insert into chores (workspace_id, kind, done_at, tried_at, problem, retry_at)
    values (${workspaceId}, ${kind}, ${done}, ${at}, ${problem}, ${retryAt})
    on conflict (workspace_id, kind) do update set
      done_at = coalesce(excluded.done_at, chores.done_at),
      tried_at = excluded.tried_at,
      problem = excluded.problem,
      retry_at = excluded.retry_at,
      wanted_at = case when chores.wanted_at = ${wanted}::timestamptz then null else chores.wanted_at end
  `.execute(db);
}

export const listChores = (db: Database, workspaceId: string): Promise<Chore[]> =>
  db
    .selectFrom('chores')
    .select(['kind', 'wanted_at as wantedAt', 'tick', 'done_at as doneAt', 'problem'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('kind')
    .execute();

export async function findChore(
  db: Database,
  workspaceId: string,
  kind: ChoreKind,
): Promise<Chore | undefined> {
  return (await listChores(db, workspaceId)).find(one => one.kind === kind);
}
