import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Context } from '../../../src/context.ts';
import { wantChore } from '../../../src/store/chores.ts';
import { inTransaction } from '../../../src/store/database.ts';
import { findLatestRun } from '../../../src/store/runs.ts';
import { startBots } from './bots.ts';
import { machineMs, ownMs, postgresMs } from './processor.ts';
import { type Stage, TICK } from './stage.ts';
import { countWaiting, databaseTime, listTurns, type Pace, paceOf } from './turns.ts';

/** Hands of one worker thread that take anything; so many has a bot with one worker. */
export const HANDS = 4;

export type Round = Pace & {
  processes: number;
  workspaces: number;
  /** Of one workspace. */
  requests: number;
  writes: number;
  /** Processor time for one workspace, of each side. */
  cpuMs: { bots: number; postgres: number; far: number };
  /** Cores that neither of these nor this bench used meanwhile, on average. */
  othersCores: number;
  /** Most sessions on the database at one time. */
  sessions: number;
};

/**
 * So many processes as they are deployed do for these workspaces what a tick of the timetable asks for: they look for
 * October's invoice, find it, and sync products and customers.
 */
export async function syncRound(
  stage: Stage,
  processes: number,
  workspaceIds: readonly string[],
): Promise<Round> {
  const { context, far, dataDir } = stage;
  const { db } = context;
  await using bots = await startBots(processes, { ...stage.env(), WORKERS: '1', LOG_LEVEL: 'info' });
  const look = async () => ({
    at: performance.now(),
    bots: await bots.cpuMs(),
    postgres: await postgresMs(dataDir),
    machine: machineMs(),
    own: ownMs(),
    far: await far.ask({ ask: 'count' }),
  });
  const before = await look();
  const since = await databaseTime(db);
  await inTransaction(db, async tx => {
    for (const id of workspaceIds) {
      await wantChore(tx, id, 'invoices', { at: context.clock.now(), tick: TICK });
      await context.wake(id, tx, false);
    }
  });
  const sessions = await untilDone(context);
  const after = await look();
  for (const id of workspaceIds) await checkRuns(context, id);
  const each = (of: (seen: typeof before) => number): number =>
    (of(after) - of(before)) / workspaceIds.length;
  const writes = each(seen => seen.far.writes);
  if (!Number.isInteger(writes) || writes === 0) throw new Error(`${writes} writes a workspace`);
  const cpuMs = {
    bots: each(seen => seen.bots),
    postgres: each(seen => seen.postgres),
    far: each(seen => seen.far.cpuMs),
  };
  const ours = cpuMs.bots + cpuMs.postgres + cpuMs.far + each(seen => seen.own);
  return {
    ...paceOf(await listTurns(db, since), HANDS * processes),
    processes,
    workspaces: workspaceIds.length,
    requests: each(seen => seen.far.requests),
    writes,
    cpuMs,
    othersCores: (each(seen => seen.machine) - ours) / each(seen => seen.at),
    sessions,
  };
}

const LOOK_MS = 100;
const PATIENCE_MS = 20 * 60_000;

/** @returns the most sessions that were seen */
export async function untilDone({ db }: Pick<Context, 'db'>): Promise<number> {
  const began = performance.now();
  let most = 0;
  while ((await countWaiting(db)) > 0) {
    if (performance.now() - began > PATIENCE_MS) throw new Error('the workspaces are not worked off');
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from pg_stat_activity where datname = current_database()
    `.execute(db);
    most = Math.max(most, rows[0]!.count);
    await sleep(LOOK_MS);
  }
  return most;
}

/** Products were there already; customers are not what they were. */
const RESULTS = { products: 'No Change', customers: 'Success' } as const;

async function checkRuns({ db }: Context, workspaceId: string): Promise<void> {
  for (const kind of ['products', 'customers'] as const) {
    const run = await findLatestRun(db, workspaceId, kind);
    if (run?.trigger !== 'timetable' || run.state !== 'done' || run.result !== RESULTS[kind])
      throw new Error(`${kind} of ${workspaceId} ended ${run?.state}, ${run?.result}`);
  }
}
