/** The product at work in this process, with shorter patience, in a workspace of its own for each schedule. */
import { connect } from '../../../db/connect.ts';
import type { Database } from '../../../db/schema.ts';
import { readConfig } from '../../../src/config.ts';
import { type Context, createContext } from '../../../src/context.ts';
import { createLog } from '../../../src/log.ts';
import type { RunReport } from '../../../src/plan/tally/reports.ts';
import { createPrism } from '../../../src/sources/prism/index.ts';
import { saveMapping } from '../../../src/store/mappings.ts';
import { listPlans } from '../../../src/store/plans.ts';
import { getRun, listRuns } from '../../../src/store/runs.ts';
import { saveSettings } from '../../../src/store/settings.ts';
import { saveWorkspace } from '../../../src/store/workspaces.ts';
import { decideOnPlan } from '../../../src/sync/decide.ts';
import { drain } from '../../../src/sync/drain.ts';
import { tell } from '../../../src/sync/report.ts';
import { request } from '../../../src/sync/request.ts';
import { PROGRAM } from '../../../src/sync/sync-context.ts';
import { createAutotask } from '../../../src/targets/autotask/index.ts';
import type { SmallWorld } from '../../sandbox/worlds/small.ts';
import { freshDatabase } from '../../support/database.ts';
import type { Moment } from '../crash/points.ts';
import { tapPostgres } from '../crash/tap-postgres.ts';
import { PATIENCE_MS, type Schedule } from './schedule.ts';

const CLERK = 'U0CLERK';
const BOSS = 'U0BOSS';
/** Who tries again more often than this will never be done. */
const MOST_TRIES = 40;

/** One database for all schedules. */
export type Site = AsyncDisposable & {
  /** Past whatever breaks the product's sessions. */
  auditor: Database;
  url: string;
  /** Called at each commit of the product; true breaks its session. */
  onCommit: (moment: Moment) => boolean;
  product: Database;
  schedules: number;
};

export async function openSite(): Promise<Site> {
  const fresh = await freshDatabase();
  const site = { onCommit: (_: Moment) => false };
  const tap = await tapPostgres(fresh.url, { reached: moment => site.onCommit(moment) });
  const product = connect(tap.url);
  return Object.assign(site, {
    auditor: fresh.db,
    url: fresh.url,
    product,
    schedules: 0,
    [Symbol.asyncDispose]: async () => {
      await product.destroy();
      await tap[Symbol.asyncDispose]();
      await fresh.drop();
    },
  });
}

export type House = AsyncDisposable & {
  world: SmallWorld;
  workspaceId: string;
  db: Database;
  /** Asks for a sync and works until nothing is left to do; approves what waits. @returns what it came to */
  sync(by: 'person' | 'timetable'): Promise<RunReport>;
  /** What broke off the work, and was tried again. */
  errors: unknown[];
};

export async function openHouse(
  site: Site,
  world: SmallWorld,
  { approval, workers }: Schedule,
  home: string,
): Promise<House> {
  site.schedules += 1;
  const workspaceId = `T${site.schedules}`;
  const { auditor: db } = site;
  const { clock } = world;
  await saveWorkspace(db, { id: workspaceId, name: 'Northwind IT Services', at: clock.now() });
  const chosen = { billingCodeId: world.billingCodeId, currency: 'AUD', approval };
  await saveSettings(db, workspaceId, PROGRAM, chosen);
  for (const one of world.mappings) await saveMapping(db, workspaceId, one);
  const houses = await Promise.all(Array.from({ length: workers }, () => contextOn(site, world, home)));
  const errors: unknown[] = [];
  /** What breaks off is tried again, as a queue does. */
  const insist = async <T>(attempt: () => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt();
      } catch (error) {
        errors.push(error);
        if (tries === MOST_TRIES) throw error;
        await clock.wait(2_000);
      }
    }
  };
  const [first] = houses as [Working, ...Working[]];
  const work = async (): Promise<void> => {
    await Promise.all(
      houses.map(({ context }) =>
        insist(async () => {
          if (await drain(context, workspaceId)) throw new Error('something is left to do');
        }),
      ),
    );
  };
  return {
    world,
    workspaceId,
    db,
    errors,
    sync: async by => {
      const asked = { workspaceId, kind: 'customers' as const, by: by === 'person' ? CLERK : null };
      const number = await insist(async () => {
        // Whose request was not answered looks whether it is there.
        const [last] = await listRuns(first.context.db, workspaceId, { limit: 1 });
        if (last?.state === 'requested') return last.number;
        return (await request(first.context, asked))!;
      });
      await work();
      const plans = await insist(() => listPlans(first.context.db, workspaceId, number));
      for (const { id: planId, checksum, state } of plans) {
        if (state !== 'proposed') continue;
        const verdict = { workspaceId, planId, checksum, decision: 'approved' as const, by: BOSS };
        await insist(() => decideOnPlan(first.context, verdict));
      }
      await work();
      return insist(() => tell(first.context, workspaceId, number));
    },
    [Symbol.asyncDispose]: async () => {
      for (const house of houses) await house.close();
    },
  };
}

type Working = { context: Context; close(): Promise<void> };

async function contextOn(site: Site, world: SmallWorld, home: string): Promise<Working> {
  const { clock, prism, autotask } = world;
  const config = readConfig({
    PRISM_API_URL: prism.apiUrl,
    PRISM_TOKEN_URL: prism.tokenUrl,
    AUTOTASK_ZONE_URL: autotask.zoneUrl,
    ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
  });
  const log = createLog({ level: process.env.LOG === '1' ? 'debug' : 'silent' });
  const database = { db: site.product, url: site.url, close: async () => {} };
  const context = await createContext(config, { clock, log, database });
  const source = createPrism({ ...config.prism, credentials: prism.client, clock, log });
  const { userName, secret, integrationCode } = autotask.user;
  const target = createAutotask({
    ...config.autotask,
    credentials: { userName, secret, integrationCode },
    clock,
    log,
    home,
    timeouts: { answerMs: PATIENCE_MS },
  });
  return {
    context: { ...context, openSource: async () => source, openTarget: async () => target },
    close: async () => {
      await source.close();
      await target.close();
      await context.close();
    },
  };
}

export const runState = async (house: House, number: number): Promise<string> =>
  (await getRun(house.db, house.workspaceId, number)).state;
