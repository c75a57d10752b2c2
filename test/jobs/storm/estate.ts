/**
 * Several workspaces that share one PRISM, one Autotask and one database, each with customers, products and an Autotask
 * user of its own. Every real process that is started works for all of them.
 */
import { sql } from 'kysely';
import { vi } from 'vitest';
import type { Database } from '../../../db/schema.ts';
import { type Sender, startSender } from '../../../jobs/queue.ts';
import { readConfig } from '../../../src/config.ts';
import { type Context, createContext } from '../../../src/context.ts';
import { silentLog } from '../../../src/log.ts';
import type { ProgramSettings } from '../../../src/plan/settings.ts';
import { saveMapping } from '../../../src/store/mappings.ts';
import { getRun, type Run } from '../../../src/store/runs.ts';
import { saveSettings } from '../../../src/store/settings.ts';
import { getWorkspace, saveWorkspace } from '../../../src/store/workspaces.ts';
import { wantDueChecks } from '../../../src/sync/chores/want-due.ts';
import { connectSource, connectTarget } from '../../../src/sync/connect.ts';
import { drain } from '../../../src/sync/drain.ts';
import { type Request, request } from '../../../src/sync/request.ts';
import { PROGRAM } from '../../../src/sync/sync-context.ts';
import type { SeenRequest, Write } from '../../sandbox/autotask/requests.ts';
import { type SlackSandbox, startSlack } from '../../sandbox/slack/index.ts';
import { freshDatabase } from '../../support/database.ts';
import { type Lands, type Size, startLands } from './lands.ts';
import { type Bot, startBot } from './processes.ts';

const BY = 'U0BOSS';

/** On a machine that has much else to do, all takes longer; what is promised is asserted beside it. */
export const PATIENCE = { timeout: 180_000 };

export type Estate = AsyncDisposable & {
  db: Database;
  /** Without Slack, on a clock that stands still. */
  context: Context;
  slack: SlackSandbox;
  lands: Lands;
  /** The first is the one that Slack knows. */
  workspaces: string[];
  /** The database's address. */
  url: string;
  /** How long Autotask takes from now on for every request that is to change something; null: as long as it takes. */
  pace(ms: number | null): void;
  /** A real process, with one worker thread unless said. */
  start(env?: Record<string, string>): Promise<Bot>;
  settle(changed: Partial<ProgramSettings>): Promise<void>;
  /** Asks for a sync as the product does: of the timetable, unless `by` somebody. @returns the run's number */
  ask(workspaceId: string, asked?: Partial<Request>): Promise<number>;
  run(workspaceId: string, number: number): Promise<Run>;
  /** Until a run is done. */
  done(workspaceId: string, number: number): Promise<void>;
  /** How often the workspace was taken over by a worker that is to write. */
  epoch(workspaceId: string): Promise<number>;
  /** How often somebody's hold of a workspace was given to the others, for nothing was heard of them. */
  misses(): Promise<number>;
  /** Until that happens. */
  missed(): Promise<void>;
  /** What reached Autotask for a workspace. */
  requests(workspaceId: string): SeenRequest[];
  /** Those that are to change something. */
  sent(workspaceId: string): SeenRequest[];
  /** What took effect there. */
  writes(workspaceId: string): Write[];
};

