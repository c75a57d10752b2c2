/** The settings, and the only reader of the environment. A blank setting counts as unset. */
import { z } from 'zod';
import { UserError } from './errors.ts';
import type { LogLevel } from './log.ts';
import { readKeys } from './seal.ts';

export type SlackConfig = {
  apiUrl: string;
  /** One workspace. Unset: many, each by OAuth. */
  botToken: string | null;
  oauth: { clientId: string; clientSecret: string; stateSecret: string } | null;
  /** Needed to be called over HTTP. */
  signingSecret: string | null;
  /** Set: Socket Mode. */
  appToken: string | null;
};

export type Config = {
  production: boolean;
  port: number;
  publicUrl: string | null;
  /** null: a private PostgreSQL under `dataDir`. */
  databaseUrl: string | null;
  dataDir: string;
  /** null: made once under `dataDir` (`keys.ts`). */
  encryptionKeys: string | null;
  logLevel: LogLevel;
  workers: number;
  /** `system`, or the instant at which a rehearsal's clock begins. */
  clock: 'system' | { from: string };
  /** null: no Slack. */
  slack: SlackConfig | null;
  /** Addresses without a slash at the end. */
  prism: { apiUrl: string; tokenUrl: string; scope: string };
  /** Address with a slash at the end. */
  autotask: { zoneUrl: string };
  /** `allowedHosts` in lower case; empty: the hosts of ConnectWise's cloud only. */
  connectwise: { clientId: string | null; allowedHosts: string[] };
  /** null: no mail. */
  mail: { smtpUrl: string; from: string } | null;
};

type Given = Record<string, string | undefined>;

const text = z.string();
const optional = text.optional();
const address = (protocols: string[], what: string) =>
  text.refine(value => URL.canParse(value) && protocols.includes(new URL(value).protocol), what);
/** A host we send secrets to: its address must not carry any itself. */
const outside = (production: boolean) =>
  address(
    production ? ['https:'] : ['https:', 'http:'],
    `must be an ${production ? 'https' : 'http(s)'} address`,
  ).refine(isPlain, 'must not carry a user name or password');
const isPlain = (value: string): boolean =>
  !URL.canParse(value) || new URL(value).username + new URL(value).password === '';
const wholeNumber = (least: number, most: number) =>
  text
    .refine(
      value => /^\d{1,6}$/.test(value) && Number(value) >= least && Number(value) <= most,
      `must be a whole number from ${least} to ${most}`,
    )
    .transform(Number);
const startsWith = (start: string) => text.startsWith(start, `must start with ${start}`);
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;
const hosts = /^[a-z0-9.-]+(:\d+)?(\s*,\s*[a-z0-9.-]+(:\d+)?)*$/i;

const settings = (production: boolean) =>
  z.object({
    NODE_ENV: optional,
    PORT: wholeNumber(0, 65_535).default(3000),
    PUBLIC_URL: address(['https:', 'http:'], 'must be an http(s) address').optional(),
    DATABASE_URL: address(['postgres:', 'postgresql:'], 'must be a postgres:// address').optional(),
    DATA_DIR: text.default('data'),
    ENCRYPTION_KEYS: text.superRefine(checkKeys).optional(),
    LOG_LEVEL: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
        error: 'must be trace, debug, info, warn, error, fatal or silent',
      })
      .default('info'),
    WORKERS: wholeNumber(1, 16).default(2),
    CLOCK: text
      .refine(
        value => value === 'system' || (instant.test(value) && !Number.isNaN(Date.parse(value))),
        'must be system or an instant such as 2026-10-03T01:00:00Z',
      )
      .refine(value => value === 'system' || !production, 'must be system in production')
      .default('system'),
    SLACK_BOT_TOKEN: startsWith('xoxb-').optional(),
    SLACK_SIGNING_SECRET: optional,
    SLACK_APP_TOKEN: startsWith('xapp-').optional(),
    SLACK_CLIENT_ID: optional,
    SLACK_CLIENT_SECRET: optional,
    SLACK_STATE_SECRET: optional,
    SLACK_API_URL: outside(production).default('https://slack.com/api/'),
    PRISM_API_URL: outside(production).default('https://api.prismportal.online'),
    PRISM_TOKEN_URL: outside(production).default('https://identity.prismportal.online/core/connect/token'),
    PRISM_SCOPE: text.default('rhipeapi'),
    AUTOTASK_ZONE_URL: outside(production).default('https://webservices.autotask.net/ATServicesRest/'),
    CONNECTWISE_CLIENT_ID: optional,
    CONNECTWISE_ALLOWED_HOSTS: text.regex(hosts, 'must be host names with commas between').optional(),
    SMTP_URL: address(['smtp:', 'smtps:'], 'must be an smtp:// or smtps:// address').optional(),
    MAIL_FROM: text.regex(/[^\s@]+@[^\s@]+/, 'must be a mail address').optional(),
  });

/** The names of all settings. */
export const SETTINGS: readonly string[] = Object.keys(settings(false).shape);

/** Settings whose value no message may show. */
const SECRET = /SECRET|TOKEN$|KEYS|DATABASE_URL|SMTP_URL/;

/**
 * @throws UserError `settings`, naming all that is missing or wrong, a line each
 */
