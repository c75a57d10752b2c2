/** The process as it is deployed: `src/main.ts` with its threads, from start to the signal that stops it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { Person } from '../sandbox/slack/person/index.ts';
import { type Office, openOffice } from '../support/office.ts';

const MAIN = path.join(import.meta.dirname, '../../src/main.ts');

async function start({ slack, world, context }: Office): Promise<{ bot: ChildProcess; url: string }> {
  const bot = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.apiUrl,
      PRISM_API_URL: world.prism.apiUrl,
      PRISM_TOKEN_URL: world.prism.tokenUrl,
      AUTOTASK_ZONE_URL: world.autotask.zoneUrl,
      ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
      DATABASE_URL: context.databaseUrl,
      CLOCK: world.clock.now().toISOString(),
      PORT: '0',
      WORKERS: '1',
    },
  });
  const lines = createInterface({ input: bot.stdout! });
  for await (const line of lines) {
    const { msg, port } = JSON.parse(line) as { msg?: string; port?: number };
    if (msg !== 'ready') continue;
    bot.stdout!.resume();
    return { bot, url: `http://127.0.0.1:${port}` };
  }
  throw new Error('the process did not start');
}

test('a month goes through its threads, and SIGTERM ends it cleanly', async () => {
  await using office = await openOffice();
  office.world.issue('2026-09', office.world.lines.september);
  const { bot, url } = await start(office);
  try {
    const clerk = new Person(office.slack, office.members.clerk, { botUrl: url });
    await clerk.type('/prism sync');
    await clerk.until('Approval needed · September 2026 · 3 customers', { ms: 30_000 });
    await clerk.click('Approve all 3', { in: 'message' });
    await clerk.until('Warning · September 2026 · 3 customers, 7 subscriptions synced', { ms: 30_000 });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('process_cpu_seconds_total');
    const before = performance.now();
    bot.kill('SIGTERM');
    expect(await once(bot, 'exit')).toEqual([0, null]);
    expect(performance.now() - before).toBeLessThan(10_000);
  } finally {
    bot.kill('SIGKILL');
  }
  expect(office.slack.findings).toEqual([]);
});

test('the day’s check is made by itself, and what it finds is told', async () => {
  await using office = await openOffice({ settings: { checkAt: '01:00' } });
  office.world.issue('2026-09', office.world.lines.september);
  const { bot, url } = await start(office);
  try {
    const clerk = new Person(office.slack, office.members.clerk, { botUrl: url });
    await clerk.until('Approval needed · September 2026 · 3 customers', { ms: 45_000 });
    expect(clerk.channel()).toContain('requested by the timetable');
  } finally {
    bot.kill('SIGTERM');
    await once(bot, 'exit');
  }
  expect(office.slack.findings).toEqual([]);
});

test('without a Slack app it says what to set, and ends', async () => {
  const bot = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH },
  });
  let said = '';
  bot.stderr.on('data', chunk => {
    said += String(chunk);
  });
  expect((await once(bot, 'exit'))[0]).toBe(1);
  expect(said).toContain('Set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET');
});
