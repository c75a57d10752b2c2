import { describe, expect, test } from 'vitest';
import { onStage } from './stage.ts';

const stage = onStage();
const { call } = stage;

describe('a token', () => {
  test('must be there, known, of the right kind and of the right scopes', async () => {
    const bare = await fetch(`${stage.slack.apiUrl}auth.test`, { method: 'POST' });
    expect(await bare.json()).toMatchObject({ ok: false, error: 'not_authed' });
    expect(await call('auth.test', {}, 'xoxb-unknown')).toMatchObject({ error: 'invalid_auth' });
    expect(await call('auth.test', {}, stage.slack.appToken)).toMatchObject({
      error: 'not_allowed_token_type',
    });
    expect(await call('apps.connections.open')).toMatchObject({ error: 'not_allowed_token_type' });
    const { token } = stage.slack.install(stage.slack.teamId, ['commands']);
    expect(await call('users.info', { user: stage.ada.id }, token)).toMatchObject({
      ...{ error: 'missing_scope', needed: 'users:read', provided: 'commands' },
    });
  });

  test('says whose it is', async () => {
    const { botUserId, botId } = stage.slack.installation;
    expect(await call('auth.test')).toMatchObject({
      ...{ ok: true, team_id: stage.slack.teamId, user_id: botUserId, bot_id: botId },
    });
  });

  test('is dead once revoked; after an uninstall all are, and stay so when the app comes back', async () => {
    expect(await call('auth.revoke', { test: true })).toMatchObject({ revoked: false });
    expect(await call('auth.revoke')).toMatchObject({ revoked: true });
    expect(await call('auth.test')).toMatchObject({ error: 'token_revoked' });
    const { token } = stage.slack.install(stage.slack.teamId);
    const { clientId, clientSecret } = stage.slack;
    const secrets = { client_id: clientId, client_secret: clientSecret };
    expect(await call('apps.uninstall', { ...secrets, client_secret: 'x' }, token)).toMatchObject({
      error: 'bad_client_secret',
    });
    expect(await call('apps.uninstall', secrets, token)).toMatchObject({ ok: true });
    expect(await call('auth.test', {}, token)).toMatchObject({ error: 'account_inactive' });
    const again = stage.slack.install(stage.slack.teamId);
    expect(again.botUserId).toBe(stage.slack.installation.botUserId);
    expect(await call('auth.test', {}, token)).toMatchObject({ error: 'token_revoked' });
    expect(await call('auth.test', {}, again.token)).toMatchObject({ ok: true });
  });

  test('serves its team alone', async () => {
    const other = stage.slack.addTeam();
    const { id: channel } = stage.slack.addChannel({ teamId: other.id });
    const { id: user } = stage.slack.addMember({ teamId: other.id });
    expect(await call('chat.postMessage', { channel, text: 'x' })).toMatchObject({
      error: 'channel_not_found',
    });
    expect(await call('users.info', { user })).toMatchObject({ error: 'user_not_visible' });
    expect(await call('usergroups.list', { team_id: other.id })).toMatchObject({
      error: 'team_access_not_granted',
    });
  });

  test('of an org-wide install serves every team of the organisation, and lists need to be told which', async () => {
    const enterpriseId = 'E0000000001';
    const [north, south] = [stage.slack.addTeam({ enterpriseId }), stage.slack.addTeam({ enterpriseId })];
    const { token } = stage.slack.install(north.id, undefined, { orgWide: true });
    const { id: channel } = stage.slack.addChannel({ teamId: south.id });
    expect(await call('chat.postMessage', { channel, text: 'x' }, token)).toMatchObject({ ok: true });
    expect(await call('auth.test', {}, token)).toMatchObject({
      ...{ team_id: enterpriseId, is_enterprise_install: true },
    });
    expect(await call('conversations.list', {}, token)).toMatchObject({ error: 'invalid_arguments' });
    expect(await call('conversations.list', { team_id: south.id }, token)).toMatchObject({
      channels: [{ id: channel }],
    });
    const { teamId } = stage.slack;
    expect(await call('conversations.list', { team_id: teamId }, token)).toMatchObject({
      error: 'team_access_not_granted',
    });
  });
});

