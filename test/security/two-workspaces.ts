/**
 * Two workspaces on one app, installed by OAuth: ours has one customer, theirs has one of everything that a button can
 * be about. The database is made once; each test opens a copy of it.
 */
import { sql } from 'kysely';
import { inject } from 'vitest';
import { connect } from '../../db/connect.ts';
import type { Database } from '../../db/schema.ts';
import { createApp, type SlackApp } from '../../src/app.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { type Context, createContext } from '../../src/context.ts';
import { createLog } from '../../src/log.ts';
import { saveSettings } from '../../src/store/settings.ts';
import { PROGRAM } from '../../src/sync/sync-context.ts';
import { type SlackSandbox, startSlack } from '../sandbox/slack/index.ts';
import { byOAuth } from '../slack/door-stage.ts';
import { createDatabase, dropDatabase, urlWith } from '../support/server.ts';
import { startAlpine } from './alpine.ts';
import { runIn, type Side, settle } from './sides.ts';
import { canariesOf, everythingOf, type Theirs, theirWorld } from './their-world.ts';
import { joinFarSides } from './two-far-sides.ts';

export type Opened = AsyncDisposable & {
  context: Context;
  app: SlackApp;
  url: string;
  log: string[];
};

export type Two = AsyncDisposable & {
  slack: SlackSandbox;
  mine: Side;
  their: Side;
  theirs: Theirs;
  /** Texts that stand in their rows alone. */
  canaries: string[];
  /** The app on a copy of the database. */
  open(): Promise<Opened>;
};

const DATABASE = 'prism_bot_test';

export async function startTwo(): Promise<Two> {
  const [slack, alpine, small] = await Promise.all([startSlack(), startAlpine(), theirWorld()]);
  const far = await joinFarSides([alpine, small]);
  const { serverUrl, template } = inject('postgres');
  const prepared = await createDatabase(serverUrl, DATABASE, template);
  const config = readConfig({
    ...byOAuth(slack),
    SLACK_API_URL: slack.apiUrl,
    PRISM_API_URL: far.prismUrl,
    PRISM_TOKEN_URL: far.tokenUrl,
    AUTOTASK_ZONE_URL: far.zoneUrl,
    ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
  });
  const openContext = (db: Database, url: string, log: string[]): Promise<Context> =>
    createContext(config, {
      clock: small.clock,
      database: { db, url, close: async () => {} },
      log: createLog({ level: 'trace', destination: { write: line => void log.push(line) } }),
    });
  const url = urlWith(serverUrl, prepared);
  const db = connect(url);
  const context = await openContext(db, url, []);
  const mine = await settle(context, slack, alpine, slack.teamId);
  const their = await settle(context, slack, small, slack.addTeam({ name: 'Canary MSP' }).id);
  await aMonthOf(context, mine);
  const theirs = await everythingOf(context, slack, small, their);
  await context.close();
  await db.destroy();
  return {
    ...{ slack, mine, their, theirs },
    canaries: canariesOf(small, their, theirs),
    open: () => openCopy({ config, prepared, serverUrl, openContext }),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([slack.close(), alpine.close(), small.close(), far[Symbol.asyncDispose]()]);
      await dropDatabase(serverUrl, prepared);
    },
  };
}

type Copying = {
  config: Config;
  prepared: string;
  serverUrl: string;
  openContext: (db: Database, url: string, log: string[]) => Promise<Context>;
};

async function openCopy({ config, prepared, serverUrl, openContext }: Copying): Promise<Opened> {
  const name = await createDatabase(serverUrl, DATABASE, prepared);
  const url = urlWith(serverUrl, name);
  const db = connect(url);
  const log: string[] = [];
  const context = await openContext(db, url, log);
  const app = createApp(context, config.slack!);
  return {
    ...{ context, app, log },
    url: `http://127.0.0.1:${await app.start(0)}`,
    [Symbol.asyncDispose]: async () => {
      await app.stop();
      await context.close();
      await db.destroy();
      await dropDatabase(serverUrl, name);
    },
  };
}

async function aMonthOf(context: Context, side: Side): Promise<void> {
  await saveSettings(context.db, side.id, PROGRAM, { approval: 'never' });
  await runIn(context, side.id, { kind: 'customers', by: side.members.clerk.id });
}

/** All that the workspace has in all tables, as text. */
export async function contentOf(db: Database, workspaceId: string): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'workspace_id' order by 1
  `.execute(db);
  const parts = [(await sql`select * from workspaces where id = ${workspaceId}`.execute(db)).rows];
  for (const { name } of tables) {
    const all = sql`select t::text as row from ${sql.table(name)} t where workspace_id = ${workspaceId} order by 1`;
    parts.push((await all.execute(db)).rows);
  }
  return JSON.stringify(parts, null, 1);
}
