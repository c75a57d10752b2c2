import { sql } from 'kysely';
import type { Database } from '../../../src/store/database.ts';

/** A workspace in a hand, from when the queue gave it out to when it was given back; milliseconds of PostgreSQL's clock. */
export type Turn = { from: number; to: number };

/**
 * The turn of each workspace that was woken since `since`, in order, as the queue wrote them down. Of one that was woken
 * several times it is the longest: in the others there was nothing left to do.
 */
export async function listTurns(db: Database, since: Date): Promise<Turn[]> {
  const { rows } = await sql<Turn>`
    select distinct on (data->>'workspaceId')
      extract(epoch from started_on)::float8 * 1000 as "from",
      extract(epoch from completed_on)::float8 * 1000 as "to"
    from pgboss.job
    where name = 'workspace' and state = 'completed' and created_on >= ${since}
    order by data->>'workspaceId', completed_on - started_on desc
  `.execute(db);
  return rows.sort((a, b) => a.from - b.from);
}

/** How many wake-ups are still queued or in a hand. */
export async function countWaiting(db: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pgboss.job where name = 'workspace' and state < 'completed'
  `.execute(db);
  return rows[0]!.count;
}

export const databaseTime = async (db: Database): Promise<Date> =>
  (await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db)).rows[0]!.now;

export type Pace = {
  perSecond: number;
  /** A workspace's time in a hand. */
  turnMs: number;
  /** Share of the hands' time in which they had none, although some were queued. */
  idle: number;
  /** What a workspace costs its hand from one to the next beyond its own turn. */
  betweenMs: number;
  seconds: number;
};

/**
 * How fast they went while there was work for every hand: from when as many as there are hands had been given back, so
 * that what a process does for the first time is not counted, to when the last was given out. Turns that reach over an
 * end of that time count by their share in it.
 */
export function paceOf(turns: readonly Turn[], hands: number): Pace {
  const start = turns.map(({ to }) => to).sort((a, b) => a - b)[hands - 1] ?? 0;
  const end = turns.at(-1)?.from ?? 0;
  if (turns.length < hands * 3 || end <= start) throw new Error('too few workspaces for so many hands');
  let worth = 0;
  let busy = 0;
  for (const { from, to } of turns) {
    const inside = Math.max(0, Math.min(to, end) - Math.max(from, start));
    busy += inside;
    worth += inside / Math.max(1, to - from);
  }
  const spent = (end - start) * hands;
  return {
    perSecond: worth / ((end - start) / 1000),
    turnMs: busy / worth,
    idle: 1 - busy / spent,
    betweenMs: (spent - busy) / worth,
    seconds: (end - start) / 1000,
  };
}
