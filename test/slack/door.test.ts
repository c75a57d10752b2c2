/** Who and what is let in: signatures, stamps, replays, strangers; and that everything is acknowledged, whatever breaks. */
import type { View } from '@slack/types';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createApp } from '../../src/app.ts';
import { removePerson, savePerson } from '../../src/store/people.ts';
import type { Member } from '../sandbox/slack/book.ts';
import { blockAction, command, suggestion, viewSubmission } from '../sandbox/slack/requests/bodies.ts';
import { appHomeOpened, enveloped, redelivered, urlVerification } from '../sandbox/slack/requests/events.ts';
import { form, json, payload, send } from '../sandbox/slack/requests/send.ts';
import { type Door, openDoor } from './door-stage.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor({ workers: () => true });
});
afterAll(() => door[Symbol.asyncDispose]());
beforeEach(() => {
  door.slack.faults.clear();
  door.slack.book.messages.length = 0;
  door.slack.book.calls.length = 0;
  door.log.length = 0;
});

/** Lines of the log that say so. */
const logged = (words: string): string[] => door.log.filter(line => line.includes(words));
const by = (member: Member = door.ada) => ({ slack: door.slack, member });

/** A modal that Ada has open, of which nothing but its callback id is known to the app. */
function openView(callbackId: string, blocks: View['blocks'] = []) {
  const { slack, ada } = door;
  const title = { type: 'plain_text' as const, text: 'Title' };
  const view: View = { type: 'modal', callback_id: callbackId, title, blocks };
  const common = { userId: ada.id, teamId: slack.teamId, previousId: null, state: {} };
  return { id: 'V1', rootId: 'V1', hash: '1.abc', view, ...common };
}

const field: View['blocks'][number] = {
  type: 'input',
  block_id: 'reason',
  label: { type: 'plain_text', text: 'Reason' },
  element: { type: 'plain_text_input', action_id: 'reason' },
};

/** Holds a table, as a database that hangs, while `work` goes on. */
async function whileHeld<T>(table: string, work: () => Promise<T>): Promise<T> {
  const hold = await door.fresh.db.startTransaction().execute();
  try {
    await sql`lock table ${sql.table(table)} in access exclusive mode`.execute(hold);
    return await work();
  } finally {
    await hold.rollback().execute();
  }
}

describe('a signed request', () => {
  test('is answered', async () => {
    expect(await door.type('help')).toMatchObject({ status: 200 });
    expect((await door.told()).join()).toContain('/prism');
  });

  test.each<[string, Parameters<Door['letter']>[1], number]>([
    ['signed with another secret', { fault: 'forged' }, 401],
    ['not signed', { fault: 'unsigned' }, 401],
    ['of six minutes ago', { skew: -360 }, 401],
    ['of six minutes from now', { skew: 360 }, 401],
    ['of four minutes ago', { skew: -240 }, 200],
    ['of four minutes from now', { skew: 240 }, 200],
  ])('%s', async (_, how, status) => {
    expect(await send(door.letter('help', how))).toMatchObject({ status });
    expect(await door.told()).toHaveLength(status === 200 ? 1 : 0);
    expect(door.log.filter(line => line.includes('"level":"warn"')).length).toBe(status === 200 ? 0 : 1);
  });

  test('is taken once, also when it comes twice at a time', async () => {
    const letter = door.letter('help');
    const both = await Promise.all([send(letter), send(letter)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 401]);
    expect(await send(letter)).toMatchObject({ status: 401 });
    expect(await door.told()).toHaveLength(1);
    expect(logged('"why":"replay"')).toHaveLength(2);
  });

  test('that Slack delivers again, because it did not hear, is acknowledged and not done again', async () => {
    const letter = json(door.url, enveloped(by(), appHomeOpened(by())), door.signing);
    expect(await send(letter)).toMatchObject({ status: 200 });
    expect(await send(redelivered(letter, 1))).toMatchObject({ status: 200 });
    await door.app.idle();
    expect(door.slack.book.calls.filter(({ method }) => method === 'views.publish')).toHaveLength(1);
  });

  test('for choices may come twice within a second', async () => {
    const asked = { action_id: 'vendor', block_id: 'vendor', value: '' };
    const body = suggestion(by(), { kind: 'view', open: openView('program-settings') }, asked);
    const letter = payload(door.url, body, door.signing);
    expect(await send(letter)).toMatchObject({ status: 200, body: { options: [] } });
    expect(await send(letter)).toMatchObject({ status: 200, body: { options: [] } });
  });

  test('of another workspace is refused', async () => {
    const team = door.slack.addTeam();
    const member = door.slack.addMember({ teamId: team.id, isOwner: true });
    const channel = door.slack.addChannel({ teamId: team.id, members: [member.id] });
    expect(await door.type('help', { member, channel })).toMatchObject({ status: 401 });
    expect(await door.told(member)).toEqual([]);
    expect(logged('"why":"not-installed"')).toHaveLength(1);
  });

  test('of five megabytes is not read', async () => {
    const { status } = await send(door.letter(`help ${'x'.repeat(5_000_000)}`));
    // The connection may break before the whole of it was sent.
    expect([413, 0]).toContain(status);
    expect(await door.told()).toEqual([]);
    expect(await door.type('help')).toMatchObject({ status: 200 });
  });

  test('that proves the address is answered', async () => {
    expect(await send(json(door.url, urlVerification('c-1'), door.signing))).toMatchObject({
      ...{ status: 200, body: { challenge: 'c-1' } },
    });
  });
});

