/** A place where a month is carried through again and again, each time from the same beginning. */
import { inject } from 'vitest';
import { connect } from '../../../db/connect.ts';
import type { Database } from '../../../db/schema.ts';
import { readConfig } from '../../../src/config.ts';
import { createContext } from '../../../src/context.ts';
import { silentLog } from '../../../src/log.ts';
import { saveHome } from '../../../src/store/connections.ts';
import { saveMapping } from '../../../src/store/mappings.ts';
import { saveSettings } from '../../../src/store/settings.ts';
import { saveWorkspace } from '../../../src/store/workspaces.ts';
import { connectSource, connectTarget } from '../../../src/sync/connect.ts';
import { drain } from '../../../src/sync/drain.ts';
import { PROGRAM } from '../../../src/sync/sync-context.ts';
import { type SlackSandbox, startSlack } from '../../sandbox/slack/index.ts';
import type { World } from '../../sandbox/worlds/world.ts';
import { freshDatabase } from '../../support/database.ts';
import { createDatabase, dropDatabase, urlWith } from '../../support/server.ts';

const BOSS = 'U0BOSS';

export type Stage = AsyncDisposable & {
  /** The same world and the same rows each time, in a world and a database of their own. */
  begin(): Promise<Scene>;
};

export type Scene = AsyncDisposable & {
  world: World;
  slack: SlackSandbox;
  db: Database;
  databaseUrl: string;
  workspaceId: string;
  env: Record<string, string>;
  /** Of all servers that the product speaks to. */
  urls: string[];
};

/** Connected, mapped, and waiting for somebody to ask for the month. One scene at a time. */
export async function buildStage(startWorld: () => Promise<World>): Promise<Stage> {
  const slack = await startSlack();
  const workspaceId = slack.teamId;
  const channel = slack.addChannel({ name: 'billing', members: [slack.installation.botUserId] });
  const template = await freshDatabase();
  await furnish(template, { startWorld, workspaceId, channelId: channel.id });
  await template.db.destroy();
  const { serverUrl } = inject('postgres');
  const templateName = new URL(template.url).pathname.slice(1);
  return {
    begin: async () => {
      const [world, name] = await Promise.all([
        startWorld(),
        createDatabase(serverUrl, 'prism_bot_crash', templateName),
      ]);
      const databaseUrl = urlWith(serverUrl, name);
      const db = connect(databaseUrl, { sessions: 2 });
      slack.book.messages.length = 0;
      // Its servers listen elsewhere each time.
      await saveHome(db, workspaceId, 'autotask', world.autotask.url);
      const { prism, autotask } = world;
      return {
        world,
        slack,
        db,
        databaseUrl,
        workspaceId,
        env: { ...environmentOf(world), ...slackOf(slack) },
        urls: [prism.apiUrl, prism.tokenUrl, autotask.url, autotask.zoneUrl, slack.apiUrl],
        [Symbol.asyncDispose]: async () => {
          await db.destroy();
          await Promise.all([world.close(), dropDatabase(serverUrl, name)]);
        },
      };
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([slack.close(), dropDatabase(serverUrl, templateName)]);
    },
  };
}

const environmentOf = ({ prism, autotask }: World): Record<string, string> => ({
  PRISM_API_URL: prism.apiUrl,
  PRISM_TOKEN_URL: prism.tokenUrl,
  AUTOTASK_ZONE_URL: autotask.zoneUrl,
  ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
});

const slackOf = (slack: SlackSandbox): Record<string, string> => ({
  SLACK_BOT_TOKEN: slack.botToken,
  SLACK_SIGNING_SECRET: slack.signingSecret,
  SLACK_API_URL: slack.apiUrl,
});

async function furnish(
  { db, url }: { db: Database; url: string },
  {
    startWorld,
    workspaceId,
    channelId,
  }: { startWorld: () => Promise<World>; workspaceId: string; channelId: string },
): Promise<void> {
  const world = await startWorld();
  const context = await createContext(readConfig(environmentOf(world)), {
    clock: world.clock,
    log: silentLog,
    database: { db, url, close: async () => {} },
  });
  const { clientId, clientSecret } = world.prism.client;
  const { userName, secret, integrationCode } = world.autotask.user;
  await saveWorkspace(db, { id: workspaceId, name: 'Northwind IT Services', at: world.clock.now() });
  await connectSource(context, { workspaceId, by: BOSS, credentials: { clientId, clientSecret } });
  await connectTarget(context, {
    workspaceId,
    by: BOSS,
    credentials: { userName, secret, integrationCode },
  });
  await saveSettings(db, workspaceId, PROGRAM, {
    billingCodeId: world.billingCodeId,
    currency: 'AUD',
    channelId,
  });
  for (const one of world.mappings) await saveMapping(db, workspaceId, one);
  // What is wanted in the background after connecting, such as names.
  await drain(context, workspaceId);
  await context.close();
  await world.close();
}
