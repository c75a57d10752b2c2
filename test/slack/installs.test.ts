/** Installs by OAuth: both legs, whole organisations, leaving and coming back, tokens that end. */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SetClock } from '../../src/clock.ts';
import type { Context } from '../../src/context.ts';
import { type Identities, identify } from '../../src/slack/authorize.ts';
import { listAudit } from '../../src/store/audit.ts';
import { listConnections, saveConnection } from '../../src/store/connections.ts';
import { findInstallation, resealInstallation, saveInstallation } from '../../src/store/installations.ts';
import { findRun } from '../../src/store/runs.ts';
import { findWorkspace, saveWorkspace } from '../../src/store/workspaces.ts';
import { drain } from '../../src/sync/drain.ts';
import { request } from '../../src/sync/request.ts';
import type { Member } from '../sandbox/slack/book.ts';
import { type SlackSandbox, startSlack } from '../sandbox/slack/index.ts';
import { appUninstalled, enveloped, tokensRevoked } from '../sandbox/slack/requests/events.ts';
import { json, send } from '../sandbox/slack/requests/send.ts';
import { rotated, seal as sealOfTests } from '../store/everything.ts';
import { freshDatabase } from '../support/database.ts';
import { byOAuth, byToken, type Door, openDoor } from './door-stage.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor({ env: byOAuth });
});
afterAll(() => door[Symbol.asyncDispose]());
beforeEach(() => {
  door.slack.faults.clear();
  Object.assign(door.slack.consent, {
    teamId: door.slack.teamId,
    userId: null,
    orgWide: false,
    refuse: false,
  });
  door.slack.switches.tokenLifeSeconds = null;
  door.log.length = 0;
});

type Page = { status: number; text: string };

/** A browser at the install page; the address that Slack sends it back to is asked for where the app listens. */
async function browse({ cookies = true, change = (url: URL) => url } = {}): Promise<Page> {
  const page = await fetch(`${door.url}/slack/install`);
  const link = /<a href="([^"]+)"/.exec(await page.text())?.[1]?.replaceAll('&amp;', '&') ?? '';
  const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? '';
  const consented = await fetch(link, { redirect: 'manual' });
  const back = change(new URL(consented.headers.get('location') ?? 'about:blank'));
  const answer = await fetch(`${door.url}${back.pathname}${back.search}`, {
    headers: cookies ? { cookie } : {},
  });
  return { status: answer.status, text: await answer.text() };
}

/** A workspace of its own, with somebody who installs the app in it. */
function newTeam(enterpriseId: string | null = null) {
  const team = door.slack.addTeam({ name: 'Fabrikam MSP', enterpriseId });
  const owner = door.slack.addMember({ teamId: team.id, name: 'owner', isOwner: true });
  const channel = door.slack.addChannel({ teamId: team.id, members: [owner.id] });
  door.slack.consent.teamId = team.id;
  return { team, owner, channel, help: () => door.type('help', { member: owner, channel }) };
}

const event = (member: Member, inner: Parameters<typeof enveloped>[1], changed: object = {}) =>
  send(json(door.url, { ...enveloped({ slack: door.slack, member }, inner), ...changed }, door.signing));

const botOf = (teamId: string) => {
  const all = [...door.slack.book.installations.values()];
  return all.findLast(one => one.teamId === teamId && !one.revoked)!;
};

const actionsIn = async (workspaceId: string): Promise<string[]> =>
  (await listAudit(door.context.db, workspaceId, { limit: 9 })).map(({ action }) => action);

