import type { Context } from '../../../src/context.ts';
import { wantChore } from '../../../src/store/chores.ts';
import { inTransaction } from '../../../src/store/database.ts';
import { findLatestRun } from '../../../src/store/runs.ts';
import { startBots } from './bots.ts';
import { machineMs, ownMs, postgresMs } from './processor.ts';
import { type Stage, TICK } from './stage.ts';
import { type Pace, paceOf } from './turns.ts';
import { HANDS, watch } from './watch.ts';

export type Round = Pace & {
  processes: number;
  workspaces: number;
  /** Of one workspace. */
  requests: number;
  writes: number;
  /** Processor time for one workspace, of each side. */
  cpuMs: { bots: number; postgres: number; far: number };
  /** Cores that the far sides used on average. */
  farCores: number;
  /** Cores that neither the product nor the far sides nor this bench used meanwhile, on average. */
  othersCores: number;
  /** Most sessions on the database at one time. */
  sessions: number;
};

/**
 * So many processes do for these workspaces what a tick of the timetable asks for: they look for October's invoice, find
 * it, and sync products and customers.
 */
export async function syncRound(
  stage: Stage,
  processes: number,
  workspaceIds: readonly string[],
): Promise<Round> {
  const { context, far, dataDir } = stage;
  const { db, clock } = context;
  const workspaces = workspaceIds.length;
  const hands = HANDS * processes;
  await using bots = await startBots(processes, stage.env());
  const start = await far.ask({ ask: 'count' });
  const look = async () => ({
    at: performance.now(),
    bots: await bots.cpuMs(),
    postgres: await postgresMs(dataDir),
    far: (await far.ask({ ask: 'count' })).cpuMs,
    own: ownMs(),
    machine: machineMs(),
  });
  const begin = () =>
    inTransaction(db, async tx => {
      for (const id of workspaceIds) {
        await wantChore(tx, id, 'invoices', { at: clock.now(), tick: TICK });
        await context.wake(id, tx, false);
      }
    });
  const { turns, steady, before, after, sessions } = await watch(db, { hands, workspaces }, begin, look);
  const end = await far.ask({ ask: 'count' });
  for (const id of workspaceIds) await checkRuns(context, id);
  const writes = (end.writes - start.writes) / workspaces;
  if (!Number.isInteger(writes) || writes === 0) throw new Error(`${writes} writes a workspace`);

  const pace = paceOf(turns, hands, steady);
  const spent = (of: (seen: typeof before) => number): number => of(after) - of(before);
  const ours = {
    bots: spent(seen => seen.bots),
    postgres: spent(seen => seen.postgres),
    far: spent(seen => seen.far),
  };
  const others = spent(seen => seen.machine) - ours.bots - ours.postgres - ours.far - spent(seen => seen.own);
  const { bots: botsMs, postgres, far: farMs } = ours;
  return {
    ...pace,
    processes,
    workspaces,
    requests: (end.requests - start.requests) / workspaces,
    writes,
    cpuMs: { bots: botsMs / pace.worth, postgres: postgres / pace.worth, far: farMs / pace.worth },
    farCores: farMs / spent(seen => seen.at),
    othersCores: Math.max(0, others / spent(seen => seen.at)),
    sessions,
  };
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