describe('somebody', () => {
  const sync = (member: Member) => {
    door.channel.members.add(member.id);
    return door.type('sync', { member });
  };

  test.each<[string, Partial<Member>, string]>([
    ['who is a guest', { isRestricted: true }, 'only members of its own workspace'],
    ['who is a guest of one channel', { isUltraRestricted: true }, 'only members of its own workspace'],
    ['of another organisation', { isStranger: true }, 'only members of its own workspace'],
    ['who left', { deleted: true }, 'only members of its own workspace'],
    ['without a role', {}, 'Only operators and admins'],
  ])('%s is told so', async (_, given, words) => {
    const member = door.slack.addMember(given);
    expect(await sync(member)).toMatchObject({ status: 200 });
    expect((await door.told(member)).join()).toContain(words);
  });

  test('who pressed a button from another workspace is told so', async () => {
    const open = { kind: 'view' as const, open: openView('page') };
    const button = { type: 'button', action_id: 'sync', block_id: 'b', action_ts: '1.1' };
    const body = blockAction(by(), open, button);
    const from = { ...body, user: { ...body.user, team_id: 'T0ELSE' } };
    expect(await send(payload(door.url, from, door.signing))).toMatchObject({ status: 200 });
    await door.app.idle();
    expect(logged('somebody of another workspace was refused')).toHaveLength(1);
  });

  test('who lost the role may not any more what they could', async () => {
    const { db } = door.context;
    const member = door.slack.addMember();
    const named = { kind: 'user' as const, id: member.id };
    const more = { role: 'viewer' as const, namedBy: door.ada.id, namedAt: door.context.clock.now() };
    const status = () => door.type('status', { member });
    door.channel.members.add(member.id);
    await savePerson(db, door.slack.teamId, { ...named, ...more });
    await status();
    expect((await door.told(member)).join()).not.toContain('Only viewers');
    await removePerson(db, door.slack.teamId, named);
    await status();
    expect((await door.told(member)).at(-1)).toContain('Only viewers, operators and admins');
  });
});

