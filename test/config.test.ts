import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readConfig, SETTINGS, secretsOf } from '../src/config.ts';
import { UserError } from '../src/errors.ts';

const key = `k1:${randomBytes(32).toString('base64')}`;

function problems(env: Record<string, string>): string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.code).toBe('settings');
    return error.message.split('\n').slice(1);
  }
  return [];
}

test('nothing set is enough for a local start', () => {
  expect(readConfig({})).toEqual({
    production: false,
    port: 3000,
    publicUrl: null,
    databaseUrl: null,
    dataDir: 'data',
    encryptionKeys: null,
    logLevel: 'info',
    workers: 2,
    clock: 'system',
    slack: null,
    prism: {
      apiUrl: 'https://api.prismportal.online',
      tokenUrl: 'https://identity.prismportal.online/core/connect/token',
      scope: 'rhipeapi',
    },
    autotask: { zoneUrl: 'https://webservices.autotask.net/ATServicesRest/' },
    connectwise: { clientId: null, allowedHosts: [] },
    mail: null,
  });
});

describe('.env.example', () => {
  const file = parseEnv(readFileSync('.env.example', 'utf8'));

  test('lists exactly the settings there are', () => {
    expect(Object.keys(file).toSorted()).toEqual([...SETTINGS].toSorted());
  });

  test('says what holds anyway', () => {
    expect(readConfig(file)).toEqual(readConfig({}));
  });
});

test('everything set', () => {
  const config = readConfig({
    NODE_ENV: 'production',
    PORT: '8080',
    PUBLIC_URL: 'https://bot.example.com/',
    DATABASE_URL: 'postgres://app:p%40ss-word@db:5432/prism',
    DATA_DIR: '/var/lib/bot',
    ENCRYPTION_KEYS: ` ${key} `,
    LOG_LEVEL: 'debug',
    WORKERS: '4',
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_SIGNING_SECRET: 'signing-secret',
    SLACK_API_URL: 'https://slack.example/api',
    PRISM_API_URL: 'https://prism.example/',
    AUTOTASK_ZONE_URL: 'https://zone.example/x',
    CONNECTWISE_CLIENT_ID: 'abc',
    CONNECTWISE_ALLOWED_HOSTS: 'CW.example.com , cw2.example.com:8443',
    SMTP_URL: 'smtp://me:mail-word@mail.example:587',
    MAIL_FROM: 'Bot <bot@example.com>',
  });
  expect(config).toMatchObject({
    production: true,
    port: 8080,
    publicUrl: 'https://bot.example.com',
    encryptionKeys: key,
    workers: 4,
    slack: {
      apiUrl: 'https://slack.example/api/',
      botToken: 'xoxb-1',
      signingSecret: 'signing-secret',
      appToken: null,
      oauth: null,
    },
    prism: { apiUrl: 'https://prism.example' },
    autotask: { zoneUrl: 'https://zone.example/x/' },
    connectwise: { clientId: 'abc', allowedHosts: ['cw.example.com', 'cw2.example.com:8443'] },
    mail: { smtpUrl: 'smtp://me:mail-word@mail.example:587', from: 'Bot <bot@example.com>' },
  });
  expect(secretsOf(config)).toEqual(
    expect.arrayContaining([
      'p%40ss-word',
      'p@ss-word',
      'mail-word',
      key.slice(3),
      'xoxb-1',
      'signing-secret',
    ]),
  );
});