describe('installing', () => {
  test('goes by Slack and back, and the app answers there', async () => {
    const { team, owner, help } = newTeam();
    expect(await help()).toMatchObject({ status: 401 });
    expect(await browse()).toMatchObject({ status: 200 });
    expect(await help()).toMatchObject({ status: 200 });
    expect((await door.told(owner)).join()).toContain('/prism');
    const { context } = door;
    expect(await findWorkspace(context.db, team.id)).toMatchObject({ name: 'Fabrikam MSP', closedAt: null });
    const entries = await listAudit(context.db, team.id, { limit: 9 });
    expect(entries).toMatchObject([{ actor: owner.id, action: 'installed', subject: team.id }]);
  });

  test('keeps the token sealed', async () => {
    const { team } = newTeam();
    await browse();
    const { token } = botOf(team.id);
    const { rows } = await sql<{ all: string }>`select t::text as all from installations t`.execute(
      door.context.db,
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map(({ all }) => all).join()).not.toContain(token);
    expect(door.log.join()).not.toContain(token);
    const found = await findInstallation(door.context.db, team.id, door.context.seal);
    expect(found?.installation).toMatchObject({ bot: { token } });
  });

  test.each<[string, Parameters<typeof browse>[0] | 'refuse']>([
    ['that the person cancels', 'refuse'],
    ['in another browser', { cookies: false }],
    [
      'whose state was changed',
      {
        change: url => {
          url.searchParams.set('state', 'else');
          return url;
        },
      },
    ],
    [
      'without a code',
      {
        change: url => {
          url.searchParams.delete('code');
          return url;
        },
      },
    ],
  ])('%s does not succeed, and says so', async (_, how) => {
    const { team, help } = newTeam();
    if (how === 'refuse') door.slack.consent.refuse = true;
    const page = await browse(how === 'refuse' ? {} : how);
    expect(page.status).toBe(400);
    expect(page.text).toContain('PRISM Bot was not installed');
    expect(await help()).toMatchObject({ status: 401 });
    expect(await findWorkspace(door.context.db, team.id)).toBeUndefined();
  });

  test('that Slack breaks off says so, and can be begun again', async () => {
    const { help } = newTeam();
    door.slack.faults.add('oauth.v2.access', { kind: 'status', status: 503 });
    expect((await browse()).text).toContain('Begin again');
    expect(await help()).toMatchObject({ status: 401 });
    expect(await browse()).toMatchObject({ status: 200 });
    expect(await help()).toMatchObject({ status: 200 });
  });

  test('for an organisation serves each of its workspaces as one', async () => {
    const { team, owner, help } = newTeam('E0000000042');
    door.slack.consent.orgWide = true;
    expect(await browse()).toMatchObject({ status: 200 });
    expect(await help()).toMatchObject({ status: 200 });
    const south = door.slack.addTeam({ enterpriseId: 'E0000000042' });
    const member = door.slack.addMember({ teamId: south.id });
    const channel = door.slack.addChannel({ teamId: south.id, members: [member.id] });
    expect(await door.type('help', { member, channel })).toMatchObject({ status: 200 });
    for (const one of [owner, member]) expect(await door.told(one)).toHaveLength(1);
    expect(await findWorkspace(door.context.db, 'E0000000042')).toMatchObject({ closedAt: null });
    expect(await findWorkspace(door.context.db, team.id)).toBeUndefined();
  });
});

