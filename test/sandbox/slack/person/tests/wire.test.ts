/** What goes over the wire to the app: signed, forged, repeated, from elsewhere, too long, too much. */
import { expect, test } from 'vitest';
import { addMessage } from '../../conversations.ts';
import * as bodies from '../../requests/bodies.ts';
import {
  appUninstalled,
  channelArchived,
  enveloped,
  redelivered,
  urlVerification,
} from '../../requests/events.ts';
import { load } from '../../requests/load.ts';
import { form, json, payload, type Signing, send } from '../../requests/send.ts';
import { Person } from '../index.ts';
import { actions, button, desk } from './desk.ts';

const asked = async () => {
  const there = await desk();
  const { slack, member, channel, botUrl } = there;
  const by = { slack, member };
  const ask = (signing: Partial<Signing> = {}, text = 'word') => {
    const body = bodies.command(by, channel.id, '/desk', text);
    const fields = Object.fromEntries(Object.entries(body).map(([name, value]) => [name, String(value)]));
    return form(botUrl, fields, { secret: slack.signingSecret, ...signing });
  };
  return { ...there, by, ask };
};

test('what is not signed by Slack just now is turned away', async () => {
  const { ask, heard } = await asked();
  expect(await send(ask())).toMatchObject({ status: 200, body: 'Said at *once*.' });
  for (const wrong of [
    { fault: 'forged' },
    { fault: 'unsigned' },
    { skew: -301 },
  ] satisfies Partial<Signing>[]) {
    expect((await send(ask(wrong))).status).toBe(401);
  }
  const tampered = ask();
  expect((await send({ ...tampered, body: `${tampered.body}+` })).status).toBe(401);
  expect(heard).toEqual(['command word']);
});

test('a replay is the same byte for byte, a stamp may lie ahead, a body may be too long', async () => {
  const { ask, heard, bodiesHeard } = await asked();
  const letter = ask();
  // Bolt takes these three: whoever minds has to look itself.
  for (const one of [letter, letter, ask({ skew: 3_000 })]) expect((await send(one)).status).toBe(200);
  expect(bodiesHeard[1]).toEqual(bodiesHeard[0]);
  expect((await send(ask({}, 'x'.repeat(5_000_000)))).status).toBe(413);
  expect(heard).toHaveLength(3);
});

test('events come in their envelope, once more when Slack says so, and a challenge is answered', async () => {
  const { by, botUrl, slack, heard, channel } = await asked();
  const signing = { secret: slack.signingSecret };
  const archived = json(botUrl, enveloped(by, channelArchived(channel, by.member)), signing);
  for (const letter of [
    archived,
    redelivered(archived, 1),
    json(botUrl, enveloped(by, appUninstalled()), signing),
  ]) {
    expect((await send(letter)).status).toBe(200);
  }
  expect(heard).toEqual(['channel_archive', 'channel_archive again 1', 'app_uninstalled']);
  const verified = await send(json(botUrl, urlVerification('abc'), signing));
  expect(verified).toMatchObject({ status: 200, body: { challenge: 'abc' } });
});

test('a stranger comes to the team of the channel, with a team of their own', async () => {
  const { slack, channel, botUrl, bodiesHeard } = await asked();
  const stranger = slack.addMember({ name: 'sue', teamId: 'T0ELSEWHERE', isStranger: true });
  channel.members.add(stranger.id);
  await new Person(slack, stranger, { botUrl }).type('/desk rows');
  const message = addMessage(slack.book, {
    ...{ channelId: channel.id, userId: slack.installation.botUserId, text: 'Press' },
    blocks: [actions(button('Drop', 'drop'))],
  });
  const spot = { kind: 'message', message } as const;
  const action = {
    type: 'button',
    action_id: 'drop',
    block_id: 'b',
    action_ts: '1.1',
    value: 'it',
  } as const;
  const body = bodies.blockAction({ slack, member: stranger }, spot, action);
  expect((await send(payload(botUrl, body, { secret: slack.signingSecret }))).status).toBe(200);
  expect(bodiesHeard).toMatchObject([
    { team_id: slack.teamId, user_id: stranger.id },
    { team: { id: slack.teamId }, user: { id: stranger.id, team_id: 'T0ELSEWHERE' } },
  ]);
});

test('a member of another team of the organisation comes with that team', async () => {
  const { slack, bodiesHeard, botUrl } = await desk([
    { enterpriseId: 'E1' },
    { name: 'East', enterpriseId: 'E1' },
  ]);
  const [, east] = [...slack.book.teams.keys()];
  slack.install(slack.teamId, undefined, { orgWide: true });
  const teamId = String(east);
  const eve = slack.addMember({ teamId, name: 'eve' });
  slack.addChannel({ teamId, name: 'east', members: [eve.id] });
  await new Person(slack, eve, { botUrl }).type('/desk word');
  expect(bodiesHeard).toMatchObject([
    ...[{ team_id: teamId, team_domain: 'east', enterprise_id: 'E1', is_enterprise_install: 'true' }],
  ]);
});

test('load leaves when it is due, and failures are counted', async () => {
  const { ask, heard } = await asked();
  let count = 0;
  const waits = await load(() => send(ask(count++ % 10 === 9 ? { fault: 'forged' } : {})), {
    perSecond: 100,
    seconds: 0.5,
  });
  expect(waits.count).toBe(50);
  expect(waits.failures.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
  expect(heard).toHaveLength(45);
  expect(waits.p50).toBeGreaterThan(0);
  expect(waits.max).toBeGreaterThanOrEqual(waits.p99);
  expect(waits.p99).toBeGreaterThanOrEqual(waits.p50);
});