describe('installing', () => {
  const authorize = async (query: object = {}) => {
    const url = new URL(stage.slack.oauthUrl);
    const asked = {
      ...{ client_id: stage.slack.clientId, scope: 'commands,chat:write', state: 's1' },
      ...{ redirect_uri: 'https://app.example/slack/oauth_redirect' },
      ...query,
    };
    url.search = new URLSearchParams(asked).toString();
    const response = await fetch(url, { redirect: 'manual' });
    return { status: response.status, back: new URL(response.headers.get('location') ?? 'about:blank') };
  };
  const exchange = (args: object) => {
    const { clientId, clientSecret } = stage.slack;
    return call('oauth.v2.access', { client_id: clientId, client_secret: clientSecret, ...args });
  };
  const code = async () => (await authorize()).back.searchParams.get('code')!;

  test('goes by the authorize page, and back with a code that is good once for ten minutes', async () => {
    const { status, back } = await authorize();
    expect([status, back.origin, back.searchParams.get('state')]).toEqual([302, 'https://app.example', 's1']);
    const asked = { code: back.searchParams.get('code') };
    expect(await exchange({ ...asked, redirect_uri: 'https://evil.example' })).toMatchObject({
      error: 'bad_redirect_uri',
    });
    const answer = await exchange(asked);
    expect(answer).toMatchObject({
      ...{ ok: true, token_type: 'bot', app_id: stage.slack.appId, authed_user: { id: stage.ada.id } },
      ...{ team: { id: stage.slack.teamId }, enterprise: null, is_enterprise_install: false },
    });
    // The team had the app: its token stays, and keeps the scopes it had.
    expect(answer.access_token).toBe(stage.slack.botToken);
    expect(answer.scope).toContain('users:read');
    expect(await exchange(asked)).toMatchObject({ error: 'code_already_used' });
    const late = await code();
    stage.clock.advance(600_001);
    expect(await exchange({ code: late })).toMatchObject({ error: 'invalid_code' });
  });

  test('refused by the person, or asked for by an unknown app', async () => {
    stage.slack.consent.refuse = true;
    const { back } = await authorize();
    expect([...back.searchParams]).toEqual([
      ['state', 's1'],
      ['error', 'access_denied'],
    ]);
    expect((await authorize({ client_id: '1.2' })).status).toBe(400);
    expect(await exchange({ code: 'x', client_id: '1.2' })).toMatchObject({ error: 'invalid_client_id' });
    expect(await exchange({ code: 'x', client_secret: 'x' })).toMatchObject({ error: 'bad_client_secret' });
  });

  test('org-wide has no team', async () => {
    const { id: teamId } = stage.slack.addTeam({ enterpriseId: 'E0000000001' });
    stage.slack.addMember({ teamId });
    Object.assign(stage.slack.consent, { teamId, orgWide: true });
    expect(await exchange({ code: await code() })).toMatchObject({
      ...{ team: null, enterprise: { id: 'E0000000001' }, is_enterprise_install: true },
    });
  });

  test('with rotation, the token ends and the refresh token is good once', async () => {
    stage.slack.switches.tokenLifeSeconds = 43_200;
    const first = await exchange({ code: await code() });
    expect(first).toMatchObject({ expires_in: 43_200, access_token: expect.stringMatching(/^xoxe\.xoxb-/) });
    const refresh = () => exchange({ grant_type: 'refresh_token', refresh_token: first.refresh_token });
    const second = await refresh();
    expect(second).toMatchObject({ ok: true, bot_user_id: first.bot_user_id });
    expect(await refresh()).toMatchObject({ error: 'invalid_refresh_token' });
    expect(await call('auth.test', {}, String(first.access_token))).toMatchObject({ ok: true });
    stage.clock.advance(43_200_000);
    expect(await call('auth.test', {}, String(second.access_token))).toMatchObject({
      error: 'token_expired',
    });
  });
});

describe('people and places', () => {
  test('a member is shown with what roles are read from', async () => {
    const { id: user } = stage.slack.addMember({ isAdmin: true, timeZone: 'Asia/Tokyo', isRestricted: true });
    expect(await call('users.info', { user })).toMatchObject({
      user: {
        id: user,
        is_admin: true,
        is_owner: false,
        is_restricted: true,
        tz: 'Asia/Tokyo',
        deleted: false,
      },
    });
    expect(await call('users.info', { user: 'U404' })).toMatchObject({ error: 'user_not_found' });
  });

  test('lists come in pages', async () => {
    for (let i = 0; i < 4; i++) stage.slack.addChannel({ name: `room-${i}` });
    stage.slack.addChannel({ kind: 'private' });
    stage.slack.addChannel({ archived: true });
    const names: string[] = [];
    let cursor = '';
    do {
      const answer = await call('conversations.list', { limit: 2, cursor, exclude_archived: true });
      names.push(...(answer.channels as { name: string }[]).map(({ name }) => name));
      cursor = (answer.response_metadata as { next_cursor: string }).next_cursor;
    } while (cursor !== '');
    expect(names).toEqual(['ops', 'room-0', 'room-1', 'room-2', 'room-3']);
    expect(await call('conversations.list', { types: 'lobby' })).toMatchObject({ error: 'invalid_types' });
    expect(await call('conversations.list', { types: 'im' })).toMatchObject({ needed: 'im:read' });
    expect(await call('users.list', { limit: 1 })).toMatchObject({ members: [{ is_bot: true }] });
  });

  test('a private channel is seen from inside', async () => {
    const inside = [stage.slack.installation.botUserId];
    const { id: open } = stage.slack.addChannel({ kind: 'private', members: inside });
    const { id: closed } = stage.slack.addChannel({ kind: 'private' });
    expect(await call('conversations.info', { channel: open })).toMatchObject({
      channel: { is_private: true, is_member: true },
    });
    expect(await call('conversations.info', { channel: closed })).toMatchObject({
      error: 'channel_not_found',
    });
  });

  test('user groups', async () => {
    const group = stage.slack.addGroup({ handle: 'billing', members: [stage.ada.id] });
    const gone = stage.slack.addGroup({ handle: 'gone', disabled: true });
    expect(await call('usergroups.list', { include_users: true })).toMatchObject({
      usergroups: [{ id: group.id, handle: 'billing', users: [stage.ada.id] }],
    });
    expect(await call('usergroups.users.list', { usergroup: group.id })).toMatchObject({
      users: [stage.ada.id],
    });
    expect(await call('usergroups.users.list', { usergroup: gone.id })).toMatchObject({
      error: 'no_such_subteam',
    });
  });

  test('direct messages are with people', async () => {
    const open = (users: string) => call('conversations.open', { users });
    expect(await open(stage.slack.installation.botUserId)).toMatchObject({ error: 'cannot_dm_bot' });
    expect(await open('U404')).toMatchObject({ error: 'user_not_found' });
    expect(await open(stage.slack.addMember({ deleted: true }).id)).toMatchObject({ error: 'user_disabled' });
    expect(await open(`${stage.ada.id},${stage.slack.addMember().id}`)).toMatchObject({
      needed: 'mpim:write',
    });
  });
});
