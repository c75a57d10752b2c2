/** The product between the far sides of a large world, without Slack, on a database of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase } from '../../db/open.ts';
import { type Clock, systemClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import { type Context, createContext } from '../../src/context.ts';
import { silentLog } from '../../src/log.ts';
import { addMonths } from '../../src/plan/numbers/calendar.ts';
import type { ProgramSettings } from '../../src/plan/settings.ts';
import { saveMapping } from '../../src/store/mappings.ts';
import { saveSettings } from '../../src/store/settings.ts';
import { saveWorkspace } from '../../src/store/workspaces.ts';
import { connectSource, connectTarget } from '../../src/sync/connect.ts';
import { request } from '../../src/sync/request.ts';
import { run } from '../../src/sync/run.ts';
import { PROGRAM } from '../../src/sync/sync-context.ts';
import { type Far, startFar } from './far.ts';
import type { FarSides } from './far-sides.ts';

export const WORKSPACE = 'T0BENCH';
const CLERK = 'U0CLERK';
export const FIRST_MONTH = '2026-09';

export const environmentOf = ({ prism, autotask }: FarSides) => ({
  PRISM_API_URL: prism.apiUrl,
  PRISM_TOKEN_URL: prism.tokenUrl,
  AUTOTASK_ZONE_URL: autotask.zoneUrl,
  ENCRYPTION_KEYS: `bench:${Buffer.alloc(32, 3).toString('base64')}`,
});

/** Both sides connected, every customer mapped, nobody asked before something is written. */
export async function settleIn(
  context: Context,
  { prism, autotask, billingCodeId, mappings }: FarSides,
  {
    workspaceId,
    by,
    settings = {},
  }: { workspaceId: string; by: string; settings?: Partial<ProgramSettings> },
): Promise<void> {
  const { db, clock } = context;
  await saveWorkspace(db, { id: workspaceId, name: 'Bench', at: clock.now() });
  await connectSource(context, { workspaceId, by, credentials: prism.client });
  await connectTarget(context, { workspaceId, by, credentials: autotask.user });
  const chosen = { billingCodeId, currency: 'AUD', approval: 'never' as const, ...settings };
  await saveSettings(db, workspaceId, PROGRAM, chosen);
  for (const one of mappings) await saveMapping(db, workspaceId, one);
}

export type Stage = {
  context: Context;
  far: Far;
  /** The invoice of `month` is issued, and it is the third day of the month after it. */
  turn(month: string, changed?: number): Promise<void>;
  /** A person's sync, to its end. @throws Error when it did not succeed */
  sync(): Promise<void>;
  close(): Promise<void>;
};

/** The first month was carried in. */
export async function openStage(size: { customers?: number; linesEach?: number } = {}): Promise<Stage> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'prism-bot-bench-'));
  const far = await startFar(size);
  const database = await openDatabase({ dataDir });
  const clock = new MovedClock();
  const config = readConfig(environmentOf(far.sides));
  const context = await createContext(config, { database, clock, log: silentLog });
  const stage: Stage = {
    context,
    far,
    turn: async (month, changed) => {
      await far.issue(month, changed);
      clock.moveTo(dayAfterIssue(month));
    },
    sync: async () => {
      const asked = { workspaceId: WORKSPACE, kind: 'customers' as const, by: CLERK };
      const number = await request(context, asked);
      const { facts, result } = await run(context, WORKSPACE, number!);
      if (facts.problems.length > 0 || result === 'Failure')
        throw new Error(`the sync ended as ${result}: ${facts.problems.map(({ says }) => says).join('; ')}`);
    },
    close: async () => {
      await context.close();
      await database.close();
      far.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  try {
    clock.moveTo(dayAfterIssue(FIRST_MONTH));
    await settleIn(context, far.sides, { workspaceId: WORKSPACE, by: CLERK });
    await stage.sync();
    return stage;
  } catch (error) {
    await stage.close();
    throw error;
  }
}

const dayAfterIssue = (month: string): string => `${addMonths(month, 1)}-03T01:00:00Z`;

/** Goes on as time does from wherever it was moved to. */
class MovedClock implements Clock {
  #ahead = 0;

  moveTo(instant: string): void {
    this.#ahead = Date.parse(instant) - Date.now();
  }

  now(): Date {
    return new Date(Date.now() + this.#ahead);
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    return systemClock.wait(ms, signal);
  }
}
