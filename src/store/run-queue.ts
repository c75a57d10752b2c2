/** Which run a worker takes next, and what makes it put one aside. */
import { sql } from 'kysely';
import type { Database } from '../../db/schema.ts';
import { getRun, type Run } from './runs.ts';

export type Taking = {
  at: Date;
  /** Runs that cannot go on yet. */
  except?: readonly number[];
  /** Only what somebody waits for. */
  peopleOnly?: boolean;
  /** Syncing customers is switched off: only products and previews. */
  paused?: boolean;
};

/**
 * Takes the next run to work on: previews and what people asked for before retries before the timetable's, the oldest
 * first. It is to be planned (`requested`, becomes `planning`) or carried out (`approved`, becomes `applying`); one that
 * is already being planned or carried out is taken again, for whoever had it died or set it aside. Locked until the
 * transaction ends; what others hold is passed over, so who falls asleep in one hides its run from whoever takes over:
 * outside a transaction it is one statement. How often it was taken is counted.
 */
export async function claimNextRun(
  db: Database,
  workspaceId: string,
  { at, except = [], peopleOnly = false, paused = false }: Taking,
): Promise<(Run & { attempts: number }) | undefined> {
  const { rows } = await sql<{ number: number; attempts: number }>`
    with next as (
      select number from runs
      where workspace_id = ${workspaceId} and state in ('requested', 'planning', 'approved', 'applying')
        and number <> all(${[...except]}::bigint[])
        and (not ${peopleOnly}::boolean or trigger <> 'timetable')
        and (not ${paused}::boolean or kind = 'products' or trigger = 'preview')
      order by array_position(array['preview', 'person', 'retry', 'timetable'], trigger), number
      limit 1
      for update skip locked
    )
    update runs set
      state = case state when 'requested' then 'planning' when 'approved' then 'applying' else state end,
      result = 'Running',
      started_at = coalesce(started_at, ${at}),
      attempts = attempts + 1
    from next
    where runs.workspace_id = ${workspaceId} and runs.number = next.number
    returning runs.number, runs.attempts
  `.execute(db);
  const [taken] = rows;
  return taken && { ...(await getRun(db, workspaceId, taken.number)), attempts: taken.attempts };
}

/** It got on: what it was taken up for before does not count any more. */
export async function noteProgress(db: Database, workspaceId: string, number: number): Promise<void> {
  await db
    .updateTable('runs')
    .set({ attempts: 0 })
    .where('workspace_id', '=', workspaceId)
    .where('number', '=', number)
    .where('attempts', '>', 0)
    .execute();
}

/** Whether somebody waits for a run that may go on, other than the one given. */
export async function isWanted(
  db: Database,
  workspaceId: string,
  { except = 0, paused }: { except?: number; paused: boolean },
): Promise<boolean> {
  let query = db
    .selectFrom('runs')
    .select('number')
    .where('workspace_id', '=', workspaceId)
    .where('number', '<>', except)
    .where('state', 'in', ['requested', 'approved'])
    .where('trigger', '<>', 'timetable');
  if (paused) {
    query = query.where(one => one.or([one('kind', '=', 'products'), one('trigger', '=', 'preview')]));
  }
  return (await query.limit(1).executeTakeFirst()) !== undefined;
}

/** Workspaces with runs or chores to work on, for a worker that may have missed to be told. */
export async function listWorkspacesWithWork(db: Database): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from workspaces w
    where closed_at is null and (
      exists (
        select from runs where workspace_id = w.id
          and state in ('requested', 'planning', 'approved', 'applying')
      )
      or exists (select from chores where workspace_id = w.id and wanted_at is not null)
    )
    order by id
  `.execute(db);
  return rows.map(({ id }) => id);
}
