import { sql } from 'kysely';
import type { Database } from '../../../src/store/database.ts';
import type { Steady } from './watch.ts';

/** A workspace in a hand, from when the queue gave it out to when it was given back; milliseconds of PostgreSQL's clock. */
export type Turn = { from: number; to: number };

/**
 * The turn of each workspace that was woken since `since`, in order, as the queue wrote them down. Of one that was woken
 * several times it is the longest: in the others there was nothing left to do.
 */
export async function listTurns(db: Database, since: number): Promise<Turn[]> {
  const { rows } = await sql<Turn>`
    select distinct on (data->>'workspaceId')
      extract(epoch from started_on)::float8 * 1000 as "from",
      extract(epoch from completed_on)::float8 * 1000 as "to"
    from pgboss.job
    where name = 'workspace' and state = 'completed'
      and created_on >= to_timestamp(${since}::float8 / 1000)
    order by data->>'workspaceId', completed_on - started_on desc
  `.execute(db);
  return rows.sort((a, b) => a.from - b.from);
}

export type Pace = {
  perSecond: number;
  /** A workspace's time in a hand. */
  turnMs: number;
  /** From one workspace to the next. */
  betweenMs: number;
  /** How many were done, those that reach over an end of the steady time by their share in it. */
  worth: number;
};

export function paceOf(turns: readonly Turn[], hands: number, steady: Steady): Pace {
  let worth = 0;
  let busy = 0;
  for (const { from, to } of turns) {
    const inside = Math.max(0, Math.min(to, steady.to) - Math.max(from, steady.from));
    busy += inside;
    worth += inside / Math.max(0.001, to - from);
  }
  const ms = steady.to - steady.from;
  return {
    perSecond: (worth * 1000) / ms,
    turnMs: busy / worth,
    betweenMs: (ms * hands - busy) / worth,
    worth,
  };
}
