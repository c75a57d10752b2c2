/** Secrets of an app that is installed by OAuth: of the app itself, and the tokens of each workspace. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listWorkspaces } from '../../src/store/workspaces.ts';
import { byOAuth, type Door, openDoor } from '../slack/door-stage.ts';
import { disclosed, httpOf, type Places, type Secrets, slackOf, spellings, tablesOf } from './disclosure.ts';

const STATE_SECRET = 'Can@ry/state+8Q"1&=%ü~';

let door: Door;
let pages: string[] = [];
const secrets: Secrets = {};
beforeAll(async () => {
  door = await openDoor({ env: slack => ({ ...byOAuth(slack), SLACK_STATE_SECRET: STATE_SECRET }) });
  Object.assign(secrets, {
    'the client secret': door.slack.clientSecret,
    'the signing secret': door.slack.signingSecret,
    'the state secret': STATE_SECRET,
  });
});
afterAll(() => door[Symbol.asyncDispose]());

const echo = (secret: string): string => `It was ${spellings(secret).join(' or ')}.`;

/** A browser that installs the app in a team. @returns the status it ends with */
async function install(teamId: string, change: (back: URL) => void = () => {}): Promise<number> {
  door.slack.consent.teamId = teamId;
  door.slack.addMember({ teamId, isOwner: true });
  const page = await fetch(`${door.url}/slack/install`);
  const text = await page.text();
  const link = /<a href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const consented = await fetch(link, { redirect: 'manual' });
  const back = new URL(consented.headers.get('location') ?? 'about:blank');
  change(back);
  const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? '';
  const answer = await fetch(`${door.url}${back.pathname}${back.search}`, { headers: { cookie } });
  pages.push(
    text,
    JSON.stringify([...page.headers]),
    await answer.text(),
    JSON.stringify([...answer.headers]),
  );
  for (const { token, refreshToken } of door.slack.book.installations.values()) {
    secrets[`the token ${token.slice(-4)}`] = token;
    if (refreshToken) secrets[`the refresh token ${refreshToken.slice(-4)}`] = refreshToken;
  }
  return answer.status;
}

async function look(): Promise<string[]> {
  const { slack, log, context, url } = door;
  // What the app is proves itself with, and is handed, in the exchange.
  const { calls } = slack.book;
  const others = calls.filter(({ method }) => method !== 'oauth.v2.access');
  const places: Places = {
    ...{ 'the log': log.join(''), 'pages of installs': pages.join('\n') },
    ...slackOf({ slack: { ...slack, book: { ...slack.book, calls: others } } }),
    ...(await tablesOf(context.db)),
    ...(await httpOf(url)),
  };
  return disclosed(secrets, places);
}

test('an install leaves the tokens in the sealed column alone', async () => {
  expect(await install(door.slack.addTeam().id)).toBe(200);
  expect(await listWorkspaces(door.context.db)).toHaveLength(1);
  expect(await look()).toEqual([]);
  const tables = await tablesOf(door.context.db);
  expect(tables['the table installations']).toContain('v1.test.');
});

test('an install that Slack refuses, with all it was sent in its answer, tells of none', async () => {
  const { faults, clientSecret } = door.slack;
  for (const fault of [
    { kind: 'error' as const, error: `invalid_client_secret ${echo(clientSecret)}` },
    { kind: 'status' as const, status: 500, body: { ok: false, error: echo(clientSecret) } },
    { kind: 'status' as const, status: 429, retryAfter: 1, body: echo(clientSecret) },
    { kind: 'html' as const, page: echo(clientSecret) },
    { kind: 'drop' as const },
  ]) {
    faults.add('oauth.v2.access', fault);
    expect(await install(door.slack.addTeam().id), fault.kind).toBeGreaterThanOrEqual(400);
    faults.clear();
  }
  expect(door.log.join()).toContain('an install did not succeed');
  expect(await look()).toEqual([]);
});

test('an install with a changed state, code or address tells of none', async () => {
  for (const change of [
    (back: URL) => back.searchParams.set('state', echo(STATE_SECRET)),
    (back: URL) => back.searchParams.delete('code'),
    (back: URL) => back.searchParams.set('code', 'else'),
    (back: URL) => back.searchParams.append('error', 'access_denied'),
  ])
    expect(await install(door.slack.addTeam().id, change)).toBeGreaterThanOrEqual(400);
  pages = pages.filter(page => !page.includes('oauth_redirect?'));
  expect(await look()).toEqual([]);
});

test('a token that cannot be renewed, with the refresh token in the answer, is not told', async () => {
  const { slack } = door;
  const team = slack.addTeam();
  const owner = slack.addMember({ teamId: team.id, isOwner: true });
  const channel = slack.addChannel({ teamId: team.id, members: [owner.id] });
  slack.switches.tokenLifeSeconds = 90;
  expect(await install(team.id)).toBe(200);
  const installed = [...slack.book.installations.values()].findLast(one => one.teamId === team.id)!;
  expect(installed.refreshToken).not.toBeNull();
  for (const fault of [
    { kind: 'error' as const, error: echo(installed.refreshToken!) },
    { kind: 'status' as const, status: 500, body: { error: echo(installed.refreshToken!) } },
    { kind: 'html' as const, page: echo(slack.clientSecret) },
  ]) {
    slack.faults.add('oauth.v2.access', fault);
    await door.type('help', { member: owner, channel });
    await door.app.idle();
  }
  expect(door.log.join()).toContain('a token was not renewed');
  expect(await look()).toEqual([]);
  await door.type('help', { member: owner, channel });
  await door.app.idle();
  for (const { token, refreshToken } of slack.book.installations.values()) {
    secrets[`the token ${token.slice(-4)}`] = token;
    if (refreshToken) secrets[`the refresh token ${refreshToken.slice(-4)}`] = refreshToken;
  }
  expect(await look()).toEqual([]);
});