describe('leaving', () => {
  /** Installed, with a connection and a run that waits for a worker. */
  async function settled() {
    const there = newTeam();
    await browse();
    const { context } = door;
    const workspaceId = there.team.id;
    await saveConnection(context.db, workspaceId, context.seal, {
      ...{ kind: 'prism', credentials: { clientSecret: 'hunter22' }, hint: 'er22', home: null },
      at: context.clock.now(),
    });
    const run = (await request(context, { workspaceId, kind: 'products', by: there.owner.id }))!;
    return { ...there, workspaceId, run };
  }

  test('closes the workspace: nobody is answered, nothing is worked on, and what was there stays', async () => {
    const { owner, workspaceId, run, help } = await settled();
    const { context } = door;
    const { epoch } = (await findWorkspace(context.db, workspaceId))!;
    expect(await event(owner, appUninstalled())).toMatchObject({ status: 200 });
    expect(await findWorkspace(context.db, workspaceId)).toMatchObject({
      ...{ closedAt: expect.any(Date), epoch: epoch + 1 },
    });
    expect(await findInstallation(context.db, workspaceId, context.seal)).toBeUndefined();
    expect(await help()).toMatchObject({ status: 401 });
    expect(await drain(context, workspaceId)).toBe(false);
    expect(await findRun(context.db, workspaceId, run)).toMatchObject({ state: 'requested' });
    expect(await listConnections(context.db, workspaceId)).toHaveLength(1);
    expect(await actionsIn(workspaceId)).toContain('uninstalled');
  });

  test('and coming back opens it again as it was', async () => {
    const { owner, workspaceId, help } = await settled();
    await event(owner, appUninstalled());
    expect(await browse()).toMatchObject({ status: 200 });
    expect(await help()).toMatchObject({ status: 200 });
    expect(await findWorkspace(door.context.db, workspaceId)).toMatchObject({ closedAt: null });
    expect(await listConnections(door.context.db, workspaceId)).toHaveLength(1);
    expect(await actionsIn(workspaceId)).toEqual(expect.arrayContaining(['installed', 'uninstalled']));
  });

  test('told twice is once; told late, after the app came back, it is not about that', async () => {
    const { owner, workspaceId, help } = await settled();
    for (const _ of [1, 2]) expect(await event(owner, appUninstalled())).toMatchObject({ status: 200 });
    expect((await actionsIn(workspaceId)).filter(action => action === 'uninstalled')).toHaveLength(1);
    await browse();
    const before = Math.floor(Date.now() / 1000) - 60;
    expect(await event(owner, appUninstalled(), { event_time: before })).toMatchObject({ status: 200 });
    expect(await help()).toMatchObject({ status: 200 });
  });

  test('of a workspace that nobody knows is nothing', async () => {
    const { owner, team } = newTeam();
    expect(await event(owner, appUninstalled())).toMatchObject({ status: 200 });
    expect(await findWorkspace(door.context.db, team.id)).toBeUndefined();
  });

  test('a token that was revoked is the end; one of a person is not', async () => {
    const { owner, workspaceId, help } = await settled();
    const oauth = { type: 'tokens_revoked' as const, tokens: { oauth: [owner.id] } };
    expect(await event(owner, oauth)).toMatchObject({ status: 200 });
    expect(await help()).toMatchObject({ status: 200 });
    expect(await event(owner, tokensRevoked([botOf(workspaceId).botUserId]))).toMatchObject({ status: 200 });
    expect(await help()).toMatchObject({ status: 401 });
  });

  test('that cannot be written down is told again', async () => {
    const { owner, workspaceId } = await settled();
    await sql`alter table installations rename to elsewhere`.execute(door.context.db);
    expect(await event(owner, appUninstalled())).toMatchObject({ status: 503 });
    await sql`alter table elsewhere rename to installations`.execute(door.context.db);
    expect(await findWorkspace(door.context.db, workspaceId)).toMatchObject({ closedAt: null });
    expect(await event(owner, appUninstalled())).toMatchObject({ status: 200 });
    expect(await findWorkspace(door.context.db, workspaceId)).toMatchObject({ closedAt: expect.any(Date) });
  });
});

