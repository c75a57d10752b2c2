import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startLocal } from '../../../db/local.ts';
import { openDatabase } from '../../../db/open.ts';
import { startQueue } from '../../../jobs/queue.ts';
import { readConfig } from '../../../src/config.ts';
import { type Context, createContext } from '../../../src/context.ts';
import { silentLog } from '../../../src/log.ts';
import { noteChore, wantChore } from '../../../src/store/chores.ts';
import { drain } from '../../../src/sync/drain.ts';
import { request } from '../../../src/sync/request.ts';
import { type Child, startChild } from './child.ts';
import type { Ask, Count, Sides } from './far-sides.ts';
import { connectWorkspace, copyWorkspace, mapWorkspace } from './prepare.ts';

export type Size = { workspaces: number; customers: number; linesEach: number; changed: number };

export type Stage = AsyncDisposable & {
  context: Context;
  far: Child<Sides, Ask, Count>;
  /** PostgreSQL's folder. */
  dataDir: string;
  /** Whose September is in Autotask and whose October is to be synced. */
  workspaceIds: string[];
  /** The environment of a bot that starts now. */
  env(): Record<string, string>;
};

const SEPTEMBER = { month: '2026-09', at: '2026-10-01T01:00:00Z' } as const;
const OCTOBER = { month: '2026-10', at: '2026-11-01T01:10:00Z' } as const;
/** The last one before that, for which invoices were looked for in vain; the next is more than half an hour away. */
const TICK_BEFORE = '2026-11-01T01:00:00.000Z';
/** For this one they are looked for in a round. */
export const TICK = '2026-11-01T01:05:00.000Z';

/**
 * One PostgreSQL, the far sides, and workspaces on the first of a month: each has its customers' lines of the month before
 * in Autotask, written by a sync of the product in the first one and copied to the others.
 */
export async function openStage({ workspaces, customers, linesEach, changed }: Size): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const dataDir = await mkdtemp(path.join(tmpdir(), 'prism-bot-bench-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const server = await startLocal(dataDir, { settings: { max_connections: '400' } });
  stack.defer(() => server.stop());
  const database = await openDatabase({ databaseUrl: server.url, dataDir });
  stack.defer(() => database.close());
  const size = [workspaces, customers, linesEach];
  const far = stack.use(await startChild<Sides, Ask, Count>('far-sides.ts', size));
  const queue = await startQueue(database.url, silentLog);
  stack.defer(() => queue.stop());
  const sides = far.hello;
  const settings = {
    SLACK_CLIENT_ID: '1.1',
    SLACK_CLIENT_SECRET: 'bench',
    SLACK_STATE_SECRET: 'bench-state',
    SLACK_SIGNING_SECRET: 'bench-signing',
    SLACK_API_URL: sides.slackUrl,
    PRISM_API_URL: sides.prism.apiUrl,
    PRISM_TOKEN_URL: sides.prism.tokenUrl,
    AUTOTASK_ZONE_URL: sides.autotasks[0]!.zoneUrl,
    DATABASE_URL: database.url,
    ENCRYPTION_KEYS: `bench:${Buffer.alloc(32, 3).toString('base64')}`,
    PORT: '0',
  };
  const open = async (at: string): Promise<Context> =>
    createContext(readConfig({ ...settings, CLOCK: at }), { database, log: silentLog, wake: queue.wake });

  const before = await open(SEPTEMBER.at);
  await far.ask({ ask: 'issue', ...SEPTEMBER, changed: 0 });
  const first = await connectWorkspace(before, sides, 0);
  await mapWorkspace(before, sides, first);
  await request({ ...before, wake: async () => {} }, { workspaceId: first, kind: 'customers', by: null });
  await drain(before, first);
  const at = new Date(TICK_BEFORE);
  await wantChore(before.db, first, 'invoices', { at, tick: TICK_BEFORE });
  // Nothing of it is due again while this measures.
  for (const kind of ['invoices', 'names', 'connections'] as const)
    await noteChore(before.db, first, kind, { at, wanted: at, problem: null });
  await far.ask({ ask: 'copy' });
  const others: string[] = [];
  for (let at = 1; at < workspaces; at++) others.push(await connectWorkspace(before, sides, at));
  await copyWorkspace(before.db, first, others);
  await before.close();
  await far.ask({ ask: 'issue', ...OCTOBER, changed });

  const started = performance.now();
  const context = await open(OCTOBER.at);
  stack.defer(() => context.close());
  const kept = stack.move();
  return {
    context,
    far,
    dataDir,
    workspaceIds: [first, ...others],
    // Its clock begins when it starts, and must not be behind ours.
    env: () => ({
      ...settings,
      CLOCK: new Date(Date.parse(OCTOBER.at) + Math.ceil(performance.now() - started) + 60_000).toISOString(),
    }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
