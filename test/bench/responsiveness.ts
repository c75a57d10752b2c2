/**
 * How long people wait for Slack's acknowledgement while the bot does nothing, and while it syncs 10,000 lines: the real
 * process with its threads and database, called over signed HTTP as Slack calls it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { openDatabase } from '../../db/open.ts';
import { readConfig } from '../../src/config.ts';
import { createContext } from '../../src/context.ts';
import { silentLog } from '../../src/log.ts';
import { savePerson } from '../../src/store/people.ts';
import { findLatestRun } from '../../src/store/runs.ts';
import { refreshNames } from '../../src/sync/chores/refresh-names.ts';
import type { Message } from '../sandbox/slack/book.ts';
import { type SlackSandbox, startSlack } from '../sandbox/slack/index.ts';
import { Person } from '../sandbox/slack/person/index.ts';
import * as bodies from '../sandbox/slack/requests/bodies.ts';
import { load } from '../sandbox/slack/requests/load.ts';
import { form, payload, type Sent, send } from '../sandbox/slack/requests/send.ts';
import { startFar } from './far.ts';
import type { FarSides } from './far-sides.ts';
import { type Part, rowOf } from './part.ts';
import { environmentOf, settleIn } from './stage.ts';

/** Slack shows people an error after this. */
const SLACK_WAITS_MS = 3_000;
const LATENCY_MS = 25;

export async function measureResponsiveness({
  customers = 500,
  linesEach = 20,
  perSecond = 50,
  seconds = 60,
  idleSeconds = 15,
} = {}): Promise<Part> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'prism-bot-bench-'));
  const far = await startFar({ customers, linesEach, latencyMs: LATENCY_MS });
  const { sides } = far;
  const slack = await startSlack();
  const database = await openDatabase({ dataDir });
  let bot: ChildProcess | undefined;
  try {
    const env = {
      ...environmentOf(sides),
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.apiUrl,
      DATABASE_URL: database.url,
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
    const before = await far.seen();
    const busy = await load(ask, { perSecond, seconds });
    const writes = (await far.seen()).writes - before.writes;
    const run = await findLatestRun(database.db, slack.teamId, 'customers');
    if (!run || writes === 0) throw new Error('there was no sync under way while it was measured');
    const ms = (value: number): string => `${value.toFixed(1)} ms`;
    const unanswered = idle.failures.length + busy.failures.length;
    return {
      title: 'Acknowledgements to Slack',
      on: `${perSecond} commands and clicks a second for ${seconds} s, one process with one worker thread, while ${(customers * linesEach).toLocaleString('en')} lines are synced (${LATENCY_MS} ms an answer of Autotask)`,
      rows: [
        ...(['p50', 'p99'] as const).map(of =>
          rowOf({
            what: `${of} during the sync`,
            value: ms(busy[of]),
            baseline: `idle: ${ms(idle[of])}`,
            ratio: busy[of] / idle[of],
          }),
        ),
        rowOf({
          what: 'p99 during the sync',
          value: ms(busy.p99),
          baseline: 'what still feels at once: 100 ms',
          ratio: busy.p99 / 100,
          bound: { atMost: 1 },
        }),
        rowOf({
          what: 'the slowest during the sync',
          value: ms(busy.max),
          baseline: `Slack waits ${SLACK_WAITS_MS.toLocaleString('en')} ms`,
          ratio: busy.max / SLACK_WAITS_MS,
          bound: { atMost: 1 },
        }),
        rowOf({
          what: 'not acknowledged',
          value: `${unanswered} requests`,
          baseline: `sent: ${idle.count + busy.count}`,
          ratio: unanswered / (idle.count + busy.count),
          bound: { atMost: 0 },
        }),
      ],
      notes: [`Meanwhile ${writes} writes were sent to Autotask.`],
    };
  } finally {
    if (bot && bot.exitCode === null) {
      bot.kill('SIGTERM');
      await once(bot, 'exit');
    }
    far.close();
    await slack.close();
    await database.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function prepare(
  slack: SlackSandbox,
  sides: FarSides,
  database: Awaited<ReturnType<typeof openDatabase>>,
  env: Record<string, string>,
) {
  const workspaceId = slack.teamId;
  const clerk = slack.addMember({ name: 'clerk', realName: 'Kim Lee' });
  const by = clerk.id;
  const channel = slack.addChannel({ name: 'billing', members: [by, slack.installation.botUserId] });
  const context = await createContext(readConfig(env), { database, log: silentLog });
  await settleIn(context, sides, { workspaceId, by, settings: { channelId: channel.id } });
  await savePerson(context.db, workspaceId, {
    kind: 'user',
    id: by,
    role: 'operator',
    namedBy: by,
    namedAt: context.clock.now(),
  });
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