export function readConfig(env: Given): Config {
  const given: Given = Object.fromEntries(
    SETTINGS.map(name => [name, env[name]?.trim() || undefined]).filter(([, value]) => value !== undefined),
  );
  const production = given.NODE_ENV === 'production';
  const read = settings(production).safeParse(given);
  const wrong = (read.error?.issues ?? []).map(({ path: [name], message }) => {
    const value = given[String(name)] ?? '';
    // A secret may have been set under another name.
    const hides =
      SECRET.test(String(name)) || / not /.test(message) || !/^(?!x(ox|app))[^@]{1,40}$/.test(value);
    const shown = hides ? '' : `, not "${value}"`;
    return `${String(name)} ${message}${shown}.`;
  });
  const problems = [...wrong, ...missing(given)];
  if (!read.success || problems.length > 0) {
    throw new UserError(`The settings cannot be used:\n${problems.join('\n')}`, {
      code: 'settings',
      remedy: 'Correct them in the environment (.env.example explains each) and start again.',
    });
  }
  return toConfig(read.data, production);
}

/** What is needed because of something else that is set. */
function missing(given: Given): string[] {
  const lacks = (name: string, why: string): string[] => (given[name] ? [] : [`${name} is missing: ${why}.`]);
  const oauth = ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_STATE_SECRET'];
  const installs = oauth.some(name => given[name]);
  const slack = installs || given.SLACK_BOT_TOKEN || given.SLACK_SIGNING_SECRET || given.SLACK_APP_TOKEN;
  return [
    ...(installs ? oauth.flatMap(name => lacks(name, `installing by OAuth needs ${oauth.join(', ')}`)) : []),
    ...(slack && !installs
      ? lacks('SLACK_BOT_TOKEN', 'Slack needs it, or the three settings of an OAuth install')
      : []),
    ...(slack && !given.SLACK_APP_TOKEN
      ? lacks('SLACK_SIGNING_SECRET', 'Slack needs it, or SLACK_APP_TOKEN for Socket Mode')
      : []),
    ...(given.SMTP_URL ? lacks('MAIL_FROM', 'mail needs a sender') : []),
  ];
}

type Settings = z.output<ReturnType<typeof settings>>;

function toConfig(set: Settings, production: boolean): Config {
  return {
    production,
    port: set.PORT,
    publicUrl: set.PUBLIC_URL === undefined ? null : withoutSlash(set.PUBLIC_URL),
    databaseUrl: set.DATABASE_URL ?? null,
    dataDir: set.DATA_DIR,
    encryptionKeys: set.ENCRYPTION_KEYS ?? null,
    logLevel: set.LOG_LEVEL,
    workers: set.WORKERS,
    clock: set.CLOCK === 'system' ? 'system' : { from: set.CLOCK },
    slack: slackOf(set),
    prism: {
      apiUrl: withoutSlash(set.PRISM_API_URL),
      tokenUrl: withoutSlash(set.PRISM_TOKEN_URL),
      scope: set.PRISM_SCOPE,
    },
    autotask: { zoneUrl: `${withoutSlash(set.AUTOTASK_ZONE_URL)}/` },
    connectwise: {
      clientId: set.CONNECTWISE_CLIENT_ID ?? null,
      allowedHosts: set.CONNECTWISE_ALLOWED_HOSTS?.toLowerCase().split(/\s*,\s*/) ?? [],
    },
    mail: set.SMTP_URL && set.MAIL_FROM ? { smtpUrl: set.SMTP_URL, from: set.MAIL_FROM } : null,
  };
}

function slackOf(set: Settings): SlackConfig | null {
  const {
    SLACK_CLIENT_ID: clientId,
    SLACK_CLIENT_SECRET: clientSecret,
    SLACK_STATE_SECRET: stateSecret,
  } = set;
  const oauth = clientId && clientSecret && stateSecret ? { clientId, clientSecret, stateSecret } : null;
  if (!oauth && !set.SLACK_BOT_TOKEN) return null;
  return {
    apiUrl: `${withoutSlash(set.SLACK_API_URL)}/`,
    botToken: set.SLACK_BOT_TOKEN ?? null,
    oauth,
    signingSecret: set.SLACK_SIGNING_SECRET ?? null,
    appToken: set.SLACK_APP_TOKEN ?? null,
  };
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

function checkKeys(keys: string, context: z.RefinementCtx): void {
  try {
    readKeys(keys);
  } catch (error) {
    const problem = (error as Error).message.replace(/^ENCRYPTION_KEYS /, '').replace(/\.$/, '');
    context.addIssue({ code: 'custom', message: problem });
  }
}

/** Every secret in the settings, to be registered with the log. */
export function secretsOf({ databaseUrl, encryptionKeys, slack, mail }: Config): string[] {
  const password = (url: string | null | undefined): string => (url ? new URL(url).password : '');
  return [
    databaseUrl,
    password(databaseUrl),
    decodeURIComponent(password(databaseUrl)),
    mail?.smtpUrl,
    password(mail?.smtpUrl),
    decodeURIComponent(password(mail?.smtpUrl)),
    ...(encryptionKeys?.split(',').map(key => key.trim().replace(/^\w+:/, '')) ?? []),
    slack?.botToken,
    slack?.appToken,
    slack?.signingSecret,
    slack?.oauth?.clientSecret,
    slack?.oauth?.stateSecret,
  ].filter((secret): secret is string => Boolean(secret));
}
