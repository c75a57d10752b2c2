/**
 * How long people wait for Slack's acknowledgement while the bot does nothing, and while it syncs 10,000 lines: the real
 * process with its threads and database, called over signed HTTP as Slack calls it.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { openDatabase } from '../../db/open.ts';
import { readConfig } from '../../src/config.ts';
import { createContext } from '../../src/context.ts';
import { silentLog } from '../../src/log.ts';
import type { Mapping } from '../../src/plan/settings.ts';
import { saveMapping } from '../../src/store/mappings.ts';
import { savePerson } from '../../src/store/people.ts';
import { findLatestRun } from '../../src/store/runs.ts';
import { saveSettings } from '../../src/store/settings.ts';
import { saveWorkspace } from '../../src/store/workspaces.ts';
import { refreshNames } from '../../src/sync/chores/refresh-names.ts';
import { connectSource, connectTarget } from '../../src/sync/connect.ts';
import { PROGRAM } from '../../src/sync/sync-context.ts';
import type { Message } from '../sandbox/slack/book.ts';
import { type SlackSandbox, startSlack } from '../sandbox/slack/index.ts';
import { Person } from '../sandbox/slack/person/index.ts';
import * as bodies from '../sandbox/slack/requests/bodies.ts';
import { load, type Waits } from '../sandbox/slack/requests/load.ts';
import { form, payload, type Sent, send } from '../sandbox/slack/requests/send.ts';

export type Responsiveness = {
  lines: number;
  perSecond: number;
  idle: Waits;
  busy: Waits;
  writesMeanwhile: number;
};

type FarSides = {
  prism: { apiUrl: string; tokenUrl: string; client: { clientId: string; clientSecret: string } };
  autotask: { zoneUrl: string; user: { userName: string; secret: string; integrationCode: string } };
  billingCodeId: string;
  sinkUrl: string;
  mappings: Omit<Mapping, 'id'>[];
};

export async function measureResponsiveness({
  customers = 500,
  linesEach = 20,
  perSecond = 50,
  seconds = 60,
  idleSeconds = 15,
} = {}): Promise<Responsiveness> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'prism-bot-bench-'));
  const far = fork(path.join(import.meta.dirname, 'far-sides.ts'), [`${customers}`, `${linesEach}`, '25']);
  const [sides] = (await once(far, 'message')) as [FarSides];
  const slack = await startSlack();
  const database = await openDatabase({ dataDir });
  let bot: ChildProcess | undefined;
  try {
    const env = {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.apiUrl,
      PRISM_API_URL: sides.prism.apiUrl,
      PRISM_TOKEN_URL: sides.prism.tokenUrl,
      AUTOTASK_ZONE_URL: sides.autotask.zoneUrl,
      DATABASE_URL: database.url,
      ENCRYPTION_KEYS: `bench:${Buffer.alloc(32, 3).toString('base64')}`,
      CLOCK: '2026-10-03T01:00:00Z',
      PORT: '0',
      WORKERS: '1',
      LOG_LEVEL: 'info',
    };
    const clerk = await prepare(slack, sides, database, env);
    bot = spawn(process.execPath, [path.join(import.meta.dirname, '../../src/main.ts')], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = `http://127.0.0.1:${await portOf(bot)}`;
    const person = new Person(slack, clerk, { botUrl: url });
    await person.type('/prism status');
    await person.until('Last successful sync');
    const ask = requests(slack, person, url, sides.sinkUrl);
    // A process that has just started compiles what it runs for the first time.
    await load(ask, { perSecond, seconds: 5 });
    const idle = await load(ask, { perSecond, seconds: idleSeconds });
    await person.type('/prism sync');
    const before = await writesOf(far);
    const busy = await load(ask, { perSecond, seconds });
    const writesMeanwhile = (await writesOf(far)) - before;
    const run = await findLatestRun(database.db, slack.teamId, 'customers');
    if (!run || writesMeanwhile === 0) throw new Error('there was no sync under way while it was measured');
    return { lines: customers * linesEach, perSecond, idle, busy, writesMeanwhile };
  } finally {
    if (bot && bot.exitCode === null) {
      bot.kill('SIGTERM');
      await once(bot, 'exit');
    }
    far.disconnect();
    await slack.close();
    await database.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function prepare(
  slack: SlackSandbox,
  { prism, autotask, billingCodeId, mappings }: FarSides,
  database: Awaited<ReturnType<typeof openDatabase>>,
  env: Record<string, string>,
) {
  const workspaceId = slack.teamId;
  const clerk = slack.addMember({ name: 'clerk', realName: 'Kim Lee' });
  const channel = slack.addChannel({ name: 'billing', members: [clerk.id, slack.installation.botUserId] });
  const context = await createContext(readConfig(env), { database, log: silentLog });
  const { db } = context;
  const at = context.clock.now();
  await saveWorkspace(db, { id: workspaceId, name: 'Bench', at });
  await savePerson(db, workspaceId, {
    kind: 'user',
    id: clerk.id,
    role: 'operator',
    namedBy: clerk.id,
    namedAt: at,
  });
  const by = clerk.id;
  await connectSource(context, { workspaceId, by, credentials: prism.client });
  await connectTarget(context, { workspaceId, by, credentials: autotask.user });
  await saveSettings(db, workspaceId, PROGRAM, {
    billingCodeId,
    currency: 'AUD',
    channelId: channel.id,
    approval: 'never',
  });
  for (const one of mappings) await saveMapping(db, workspaceId, one);
  await refreshNames(context, workspaceId);
  await context.close();
  return clerk;
}

async function portOf(bot: ChildProcess): Promise<number> {
  const lines = createInterface({ input: bot.stdout! });
  for await (const line of lines) {
    const entry = JSON.parse(line) as { msg?: string; port?: number };
    if (entry.msg === 'ready' && entry.port) {
      // Goes on reading, so that the pipe never fills.
      lines.on('line', () => {});
      bot.stdout?.resume();
      return entry.port;
    }
  }
  throw new Error('the bot did not start');
}

async function writesOf(far: ChildProcess): Promise<number> {
  far.send('writes');
  const [{ writes }] = (await once(far, 'message')) as [{ writes: number }];
  return writes;
}

/** What people do, one after the other: commands, clicks, pages, pickers. */
function requests(slack: SlackSandbox, person: Person, url: string, sinkUrl: string): () => Promise<Sent> {
  const { member } = person;
  const by = { slack, member };
  const signing = { secret: slack.signingSecret };
  const channelId = [...slack.book.channels.values()][0]!.id;
  const words = ['status', 'history', 'help', 'held', 'help setup'];
  const message = person.messages().at(-1) as Message;
  const type = (text: string) => {
    const body = { ...bodies.command(by, channelId, '/prism', text), response_url: sinkUrl };
    return form(
      url,
      Object.fromEntries(Object.entries(body).map(([key, value]) => [key, String(value)])),
      signing,
    );
  };
  const turn = () =>
    payload(
      url,
      {
        ...bodies.blockAction(
          by,
          { kind: 'message', message },
          {
            type: 'button',
            action_id: 'turn-page:1',
            block_id: 'b',
            action_ts: '1.1',
            text: { type: 'plain_text', text: 'Next ›' },
            value: JSON.stringify({ page: 'history', of: 'customers' }),
          },
        ),
        response_url: sinkUrl,
      },
      signing,
    );
  let count = 0;
  return () => {
    count += 1;
    return send(count % 2 === 0 ? turn() : type(words[count % words.length]!));
  };
}
