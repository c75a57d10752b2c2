/**
 * The whole product at work: the real app behind signed HTTP on a real database, the Slack, PRISM and Autotask test
 * servers, and people who use it. What resident workers do in a deployment is done by `work()`, so that a test knows
 * when it is over.
 */
import type { OpenDatabase } from '../../db/open.ts';
import { createApp, type SlackApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { type Context, createContext } from '../../src/context.ts';
import { createLog } from '../../src/log.ts';
import type { ProgramSettings } from '../../src/plan/settings.ts';
import { saveMapping } from '../../src/store/mappings.ts';
import { savePerson } from '../../src/store/people.ts';
import { saveSettings } from '../../src/store/settings.ts';
import { saveWorkspace } from '../../src/store/workspaces.ts';
import { connectSource, connectTarget } from '../../src/sync/connect.ts';
import { drain } from '../../src/sync/drain.ts';
import { PROGRAM } from '../../src/sync/sync-context.ts';
import type { Channel, Member } from '../sandbox/slack/book.ts';
import { type SlackSandbox, startSlack } from '../sandbox/slack/index.ts';
import { Person } from '../sandbox/slack/person/index.ts';
import { type SmallWorld, startSmall } from '../sandbox/worlds/small.ts';
import type { World } from '../sandbox/worlds/world.ts';
import { freshDatabase } from './database.ts';

/** The boss owns the Slack workspace; clerk and viewer were named; nobody has no role; the guest is Slack's guest. */
export type Who = 'boss' | 'clerk' | 'viewer' | 'nobody' | 'guest';

export type Office<W extends World = SmallWorld> = AsyncDisposable & {
  context: Context;
  app: SlackApp;
  /** Where Slack calls. */
  url: string;
  slack: SlackSandbox;
  world: W;
  workspaceId: string;
  channel: Channel;
  members: Record<Who, Member>;
  person(who: Who): Person;
  /** Every line of the log, at trace level. */
  log: string[];
  /** Until nobody has anything to do: handlers have ended, runs stand where a person is needed, Slack shows what is due. */
  work(): Promise<void>;
  settle(changed: Partial<ProgramSettings>): Promise<void>;
};

export type Opening = {
  /** PRISM and Autotask are connected, names are read, the settings that a clerk has to choose are chosen. */
  connected?: boolean;
  mapped?: boolean;
  settings?: Partial<ProgramSettings>;
  /** Further settings of the environment. */
  env?: Record<string, string>;
};

export const openOffice = (opening: Opening = {}): Promise<Office> => openOfficeIn(startSmall, opening);

export async function openOfficeIn<W extends World>(
  startWorld: () => Promise<W>,
  { connected = true, mapped = connected, settings = {}, env = {} }: Opening = {},
): Promise<Office<W>> {
  const [world, fresh, slack] = await Promise.all([startWorld(), freshDatabase(), startSlack()]);
  const database: OpenDatabase = { db: fresh.db, url: fresh.url, close: async () => {} };
  return furnish({ world, slack, database, connected, mapped, settings, env, drop: fresh.drop });
}

/** What `openOfficeIn` is made of, for a database that is there already. */
export async function furnish<W extends World>({
  world,
  slack,
  database,
  connected,
  mapped,
  settings,
  env,
  drop,
}: Required<Opening> & {
  world: W;
  slack: SlackSandbox;
  database: OpenDatabase;
  drop: () => Promise<void>;
}): Promise<Office<W>> {
  const workspaceId = slack.teamId;
  const members: Record<Who, Member> = {
    boss: slack.addMember({ name: 'boss', realName: 'Bo Ellis', isOwner: true, isAdmin: true }),
    clerk: slack.addMember({ name: 'clerk', realName: 'Kim Lee' }),
    viewer: slack.addMember({ name: 'viewer', realName: 'Vic Moss' }),
    nobody: slack.addMember({ name: 'nobody', realName: 'Noa Bond' }),
    guest: slack.addMember({ name: 'guest', realName: 'Gus Reed', isRestricted: true }),
  };
  const everybody = Object.values(members).map(({ id }) => id);
  const channel = slack.addChannel({
    name: 'billing',
    members: [...everybody, slack.installation.botUserId],
  });
  slack.addChannel({ name: 'general', members: everybody });
  const log: string[] = [];
  const config = readConfig({
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    PRISM_API_URL: world.prism.apiUrl,
    PRISM_TOKEN_URL: world.prism.tokenUrl,
    AUTOTASK_ZONE_URL: world.autotask.zoneUrl,
    ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
    ...env,
  });
  const context = await createContext(config, {
    clock: world.clock,
    database,
    log: createLog({ level: 'trace', destination: { write: line => void log.push(line) } }),
  });
  const { db } = context;
  const at = world.clock.now();
  await saveWorkspace(db, { id: workspaceId, name: 'Northwind IT Services', at });
  const settle = (changed: Partial<ProgramSettings>): Promise<void> =>
    saveSettings(db, workspaceId, PROGRAM, changed);
  for (const [who, role] of [['clerk', 'operator'] as const, ['viewer', 'viewer'] as const]) {
    const named = { kind: 'user' as const, id: members[who].id, role };
    await savePerson(db, workspaceId, { ...named, namedBy: members.boss.id, namedAt: at });
  }
  await settle({ channelId: channel.id });
  if (connected) {
    const by = members.boss.id;
    const { clientId, clientSecret } = world.prism.client;
    const { userName, secret, integrationCode } = world.autotask.user;
    await connectSource(context, { workspaceId, by, credentials: { clientId, clientSecret } });
    await connectTarget(context, { workspaceId, by, credentials: { userName, secret, integrationCode } });
    const { billingCodeId, chargeCodeId = null } = world;
    await settle({ billingCodeId, chargeCodeId, currency: 'AUD' });
    // Reads names.
    await drain(context, workspaceId);
  }
  if (mapped) for (const one of world.mappings) await saveMapping(db, workspaceId, one);
  await settle(settings);
  const app = createApp(context, config.slack!);
  const url = `http://127.0.0.1:${await app.start(0)}`;
  const people = new Map<Who, Person>();
  return {
    context,
    app,
    url,
    slack,
    world,
    workspaceId,
    channel,
    members,
    log,
    settle,
    person: who => {
      const there = people.get(who) ?? new Person(slack, members[who], { botUrl: url });
      people.set(who, there);
      return there;
    },
    work: async () => {
      for (;;) {
        await app.idle();
        await drain(context, workspaceId);
        if ((await context.deliver()) === 0) break;
      }
    },
    [Symbol.asyncDispose]: async () => {
      await app.stop();
      await context.close();
      await Promise.all([slack.close(), world.close()]);
      await drop();
    },
  };
}
