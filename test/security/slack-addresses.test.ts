/** What is told to people goes to Slack and nowhere else, whatever a request names as the address of its answer. */
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { postFile } from '../../src/slack/outgoing/post-file.ts';
import { saveInstallation } from '../../src/store/installations.ts';
import { saveWorkspace } from '../../src/store/workspaces.ts';
import { command } from '../sandbox/slack/requests/bodies.ts';
import { form, type Sent, send } from '../sandbox/slack/requests/send.ts';
import { byOAuth, type Door, openDoor } from '../slack/door-stage.ts';
import { lookalikes, loopbacks, REDIRECTS } from './hostile-addresses.ts';
import { type Sender, setTrap, startSender, type Trap, whoWasReached } from './trap.ts';

const TOKEN = 'xoxb-canary-token-of-a-redirect';

let door: Door;
let trap: Trap;
beforeAll(async () => {
  [door, trap] = await Promise.all([openDoor({ env: byOAuth }), setTrap()]);
});
afterAll(async () => {
  await door[Symbol.asyncDispose]();
  await trap[Symbol.asyncDispose]();
});
beforeEach(() => {
  door.log.length = 0;
  door.slack.book.messages.length = 0;
});

/** The app is installed in the first team by what Slack’s authorize page gives. */
async function install(): Promise<void> {
  const page = await (await fetch(`${door.url}/slack/install`)).text();
  const link = /<a href="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const consented = await fetch(link, { redirect: 'manual' });
  const back = new URL(consented.headers.get('location') ?? 'about:blank');
  const state = back.searchParams.get('state') ?? '';
  const cookie = `slack-app-oauth-state=${state}`;
  const answer = await fetch(`${door.url}${back.pathname}${back.search}`, { headers: { cookie } });
  expect(answer.status).toBe(200);
}

/** `/prism help`, to be answered at this address. */
async function ask(responseUrl: string): Promise<Sent> {
  const body = command({ slack: door.slack, member: door.ada }, door.channel.id, '/prism', 'help');
  const fields = { ...body, response_url: responseUrl } as unknown as Record<string, string>;
  const sent = await send(form(door.url, fields, door.signing));
  await door.app.idle();
  return sent;
}

const slackHost = (): string => new URL(door.slack.apiUrl).host;
const told = (): number => door.slack.book.messages.length;

describe('the address of an answer', () => {
  beforeAll(install);

  test('that is Slack’s is answered at', async () => {
    expect(await door.type('help')).toMatchObject({ status: 200 });
    await door.app.idle();
    expect(told()).toBe(1);
  });

  test('that is anybody else’s gets nothing, and the log says so', async () => {
    const addresses = [
      ...lookalikes('hooks.slack.com'),
      ...loopbacks(trap.port),
      `http://127.0.0.1:${trap.port}/response/U1/1/x`,
      'https://slack.com/response',
      'https://hooks.slack.com.evil.example/commands/T1/1/x',
    ];
    for (const address of addresses) {
      door.log.length = 0;
      const reached = await whoWasReached(async () => {
        expect(await ask(address), address).toMatchObject({ status: 200 });
      });
      expect([slackHost()], address).toEqual(expect.arrayContaining(reached));
      expect(door.log.join(), address).toContain('an answer could not be shown');
    }
    expect(told()).toBe(0);
    expect(trap.caught).toEqual([]);
  });
});

