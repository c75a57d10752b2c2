/** Runs as a list to page through, newest first, without previews. */
import type { Database } from '../../db/schema.ts';
import { findRun, type Run, type RunKind } from './runs.ts';

export async function countRuns(db: Database, workspaceId: string, kind: RunKind): Promise<number> {
  const { count } = await db
    .selectFrom('runs')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('kind', '=', kind)
    .where('trigger', '<>', 'preview')
    .executeTakeFirstOrThrow();
  return Number(count);
}

export async function listRunPage(
  db: Database,
  workspaceId: string,
  kind: RunKind,
  { offset, limit }: { offset: number; limit: number },
): Promise<Run[]> {
  const rows = await db
    .selectFrom('runs')
    .select('number')
    .where('workspace_id', '=', workspaceId)
    .where('kind', '=', kind)
    .where('trigger', '<>', 'preview')
    .orderBy('number', 'desc')
    .offset(offset)
    .limit(limit)
    .execute();
  const runs = await Promise.all(rows.map(({ number }) => findRun(db, workspaceId, number)));
  return runs.filter(run => run !== undefined);
}

/** The timetable's run of that kind before the one given, as far as it came to an end. */
export async function findPreviousByTimetable(
  db: Database,
  workspaceId: string,
  kind: RunKind,
  before: number,
): Promise<Run | undefined> {
  const row = await db
    .selectFrom('runs')
    .select('number')
    .where('workspace_id', '=', workspaceId)
    .where('kind', '=', kind)
    .where('trigger', '=', 'timetable')
    .where('number', '<', before)
    .where('ended_at', 'is not', null)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && (await findRun(db, workspaceId, row.number));
}