describe('what nobody knows any more is acknowledged and told', () => {
  test.each(['no-such-thing', 'constructor', '__proto__', ''])('a button: %s', async id => {
    const [message] = await (async () => {
      await door.type('help');
      await door.app.idle();
      return door.slack.book.messages;
    })();
    const button = { type: 'button', action_id: id, block_id: 'b', action_ts: '1.1' };
    const body = blockAction(by(), { kind: 'message', message: message!, state: {} }, button);
    expect(await send(payload(door.url, body, door.signing))).toMatchObject({ status: 200 });
    expect((await door.told()).at(-1)).toContain('older version');
  });

  test.each(['no-such-thing', 'constructor', ''])('a modal: %s', async id => {
    const sent = await send(payload(door.url, viewSubmission(by(), openView(id)), door.signing));
    expect(sent).toMatchObject({ status: 200, body: { response_action: 'update' } });
    expect(JSON.stringify(sent.body)).toContain('older version');
  });

  test.each(['no-such-thing', 'constructor', ''])('a select: %s', async id => {
    const asked = { action_id: id, block_id: 'b', value: 'x' };
    const body = suggestion(by(), { kind: 'view', open: openView('page') }, asked);
    expect(await send(payload(door.url, body, door.signing))).toMatchObject({
      ...{ status: 200, body: { options: [] } },
    });
  });

  test('a shortcut, a closed window, a command of somebody else', async () => {
    const { slack, channel } = door;
    const origin = { team: { id: slack.teamId }, user: { id: door.ada.id, team_id: slack.teamId } };
    const shortcut = { type: 'shortcut', callback_id: 'x', trigger_id: '1.2', ...origin };
    const { view } = viewSubmission(by(), openView('page'));
    const closed = { type: 'view_closed', view, is_cleared: false, ...origin };
    for (const body of [shortcut, closed])
      expect(await send(payload(door.url, body, door.signing))).toMatchObject({ status: 200 });
    const fields = { ...command(by(), channel.id, '/else', 'x') } as unknown as Record<string, string>;
    const sent = await send(form(door.url, fields, door.signing));
    expect(sent).toMatchObject({ status: 200 });
    expect(sent.ms).toBeLessThan(1_000);
  });
});

describe('Slack', () => {
  test('that does not say who it is: the person is told, and nothing is done', async () => {
    const member = door.slack.addMember({ isAdmin: true });
    door.channel.members.add(member.id);
    door.slack.faults.add('users.info', { kind: 'status', status: 503 });
    const sent = await door.type('status', { member });
    expect(sent).toMatchObject({ status: 200 });
    expect(sent.ms).toBeLessThan(1_000);
    expect((await door.told(member)).join()).toContain('Slack could not say who you are');
  });

  test('that is slow: a form keeps what was typed and says so beside its first field', async () => {
    const member = door.slack.addMember({ isAdmin: true });
    door.slack.faults.add('users.info', { kind: 'slow', ms: 2_200 });
    const open = { ...openView('exclude-customer', [field]), userId: member.id };
    const sent = await send(payload(door.url, viewSubmission(by(member), open), door.signing));
    expect(sent).toMatchObject({
      status: 200,
      body: {
        response_action: 'errors',
        errors: { reason: expect.stringContaining('Slack could not say in time who you are') },
      },
    });
  });

  test('that is slow: a select has no choices, in time', async () => {
    const member = door.slack.addMember({ isAdmin: true });
    door.slack.faults.add('users.info', { kind: 'slow', ms: 2_450 });
    const asked = { action_id: 'vendor', block_id: 'vendor', value: 'm' };
    const spot = { kind: 'view' as const, open: openView('program-settings') };
    const sent = await send(payload(door.url, suggestion(by(member), spot, asked), door.signing));
    expect(sent).toMatchObject({ status: 200, body: { options: [] } });
    expect(sent.ms).toBeLessThan(3_000);
  });
});

describe('a database that hangs', () => {
  test('is told to who typed, and nothing is done, also not later', async () => {
    const [typed, opened] = await whileHeld('seen_requests', async () => [
      await door.type('help'),
      await send(json(door.url, enveloped(by(), appHomeOpened(by())), door.signing)),
    ]);
    expect(typed).toMatchObject({ status: 200, body: { text: expect.stringContaining('nothing was done') } });
    expect(opened).toMatchObject({ status: 503 });
    expect(await door.told()).toEqual([]);
    expect(door.slack.book.calls).toEqual([]);
  });

  test('behind the door: a form says so in time', async () => {
    const open = openView('exclude-customer', [field]);
    const sent = await whileHeld('people', () =>
      send(payload(door.url, viewSubmission(by(), open), door.signing)),
    );
    expect(sent).toMatchObject({ status: 200, body: { response_action: 'errors' } });
    expect(sent.ms).toBeLessThan(3_000);
    await door.app.idle();
  });

  test('is seen by who asks whether it is ready', async () => {
    const ready = async () => {
      const answer = await fetch(`${door.url}/readyz`);
      return { status: answer.status, body: await answer.json() };
    };
    expect(await ready()).toEqual({ status: 200, body: { database: 'ok', workers: 'ok' } });
    expect(await whileHeld('workspaces', ready)).toEqual({
      status: 503,
      body: { database: 'the database does not answer', workers: 'ok' },
    });
  });
});