describe('a token that ends', () => {
  const START = '2026-09-01T08:00:00.000Z';
  const HOURS = 3_600_000;
  let clock: SetClock;
  let slack: SlackSandbox;
  let context: Context;
  /** Two processes. */
  let two: [Identities, Identities];
  let teamId: string;
  let closing: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    clock = new SetClock(START);
    slack = await startSlack({ clock });
    const fresh = await freshDatabase();
    const there = await openDoor({ slack, fresh, env: byOAuth });
    context = there.context;
    const { token, ...bot } = slack.install(slack.teamId, undefined, { lifeSeconds: 43_200 });
    teamId = slack.teamId;
    const at = clock.now();
    await saveWorkspace(fresh.db, { id: teamId, name: 'Acme MSP', at });
    const installed = {
      bot: {
        ...{ token, id: bot.botId, userId: bot.botUserId, scopes: bot.scopes },
        ...{ refreshToken: bot.refreshToken, expiresAt: bot.expiresAt! / 1000 },
      },
      isEnterpriseInstall: false,
    };
    const kept = { installation: installed, installedBy: 'U1', installedAt: at };
    await saveInstallation(fresh.db, teamId, context.seal, kept);
    const config = context.config.slack!;
    two = [identify(context, config, clock), identify(context, config, clock)];
    closing = [async () => there[Symbol.asyncDispose](), () => slack.close(), () => fresh.drop()];
    return async () => {
      for (const close of closing) await close();
    };
  });

  const refreshes = () => slack.book.calls.filter(({ method }) => method === 'oauth.v2.access');
  const authorize = (identities: Identities) =>
    identities.authorize({ teamId, enterpriseId: undefined, isEnterpriseInstall: false }, undefined);
  const works = async (token: string | undefined): Promise<boolean> => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${slack.apiUrl}auth.test`, { method: 'POST', headers });
    return ((await answer.json()) as { ok: boolean }).ok;
  };

  test('is used as it is until two hours are left', async () => {
    clock.advance(9 * HOURS);
    expect(await works((await authorize(two[0])).botToken)).toBe(true);
    await two[0].idle();
    expect(refreshes()).toEqual([]);
  });

  test('is renewed in the background while it still works', async () => {
    clock.advance(11 * HOURS);
    slack.faults.add('oauth.v2.access', { kind: 'slow', ms: 300 });
    const old = await authorize(two[0]);
    expect(old.botToken).toBe([...slack.book.installations.values()].at(-1)?.token);
    await two[0].idle();
    expect(refreshes()).toHaveLength(1);
    const renewed = await authorize(two[1]);
    expect(renewed.botToken).not.toBe(old.botToken);
    clock.advance(2 * HOURS);
    expect([await works(old.botToken), await works(renewed.botToken)]).toEqual([false, true]);
  });

  test('is renewed once, however many processes need it at one time', async () => {
    clock.advance(13 * HOURS);
    slack.faults.add('oauth.v2.access', { kind: 'slow', ms: 200 });
    const answers = await Promise.all([
      ...[two[0], two[0], two[1], two[1]].map(authorize),
      two[1].tokenOf(teamId).then(botToken => ({ botToken })),
    ]);
    const tokens = new Set(answers.map(({ botToken }) => botToken));
    expect(tokens.size).toBe(1);
    expect(await works([...tokens][0])).toBe(true);
    expect(refreshes()).toHaveLength(1);
  });

  test('that cannot be renewed is used while it works, then nobody is let in, and it is tried again', async () => {
    clock.advance(11 * HOURS);
    slack.faults.add('oauth.v2.access', { kind: 'error', error: 'internal_error' }, { times: 2 });
    expect(await works((await authorize(two[0])).botToken)).toBe(true);
    await two[0].idle();
    clock.advance(2 * HOURS);
    await expect(authorize(two[0])).rejects.toMatchObject({ name: 'Refused', status: 503 });
    expect(await works((await authorize(two[0])).botToken)).toBe(true);
  });
});

describe('one workspace by its token', () => {
  test('is closed when it leaves, and opened when Slack knows the token again', async () => {
    const slack = await startSlack();
    const fresh = await freshDatabase();
    const first = await openDoor({ slack, fresh, env: byToken });
    expect(await first.type('help')).toMatchObject({ status: 200 });
    const member = first.ada;
    const left = enveloped({ slack, member }, appUninstalled());
    const bot = slack.book.members.get(slack.installation.botUserId)!;
    bot.deleted = true;
    expect(await send(json(first.url, left, first.signing))).toMatchObject({ status: 200 });
    expect(await findWorkspace(fresh.db, slack.teamId)).toMatchObject({ closedAt: expect.any(Date) });
    expect(await first.type('help')).toMatchObject({
      body: { text: expect.stringContaining('nothing was done') },
    });
    expect(
      await identify(first.context, first.context.config.slack!)
        .tokenOf(slack.teamId)
        .catch(() => null),
    ).toBeNull();
    bot.deleted = false;
    await first[Symbol.asyncDispose]();
    const second = await openDoor({ slack, fresh, env: byToken });
    expect(await findWorkspace(fresh.db, slack.teamId)).toMatchObject({ closedAt: null });
    expect(await second.type('help')).toMatchObject({ status: 200 });
    await second[Symbol.asyncDispose]();
    await slack.close();
    await fresh.drop();
  });

  test('a closed one has no token, also for who knew it before', async () => {
    const there = await openDoor();
    const { context, slack } = there;
    const known = identify(context, context.config.slack!);
    expect(await known.tokenOf(slack.teamId)).toBe(slack.botToken);
    expect(await known.tokenOf('T0ELSE')).toBeUndefined();
    const left = enveloped({ slack, member: there.ada }, appUninstalled());
    await send(json(there.url, left, there.signing));
    expect(await known.tokenOf(slack.teamId)).toBeUndefined();
    await there[Symbol.asyncDispose]();
  });
});

test('an installation is sealed again with a new key', async () => {
  const { team } = newTeam();
  await browse();
  const { context } = door;
  const { installation } = (await findInstallation(context.db, team.id, context.seal))!;
  const kept = { installation, installedBy: 'U1', installedAt: context.clock.now() };
  await saveInstallation(context.db, team.id, sealOfTests, kept);
  expect(await resealInstallation(context.db, team.id, sealOfTests)).toBe(false);
  expect(await resealInstallation(context.db, team.id, rotated)).toBe(true);
  expect(await resealInstallation(context.db, team.id, rotated)).toBe(false);
  expect((await findInstallation(context.db, team.id, rotated))?.installation).toEqual(installation);
});