test('all that is wrong or missing is named at once, a line each', () => {
  const found = problems({
    PORT: '99999',
    PUBLIC_URL: 'bot.example.com',
    LOG_LEVEL: 'loud',
    WORKERS: '0',
    CLOCK: 'yesterday',
    PRISM_API_URL: 'ftp://prism.example',
    CONNECTWISE_ALLOWED_HOSTS: 'https://cw.example',
    SLACK_APP_TOKEN: 'xapp-1',
    SMTP_URL: 'smtp://mail.example',
  });
  expect(found).toEqual([
    'PORT must be a whole number from 0 to 65535, not "99999".',
    'PUBLIC_URL must be an http(s) address, not "bot.example.com".',
    'LOG_LEVEL must be trace, debug, info, warn, error, fatal or silent, not "loud".',
    'WORKERS must be a whole number from 1 to 16, not "0".',
    'CLOCK must be system or an instant such as 2026-10-03T01:00:00Z, not "yesterday".',
    'PRISM_API_URL must be an http(s) address, not "ftp://prism.example".',
    'CONNECTWISE_ALLOWED_HOSTS must be host names with commas between, not "https://cw.example".',
    'SLACK_BOT_TOKEN is missing: Slack needs it, or the three settings of an OAuth install.',
    'MAIL_FROM is missing: mail needs a sender.',
  ]);
});

test('a wrong secret is named, never shown', () => {
  const canary = 'cAnArY';
  const found = problems({
    DATABASE_URL: `mysql://app:${canary}@db/x`,
    ENCRYPTION_KEYS: `k1:${canary}`,
    SLACK_BOT_TOKEN: canary,
    SLACK_APP_TOKEN: canary,
    SMTP_URL: `http://me:${canary}@mail`,
    MAIL_FROM: 'a@b.c',
    PRISM_API_URL: `https://me:${canary}@prism.example`,
  });
  expect(found).toHaveLength(6);
  expect(found.join('\n')).not.toContain(canary);
});

describe('the clock', () => {
  test('may stand still outside production', () => {
    expect(readConfig({ CLOCK: '2026-10-03T01:00:00Z' }).clock).toEqual({ from: '2026-10-03T01:00:00Z' });
  });

  test('may not in production', () => {
    expect(problems({ NODE_ENV: 'production', CLOCK: '2026-10-03T01:00:00Z' })).toEqual([
      'CLOCK must be system in production, not "2026-10-03T01:00:00Z".',
    ]);
    expect(readConfig({ NODE_ENV: 'production', CLOCK: 'system' }).clock).toBe('system');
  });

  test.each(['2026-10-03', '2026-13-03T01:00:00Z', '2026-10-03T01:00:00', 'now'])('never at %s', text => {
    expect(problems({ CLOCK: text })).toHaveLength(1);
  });
});

test('secrets go over https in production, over http to test servers elsewhere', () => {
  const PRISM_TOKEN_URL = 'http://127.0.0.1:4000/token';
  expect(readConfig({ PRISM_TOKEN_URL }).prism.tokenUrl).toBe(PRISM_TOKEN_URL);
  expect(problems({ NODE_ENV: 'production', PRISM_TOKEN_URL })).toEqual([
    `PRISM_TOKEN_URL must be an https address, not "${PRISM_TOKEN_URL}".`,
  ]);
});

describe('Slack', () => {
  test.each([
    [{ SLACK_BOT_TOKEN: 'xoxb-1' }, ['SLACK_SIGNING_SECRET']],
    [{ SLACK_SIGNING_SECRET: 's' }, ['SLACK_BOT_TOKEN']],
    [{ SLACK_CLIENT_ID: '1' }, ['SLACK_CLIENT_SECRET', 'SLACK_STATE_SECRET', 'SLACK_SIGNING_SECRET']],
    [{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' }, []],
    [{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's' }, []],
    [{ SLACK_API_URL: 'http://127.0.0.1:1/api/' }, []],
  ])('%j lacks %j', (env, lacking) => {
    expect(problems(env as Record<string, string>).map(line => line.split(' ')[0])).toEqual(lacking);
  });

  test('by OAuth', () => {
    const env = {
      SLACK_CLIENT_ID: '1',
      SLACK_CLIENT_SECRET: '2',
      SLACK_STATE_SECRET: '3',
      SLACK_SIGNING_SECRET: '4',
    };
    expect(readConfig(env).slack).toMatchObject({
      botToken: null,
      oauth: { clientId: '1', clientSecret: '2', stateSecret: '3' },
    });
  });
});