describe('secrets', () => {
  const SECRET = 'zB2-5TpWc9Hq7LmX0dRk';

  test('typed into a command are refused, with what to do now', async () => {
    await door.type(`connect prism client_secret=${SECRET}`);
    await door.type(`connect ${SECRET}`);
    const told = await door.told();
    expect(told).toHaveLength(2);
    for (const one of told) expect(one).toContain('Rotate it');
    expect(told.join()).not.toContain(SECRET);
    expect(logged(SECRET)).toEqual([]);
  });

  test('typed into a form are in no line of the log, at any level', async () => {
    const value = { type: 'plain_text_input', value: SECRET };
    const state = { clientSecret: { clientSecret: value } };
    const open = { ...openView('connect-prism', [field]), state };
    const body = viewSubmission(by(), open);
    expect(JSON.stringify(body)).toContain(SECRET);
    expect(await send(payload(door.url, body, door.signing))).toMatchObject({ status: 200 });
    await door.app.idle();
    expect(logged(SECRET)).toEqual([]);
  });
});

describe('other addresses', () => {
  const get = async (path: string) => {
    const answer = await fetch(`${door.url}${path}`);
    return { status: answer.status, text: await answer.text() };
  };

  test('/healthz lives', async () => {
    expect(await get('/healthz')).toEqual({ status: 200, text: 'ok\n' });
  });

  test('/metrics counts, and names nobody', async () => {
    await door.type('help');
    await send(door.letter('help', { skew: 400 }));
    await door.app.idle();
    const { status, text } = await get('/metrics');
    expect(status).toBe(200);
    expect(text).toMatch(/prism_bot_slack_ack_seconds_count\{kind="command"\} [1-9]/);
    expect(text).toMatch(/prism_bot_slack_refusals_total\{why="stamp"\} [1-9]/);
    expect(text).toContain('nodejs_eventloop_lag_seconds');
    for (const id of [door.slack.teamId, door.ada.id, door.slack.botToken]) expect(text).not.toContain(id);
  });

  test.each(['/', '//', '/slack/events', '/slack/install', '/slack/oauth_redirect?code=x', '/%ff'])(
    '%s is none',
    async path => {
      expect(await get(path)).toEqual({ status: 404, text: '' });
      expect(logged('"level":"error"')).toEqual([]);
    },
  );

  test('a worker that does not run is told', async () => {
    const { context, slack } = door;
    const app = createApp(context, context.config.slack!, { workers: () => false });
    const url = `http://127.0.0.1:${await app.start(0)}`;
    const answer = await fetch(`${url}/readyz`);
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { database: 'ok', workers: 'a worker is not running' },
    ]);
    await app.stop();
    expect(slack.findings).toEqual([]);
  });
});

describe('the process', () => {
  test('starts while Slack does not answer, and works when it does', async () => {
    const { context, slack } = door;
    slack.faults.add('auth.test', { kind: 'error', error: 'invalid_auth' }, { times: 2 });
    const app = createApp(context, context.config.slack!);
    const url = `http://127.0.0.1:${await app.start(0)}`;
    const type = async () => {
      const letter = door.letter('help');
      return send({ ...letter, url: letter.url.replace(door.url, url) });
    };
    expect(await type()).toMatchObject({
      ...{ status: 200, body: { text: expect.stringContaining('nothing was done') } },
    });
    expect(await type()).toMatchObject({ status: 200, body: null });
    await app.stop();
    expect(await door.told()).toHaveLength(1);
  });

  test('stops when what it acknowledged is done', async () => {
    const { context, slack } = door;
    const app = createApp(context, context.config.slack!);
    const url = `http://127.0.0.1:${await app.start(0)}`;
    const member = slack.addMember({ isAdmin: true });
    slack.faults.add('users.info', { kind: 'slow', ms: 300 });
    door.channel.members.add(member.id);
    const fields = { ...command(by(member), door.channel.id, '/prism', 'help') };
    await send(form(url, fields as unknown as Record<string, string>, door.signing));
    await app.stop();
    expect(await door.told(member)).toHaveLength(1);
    expect(await send(door.letter('help'))).toMatchObject({ status: 200 });
  });
});