/** With everything connected, mapped and set to write without asking; the month's invoice has just been issued. */
export async function openEstate(size: Size): Promise<Estate> {
  const [lands, fresh, slack] = await Promise.all([startLands(size), freshDatabase(), startSlack()]);
  const { prism, autotask, clock } = lands.world;
  const environment = {
    PRISM_API_URL: prism.apiUrl,
    PRISM_TOKEN_URL: prism.tokenUrl,
    AUTOTASK_ZONE_URL: autotask.zoneUrl,
    ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
  };
  let sender: Promise<Sender> | undefined;
  const context = await createContext(readConfig(environment), {
    clock,
    log: silentLog,
    database: { db: fresh.db, url: fresh.url, close: async () => {} },
    wake: async (...asked) => (await sender)?.wake(...asked),
  });
  const workspaces = lands.each.map((_, at) => (at === 0 ? slack.teamId : `T0OTHER${at}`));
  for (const [at, workspaceId] of workspaces.entries()) await furnish(context, workspaceId, lands, at);
  lands.issue();
  autotask.requests.clear();
  const userOf = (workspaceId: string): string => lands.each[workspaces.indexOf(workspaceId)]!.user.userName;
  const requests = (workspaceId: string): SeenRequest[] =>
    autotask.requests.all.filter(({ headers }) => headers.username === userOf(workspaceId));
  const misses = async (): Promise<number> => {
    const { rows } = await sql<{ misses: number }>`
      select coalesce(sum(retry_count), 0)::int as misses from pgboss.job`.execute(fresh.db);
    return rows[0]!.misses;
  };
  return {
    db: fresh.db,
    context,
    slack,
    lands,
    workspaces,
    url: fresh.url,
    pace: ms => {
      autotask.faults.clear();
      if (ms !== null) autotask.faults.add('write', { kind: 'slow', ms }, { times: 100_000 });
    },
    start: env =>
      startBot({
        ...environment,
        SLACK_BOT_TOKEN: slack.botToken,
        SLACK_SIGNING_SECRET: slack.signingSecret,
        SLACK_API_URL: slack.apiUrl,
        DATABASE_URL: fresh.url,
        CLOCK: clock.now().toISOString(),
        ...env,
      }),
    settle: async changed => {
      for (const workspaceId of workspaces) await saveSettings(fresh.db, workspaceId, PROGRAM, changed);
    },
    ask: async (workspaceId, asked = {}) => {
      // The queue's tables are made by the first process.
      sender ??= startSender(fresh.url, silentLog);
      return (await request(context, { workspaceId, kind: 'customers', by: null, ...asked }))!;
    },
    run: (workspaceId, number) => getRun(fresh.db, workspaceId, number),
    done: (workspaceId, number) =>
      until(async () => (await getRun(fresh.db, workspaceId, number)).state === 'done'),
    epoch: async workspaceId => (await getWorkspace(fresh.db, workspaceId)).epoch,
    misses,
    missed: () => until(async () => (await misses()) > 0),
    requests,
    sent: workspaceId => requests(workspaceId).filter(({ method, path }) => isWrite(method, path)),
    writes: workspaceId =>
      autotask.requests.writes.filter(({ userName }) => userName === userOf(workspaceId)),
    [Symbol.asyncDispose]: async () => {
      await (await sender)?.stop();
      await context.close();
      await Promise.all([lands.world.close(), slack.close()]);
      await fresh.drop();
    },
  };
}

const isWrite = (method: string, path: string): boolean =>
  method === 'PATCH' || (method === 'POST' && !path.endsWith('/query'));

/** So slow that another process is there before much is done. */
export const CRAWL_MS = 2_500;

/** Looks until it is so; for so long that something must be wrong. */
export const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  await vi.waitUntil(isSo, { timeout: PATIENCE.timeout, interval: 20 });
};

async function furnish(context: Context, workspaceId: string, lands: Lands, at: number): Promise<void> {
  const { db, clock } = context;
  const { user, mappings } = lands.each[at]!;
  const { clientId, clientSecret } = lands.world.prism.client;
  const { userName, secret, integrationCode } = user;
  await saveWorkspace(db, { id: workspaceId, name: workspaceId, at: clock.now() });
  await connectSource(context, { workspaceId, by: BY, credentials: { clientId, clientSecret } });
  await connectTarget(context, { workspaceId, by: BY, credentials: { userName, secret, integrationCode } });
  await saveSettings(db, workspaceId, PROGRAM, {
    billingCodeId: lands.billingCodeId,
    currency: 'AUD',
    approval: 'never',
    // Longer than any answer that is made slow here.
    settleMs: 3_000,
  });
  for (const one of mappings) await saveMapping(db, workspaceId, one);
  // Names are read, and the timetable has looked for the invoice, which is not there yet.
  await wantDueChecks(context);
  await drain(context, workspaceId);
}

/** What nothing happens to: where every other has to end, and how many writes it takes. */
export async function undisturbed(size: Size): Promise<{ snapshot: string; writes: number }> {
  await using estate = await openEstate(size);
  const { context, workspaces, lands } = estate;
  for (const workspaceId of workspaces) {
    await request(context, { workspaceId, kind: 'customers', by: null });
    await drain(context, workspaceId);
  }
  const { book, requests } = lands.world.autotask;
  return { snapshot: book.snapshot(), writes: requests.writes.length };
}
