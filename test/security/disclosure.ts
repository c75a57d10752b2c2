/** Where a secret may have got to: what it looks like underway, and every place that it could be read. */
import { sql } from 'kysely';
import type { Database } from '../../db/schema.ts';
import type { Office } from '../support/office.ts';

export type Secrets = Record<string, string>;
export type Places = Record<string, string>;

/** All spellings of a secret that something could have put it into. */
export function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  return [
    secret,
    encodeURIComponent(secret),
    encodeURIComponent(encodeURIComponent(secret)),
    new URLSearchParams({ s: secret }).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
    JSON.stringify(JSON.stringify(secret)).slice(3, -3),
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    // Within a longer text, such as user and password of Basic, base64 depends on what stands before.
    ...[0, 1, 2].flatMap(before => {
      const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
      // Its own characters: those at both ends are made of its neighbours too.
      const text = whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
      return [text, text.replaceAll('+', '-').replaceAll('/', '_')];
    }),
  ];
}

/** `PRISM client secret in the log`, for each that is where it must not be. */
export function disclosed(secrets: Secrets, places: Places): string[] {
  return Object.entries(secrets).flatMap(([name, secret]) => {
    const all = spellings(secret);
    return Object.entries(places)
      .filter(([, text]) => all.some(one => text.includes(one)))
      .map(([place]) => `${name} in ${place}`);
  });
}

/** Every row of every table of every schema, by table. */
export async function tablesOf(db: Database): Promise<Places> {
  const { rows: tables } = await sql<{ schema: string; name: string }>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
  `.execute(db);
  const places: Places = {};
  for (const { schema, name } of tables) {
    const { rows } = await sql<{
      row: string;
    }>`select t::text as row from ${sql.table(`${schema}.${name}`)} t`.execute(db);
    places[`the table ${name}`] = rows.map(({ row }) => row).join('\n');
  }
  return places;
}

/** What Slack was sent, all of it but the token that a call is made with. */
export function slackOf({ slack }: Pick<Office, 'slack'>): Places {
  const { calls, messages, views, homes, files } = slack.book;
  return {
    'calls to Slack': JSON.stringify(calls.map(({ method, args }) => ({ method, args }))),
    'messages in Slack': JSON.stringify(messages),
    'windows in Slack': JSON.stringify([...views.values()]),
    'Home in Slack': JSON.stringify([...homes.values()]),
    'files in Slack': [...files.values()].map(({ name, bytes }) => `${name} ${String(bytes)}`).join('\n'),
  };
}

/** What the process answers whoever asks, and what it answers to mistakes. */
export async function httpOf(url: string): Promise<Places> {
  const asked: [string, RequestInit?][] = [
    ...['/metrics', '/healthz', '/readyz', '/', '/slack/install', '/slack/oauth_redirect?code=x&state=y'].map(
      (path): [string] => [path],
    ),
    ['/slack/events', { method: 'POST', body: 'nonsense' }],
    ['/slack/events', { method: 'POST', body: '{"x":', headers: { 'content-type': 'application/json' } }],
    ['/slack/events', { method: 'PUT', body: 'x' }],
  ];
  const places: Places = {};
  for (const [path, init] of asked) {
    const answer = await fetch(`${url}${path}`, { redirect: 'manual', ...init });
    const headers = JSON.stringify([...answer.headers]);
    places[`the answer to ${init?.method ?? 'GET'} ${path}`] = `${headers}${await answer.text()}`;
  }
  return places;
}
