/** What the process itself says when it cannot start, or not work, holds none of its settings’ secrets. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SlackSandbox, startSlack } from '../sandbox/slack/index.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { disclosed, type Secrets, spellings } from './disclosure.ts';

const MAIN = path.join(import.meta.dirname, '../../src/main.ts');
const canary = (name: string): string => `Canary-${name}+8Q1&~`;

let slack: SlackSandbox;
let fresh: FreshDatabase;
beforeAll(async () => {
  [slack, fresh] = await Promise.all([startSlack(), freshDatabase()]);
});
afterAll(async () => {
  await slack.close();
  await fresh.drop();
});

const secrets: Secrets = {
  'the database password': canary('database'),
  'the mail password': canary('mail'),
  'the bot token': `xoxb-${canary('bot')}`,
  'the app token': `xapp-${canary('app')}`,
  'the signing secret': canary('signing'),
  'the client secret': canary('client'),
  'the state secret': canary('state'),
  'the encryption key': Buffer.alloc(32, 'canary').toString('base64'),
};

/** Everything that is said until it ends, which it does by itself. */
async function run(env: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const { host } = new URL(fresh.url);
  const bot = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      ...{ LOG_LEVEL: 'trace', PORT: '0', WORKERS: '1', SLACK_API_URL: slack.apiUrl },
      SLACK_BOT_TOKEN: secrets['the bot token'],
      SLACK_SIGNING_SECRET: secrets['the signing secret'],
      ENCRYPTION_KEYS: `k1:${secrets['the encryption key']}`,
      DATABASE_URL: `postgres://nobody:${encodeURIComponent(secrets['the database password']!)}@${host}/nowhere`,
      SMTP_URL: `smtp://bot:${encodeURIComponent(secrets['the mail password']!)}@127.0.0.1:1`,
      MAIL_FROM: 'bot@northwind.example',
      ...env,
    },
  });
  const [out, error, [code]] = await Promise.all([text(bot.stdout), text(bot.stderr), once(bot, 'exit')]);
  return { code: code as number | null, said: out + error };
}

const OAUTH = {
  SLACK_CLIENT_ID: '1.2',
  SLACK_CLIENT_SECRET: secrets['the client secret']!,
  SLACK_STATE_SECRET: secrets['the state secret']!,
};

test.each<[string, () => Record<string, string>, string | RegExp]>([
  ['a database that does not know the user', () => ({}), 'The database cannot be reached'],
  [
    'a database that is not there',
    () => ({
      DATABASE_URL: `postgres://u:${encodeURIComponent(secrets['the database password']!)}@127.0.0.1:1/x`,
    }),
    'The database cannot be reached',
  ],
  [
    'a database under a name that is none',
    () => ({ DATABASE_URL: `postgres://u:${secrets['the database password']}@@h` }),
    'DATABASE_URL',
  ],
  [
    'Slack, which does not take the app’s token',
    () => {
      slack.faults.add('apps.connections.open', {
        ...{ kind: 'error', error: `invalid_auth ${spellings(secrets['the app token']!).join(' ')}` },
      });
      return { DATABASE_URL: fresh.url, SLACK_APP_TOKEN: secrets['the app token']! };
    },
    /did not start|broke off/,
  ],
  [
    'a key that is none',
    () => ({ ENCRYPTION_KEYS: `k1:${secrets['the encryption key']}AAAA` }),
    'ENCRYPTION_KEYS',
  ],
  ['a bot token that is none', () => ({ SLACK_BOT_TOKEN: canary('bot') }), 'SLACK_BOT_TOKEN'],
  ['half an OAuth', () => ({ ...OAUTH, SLACK_CLIENT_ID: '' }), 'SLACK_CLIENT_ID'],
  [
    'a mail server by another protocol',
    () => ({ SMTP_URL: `http://bot:${secrets['the mail password']}@h` }),
    'SMTP_URL',
  ],
  ['a mail server without a sender', () => ({ MAIL_FROM: '' }), 'MAIL_FROM'],
  ['a token in the wrong place', () => ({ PORT: secrets['the bot token']! }), 'PORT'],
])('%s', async (_, env, words) => {
  const { code, said } = await run(env());
  expect(code).toBe(1);
  expect(said).toMatch(words);
  expect(disclosed(secrets, { said })).toEqual([]);
});
