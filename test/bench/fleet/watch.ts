import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from '../../../src/store/database.ts';
import { listTurns, type Turn } from './turns.ts';

/** Of one worker's thread, those that take anything; each bot has one such thread. */
export const HANDS = 4;

/**
 * The time in which every hand had work, milliseconds of PostgreSQL's clock: from when as many workspaces as there are
 * hands were done, so that what a process does for the first time is not counted, to when the last was given out.
 */
export type Steady = { from: number; to: number };

export type Watched<Seen> = {
  turns: Turn[];
  steady: Steady;
  /** What was looked at when it began and when it ended. */
  before: Seen;
  after: Seen;
  /** Most sessions on the database at one time. */
  sessions: number;
};

type Progress = { waiting: number; taken: number; done: number; sessions: number; now: number };

const LOOK_MS = 50;
const PATIENCE_MS = 30 * 60_000;

/** From when `begin` wakes so many workspaces until all were worked on, whatever for. */
export async function watch<Seen = undefined>(
  db: Database,
  { hands, workspaces }: { hands: number; workspaces: number },
  begin: () => Promise<void>,
  look?: () => Promise<Seen>,
): Promise<Watched<Seen>> {
  const began = performance.now();
  const since = (await progressOf(db, 0)).now;
  await begin();
  let from: { at: number; seen: Seen } | undefined;
  let to: { at: number; seen: Seen } | undefined;
  let sessions = 0;
  for (;;) {
    const progress = await progressOf(db, since);
    const mark = async () => ({ at: progress.now, seen: (await look?.()) as Seen });
    if (!from && progress.done >= hands) from = await mark();
    if (!to && progress.taken === workspaces) to = await mark();
    sessions = Math.max(sessions, progress.sessions);
    if (progress.waiting === 0) break;
    if (performance.now() - began > PATIENCE_MS) throw new Error('the workspaces are not worked off');
    await sleep(LOOK_MS);
  }
  const turns = await listTurns(db, since);
  if (!from || !to || to.at <= from.at) throw new Error('too few workspaces for so many hands');
  return { turns, steady: { from: from.at, to: to.at }, before: from.seen, after: to.seen, sessions };
}

async function progressOf(db: Database, since: number): Promise<Progress> {
  const { rows } = await sql<Progress>`
    select
      count(*) filter (where state < 'completed')::int as waiting,
      count(distinct data->>'workspaceId') filter (where state > 'retry')::int as taken,
      count(distinct data->>'workspaceId') filter (where state = 'completed')::int as done,
      (select count(*)::int from pg_stat_activity where datname = current_database()) as sessions,
      extract(epoch from clock_timestamp())::float8 * 1000 as now
    from pgboss.job where name = 'workspace' and created_on >= to_timestamp(${since}::float8 / 1000)
  `.execute(db);
  return rows[0]!;
}