test.each(REDIRECTS)(
  'a redirect (%s) of Slack’s is not followed, of a call or of an answer',
  async status => {
    await using sender: Sender = await startSender({
      ...{ status, headers: { location: `http://localhost:${trap.port}/api/` } },
    });
    const env = () => ({ ...byOAuth(door.slack), SLACK_API_URL: `${sender.url}/api/` });
    const other = await openDoor({ slack: door.slack, env });
    const { db, seal } = other.context;
    const { teamId } = door.slack;
    const at = new Date();
    await saveWorkspace(db, { id: teamId, name: 'Northwind', at });
    const bot = { token: TOKEN, id: 'B1', userId: 'U1' };
    await saveInstallation(db, teamId, seal, { installation: { bot }, installedBy: 'U1', installedAt: at });
    const reached = await whoWasReached(async () => {
      const body = command({ slack: door.slack, member: door.ada }, door.channel.id, '/prism', 'help');
      const fields = { ...body, response_url: `${sender.url}/response/x` } as unknown as Record<
        string,
        string
      >;
      expect(await send(form(other.url, fields, door.signing))).toMatchObject({ status: 200 });
      await other.app.idle();
    });
    await other[Symbol.asyncDispose]();
    const asked = sender.seen.map(({ path, headers }) => [path, headers.authorization ?? null]);
    expect(asked).toEqual([
      ['/api/users.info', `Bearer ${TOKEN}`],
      ['/response/x', null],
    ]);
    expect(reached.filter(one => one.endsWith(`:${trap.port}`))).toEqual([]);
    expect(trap.caught).toEqual([]);
    expect(other.log.join()).toContain('an answer could not be shown');
    expect(other.log.join()).not.toContain(TOKEN);
  },
);

test('the address of a file that is not Slack’s gets nothing', async () => {
  const file = join(import.meta.dirname, 'trap.ts');
  const addresses = [...lookalikes('files.slack.com'), ...loopbacks(trap.port)];
  for (const address of addresses) {
    const reached = await whoWasReached(async () => {
      await expect(postFile(door.slack.apiUrl, address, file), address).rejects.toThrow();
    });
    expect(reached, address).toEqual([]);
  }
  expect(trap.caught).toEqual([]);
});

test.each(REDIRECTS)('a redirect (%s) of a file is not followed', async status => {
  const location = `http://localhost:${trap.port}/`;
  await using sender = await startSender({ status, headers: { location } });
  const file = join(import.meta.dirname, 'trap.ts');
  await expect(postFile(`${sender.url}/api/`, `${sender.url}/upload/1`, file)).rejects.toThrow();
  expect(sender.seen).toHaveLength(1);
  expect(trap.caught).toEqual([]);
});

describe('an install', () => {
  test.each<[string, Record<string, string>, string]>([
    ['a foreign Host', { host: 'evil.example' }, ''],
    ['a forwarded host', { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' }, ''],
    ['Forwarded', { forwarded: 'host=evil.example;proto=http' }, ''],
    ['an address in the query', {}, '?redirect_uri=https://evil.example/&client_id=x&state=x'],
    ['a long query', {}, `?redirect_uri=${'https://evil.example/'.repeat(200)}`],
  ])('always leads to Slack and back here: %s', async (_, headers, query) => {
    const answer = await fetch(`${door.url}/slack/install${query}`, { headers, redirect: 'manual' });
    const page = await answer.text();
    const link = new URL(/<a href="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? 'about:blank');
    expect(link.origin).toBe(new URL(door.slack.apiUrl).origin);
    expect(link.searchParams.getAll('redirect_uri')).toEqual(['https://bot.example/slack/oauth_redirect']);
    expect(link.searchParams.getAll('client_id')).toEqual([door.slack.clientId]);
    expect(`${page}${answer.headers.get('location') ?? ''}`).not.toContain('evil.example');
  });

  test('that comes back from elsewhere exchanges no code', async () => {
    const before = door.slack.book.calls.filter(({ method }) => method === 'oauth.v2.access').length;
    const hostile = [
      '?code=1&state=x',
      '?code=1',
      '?state=x',
      '?code=1&state=a&state=b',
      '?code=https://evil.example/&state=eyJhbGciOiJub25lIn0.e30.',
      '?error=access_denied&redirect_uri=https://evil.example/',
    ];
    for (const query of hostile) {
      const reached = await whoWasReached(async () => {
        const answer = await fetch(`${door.url}/slack/oauth_redirect${query}`, { redirect: 'manual' });
        expect(answer.status, query).toBe(400);
        expect(await answer.text(), query).not.toContain('evil.example');
      });
      expect(reached.filter(one => one.startsWith('evil'))).toEqual([]);
    }
    expect(door.slack.book.calls.filter(({ method }) => method === 'oauth.v2.access')).toHaveLength(before);
  });
});
