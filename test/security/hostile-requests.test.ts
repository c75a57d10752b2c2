/** Whatever a stranger, or a broken far side, sends over HTTP: it is turned away, not logged, and the process lives. */
import { createHmac } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { View } from '@slack/types';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { blockAction, suggestion, viewSubmission } from '../sandbox/slack/requests/bodies.ts';
import { payload, send } from '../sandbox/slack/requests/send.ts';
import { type Door, openDoor } from '../slack/door-stage.ts';
import { contentOf } from './two-workspaces.ts';

/** Stands in everything that is sent, and must stand in no line of the log. */
const CONTENT = 'canary-content-4711';

let door: Door;
let before: string;
beforeAll(async () => {
  door = await openDoor();
  await door.type('help');
  await door.app.idle();
});
afterAll(() => door[Symbol.asyncDispose]());
beforeEach(async () => {
  door.log.length = 0;
  before = await contentOf(door.context.db, door.slack.teamId);
});
afterEach(async () => {
  await door.app.idle();
  expect(door.log.join()).not.toContain(CONTENT);
  expect(await contentOf(door.context.db, door.slack.teamId)).toBe(before);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(await (await fetch(`${door.url}/healthz`)).text()).toBe('ok\n');
  expect(await door.type('help')).toMatchObject({ status: 200 });
  await door.app.idle();
});

const port = (): number => Number(new URL(door.url).port);

/** Whether it is closed or broken off. */
const ended = (socket: Socket): Promise<void> => new Promise(resolve => socket.on('close', () => resolve()));

/** Sends bytes as they are. @returns all that comes back until the connection is closed by the other side */
async function raw(bytes: string): Promise<string> {
  const socket = connect(port(), '127.0.0.1');
  let answer = '';
  socket.on('data', piece => {
    answer += piece.toString('latin1');
  });
  socket.on('error', () => {});
  const closed = ended(socket);
  socket.write(bytes, 'latin1');
  await closed;
  return answer;
}

function signed(body: string, type = 'application/json'): Record<string, string> {
  const stamp = String(Math.floor(Date.now() / 1000));
  const hash = createHmac('sha256', door.slack.signingSecret).update(`v0:${stamp}:${body}`).digest('hex');
  return { 'content-type': type, 'x-slack-request-timestamp': stamp, 'x-slack-signature': `v0=${hash}` };
}

async function post(body: string, headers: Record<string, string>): Promise<number> {
  try {
    const answer = await fetch(`${door.url}/slack/events`, { method: 'POST', body, headers });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
}

describe('a body', () => {
  const FIVE = CONTENT.repeat(300_000);

  test.each<[string, () => Promise<number>]>([
    ['signed', () => post(FIVE, signed(FIVE))],
    ['not signed', () => post(FIVE, { 'content-type': 'application/json' })],
    [
      'in a form',
      () => post(`payload=${FIVE}`, signed(`payload=${FIVE}`, 'application/x-www-form-urlencoded')),
    ],
  ])('of five megabytes, %s, is not taken', async (_, work) => {
    // The connection may break before the whole of it was sent.
    expect([413, 0]).toContain(await work());
    expect(await door.told()).toHaveLength(1 + door.slack.book.messages.length - 1);
  });

  test('in chunks without an end, or longer than it says, is not taken', async () => {
    const chunk = `${CONTENT.length.toString(16)}\r\n${CONTENT}\r\n`;
    const head = 'POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';
    const chunked = await raw(`${head}transfer-encoding: chunked\r\n\r\n${chunk.repeat(80_000)}0\r\n\r\n`);
    expect(chunked).toMatch(/^(HTTP\/1\.1 413|$)/);
    const short = await raw(`${head}content-length: 5\r\nconnection: close\r\n\r\n${CONTENT}`);
    expect(short).toMatch(/^HTTP\/1\.1 40[01]/);
  });

  test.each([
    ['nothing', ''],
    ['half an object', `{"x":"${CONTENT}`],
    ['words', CONTENT],
    ['bytes that are no text', `\xff\xfe\x00${CONTENT}`],
    ['a form', `payload={"x":"${CONTENT}"}`],
    ['a page', `<html>${CONTENT}</html>`],
  ])('that is %s where JSON is due is refused', async (_, body) => {
    expect(await post(body, signed(body))).toBe(400);
    expect(door.log.join()).toContain('Malformed request body');
  });

  test.each([
    ['half an object', `payload=${encodeURIComponent(`{"x":"${CONTENT}`)}`],
    ['words', `payload=${CONTENT}`],
    ['nothing', 'payload='],
  ])('whose payload is %s is refused', async (_, body) => {
    expect(await post(body, signed(body, 'application/x-www-form-urlencoded'))).toBe(400);
  });

  test.each([
    ['a list', '[]'],
    ['a number', '7'],
    ['a text', `"${CONTENT}"`],
    ['true', 'true'],
    ['an empty object', '{}'],
    ['of no kind that there is', `{"type":"${CONTENT}"}`],
    ['a command without anybody', `{"command":"/prism","text":"${CONTENT}"}`],
    ['an event of nobody', `{"type":"event_callback","event":{"type":"app_home_opened","tab":"home"}}`],
    ['an event that is none', `{"type":"event_callback","event":"${CONTENT}"}`],
    ['nested a hundred thousand deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('that is %s does nothing', async (_, body) => {
    expect([200, 400, 401]).toContain(await post(body, signed(body)));
    const inForm = `payload=${encodeURIComponent(body)}`;
    expect([200, 400, 401, 413]).toContain(
      await post(inForm, signed(inForm, 'application/x-www-form-urlencoded')),
    );
  });

  test('with a check of certificates brings nothing else along', async () => {
    const body = `ssl_check=1&payload=${encodeURIComponent(JSON.stringify({ type: 'block_actions', text: CONTENT }))}`;
    expect(await post(body, { 'content-type': 'application/x-www-form-urlencoded' })).toBe(200);
    expect(door.slack.book.calls.filter(({ method }) => method.startsWith('views.'))).toEqual([]);
  });
});

describe('interaction', () => {
  const KINDS = [
    'block_actions',
    'view_submission',
    'block_suggestion',
    'view_closed',
    'shortcut',
    'message_action',
  ];
  /** Whole ones, from which parts are taken or in which parts are replaced. */
  const whole = (type: string): Record<string, unknown> => ({
    type,
    team: { id: door.slack.teamId, domain: 'x' },
    user: { id: door.ada.id, team_id: door.slack.teamId },
    trigger_id: '1.2',
    callback_id: 'page',
    actions: [{ type: 'button', action_id: 'sync', block_id: 'b', value: CONTENT }],
    action_id: 'vendor',
    block_id: 'vendor',
    value: CONTENT,
    container: { type: 'view' },
    view: {
      ...{
        id: 'V1',
        hash: '1',
        type: 'modal',
        callback_id: 'link-customer',
        private_metadata: CONTENT,
        blocks: [],
      },
      title: { type: 'plain_text', text: 'x' },
      state: { values: {} },
    },
  });

  test.each(KINDS)(
    '%s without any one of its parts, or with something else in its place, does nothing',
    async type => {
      for (const part of Object.keys(whole(type))) {
        if (part === 'type') continue;
        for (const other of [undefined, null, 7, CONTENT, [], {}, [null], { id: null }]) {
          const body = { ...whole(type), [part]: other };
          const { status } = await send(payload(door.url, body, door.signing));
          expect([200, 401, 500], `${part}: ${JSON.stringify(other)}`).toContain(status);
        }
      }
      await door.app.idle();
    },
  );
});

describe('prototype keys', () => {
  const evil =
    '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"polluted":true}';
  const by = () => ({ slack: door.slack, member: door.ada });
  const open = (metadata: string, callbackId: string, state: Record<string, Record<string, unknown>>) => {
    const title = { type: 'plain_text' as const, text: 'Title' };
    const view: View = {
      type: 'modal',
      callback_id: callbackId,
      title,
      blocks: [],
      private_metadata: metadata,
    };
    const common = { userId: door.ada.id, teamId: door.slack.teamId, previousId: null };
    const opened = { id: 'V1', rootId: 'V1', hash: '1.abc', view, state, ...common };
    door.slack.book.views.set(door.ada.id, [opened]);
    return opened;
  };
  const METADATA = [
    evil,
    `{"page":"run","run":1,"__proto__":{"run":2}}`,
    `{"page":"__proto__"}`,
    `{"page":"constructor","run":1}`,
    `{"tenantId":"__proto__","turn":0,"companyId":"__proto__","months":null,"__proto__":{"x":1}}`,
    `{"plan":"__proto__","product":"__proto__","choice":"__proto__"}`,
    `{"kind":"__proto__","tenantIds":["__proto__"]}`,
  ];

  test('in what buttons carry and are called', async () => {
    for (const id of [
      'open-page',
      'sync',
      'decide',
      'map-product',
      'edit-mapping',
      'bill-invoice',
      '__proto__',
      'constructor',
      'toString',
    ]) {
      for (const value of [...METADATA, '__proto__', 'constructor']) {
        const button = { type: 'button', action_id: id, block_id: '__proto__', action_ts: '1.1', value };
        const body = blockAction(by(), { kind: 'view', open: open(evil, 'page', {}) }, button as never);
        expect(await send(payload(door.url, body, door.signing)), id).toMatchObject({ status: 200 });
        await door.app.idle();
      }
    }
    expect(door.log.filter(line => line.includes('unexpected'))).toEqual([]);
  });

  test('in what modals carry and their fields hold', async () => {
    const state = JSON.parse(
      `{"__proto__":{"__proto__":{"value":"x"}},"constructor":{"prototype":{"value":"x"}}}`,
    );
    for (const id of [
      'page',
      'link-customer',
      'exclude-customer',
      'map-product',
      'reject-plan',
      'program-settings',
      '__proto__',
      'constructor',
    ]) {
      for (const metadata of METADATA) {
        const sent = await send(
          payload(door.url, viewSubmission(by(), open(metadata, id, state)), door.signing),
        );
        expect(sent, id).toMatchObject({ status: 200 });
        expect(sent.body, id).not.toBeNull();
        await door.app.idle();
      }
    }
    expect(door.log.filter(line => line.includes('unexpected'))).toEqual([]);
  });

  test('in what selects ask', async () => {
    for (const id of ['vendor', 'choose-contract', '__proto__', 'constructor'])
      for (const metadata of METADATA) {
        const asked = { action_id: id, block_id: '__proto__', value: '__proto__' };
        const spot = { kind: 'view' as const, open: open(metadata, 'link-customer', {}) };
        const { status, body } = await send(payload(door.url, suggestion(by(), spot, asked), door.signing));
        expect([status, JSON.stringify(body).includes('polluted')], id).toEqual([200, false]);
      }
  });
});

describe('addresses and methods', () => {
  const METHODS = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'FOO', 'PRI', 'POSTX'];

  test.each(METHODS)('%s is no way to the address of Slack', async method => {
    const answer = await raw(
      `${method} /slack/events?${CONTENT} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 40[045] /);
    expect(answer).not.toContain(CONTENT);
  });

  test.each([
    `/${CONTENT}`,
    `/..%2f..%2fetc/passwd?${CONTENT}`,
    `//${CONTENT}`,
    `/slack/events/../../${CONTENT}`,
    `/%ff${CONTENT}`,
    `/%00${CONTENT}`,
    `/${'a'.repeat(8_000)}${CONTENT}`,
    `http://evil.example/${CONTENT}`,
    `*`,
    `/metrics/${CONTENT}`,
    `/__proto__/${CONTENT}`,
    `/constructor`,
  ])('%.40s is not there', async path => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const answer = await raw(
        `${method} ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 (40[0145]|414|431) /);
      expect(answer).not.toContain(CONTENT);
    }
    expect(door.log.filter(line => line.includes('"level":"error"'))).toEqual([]);
  });

  test.each([
    ['an address of a hundred kilobytes', `GET /${CONTENT.repeat(6_000)} HTTP/1.1\r\nhost: x\r\n\r\n`],
    ['headers of a hundred kilobytes', `GET / HTTP/1.1\r\nhost: x\r\nx-a: ${CONTENT.repeat(6_000)}\r\n\r\n`],
    ['ten thousand headers', `GET / HTTP/1.1\r\nhost: x\r\n${`x-a: ${CONTENT}\r\n`.repeat(10_000)}\r\n`],
    [
      'two lengths',
      `POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n${CONTENT}`,
    ],
    [
      'a length and chunks',
      `POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    [
      'an odd encoding',
      `POST /slack/events HTTP/1.1\r\nhost: x\r\ntransfer-encoding: xchunked\r\n\r\n${CONTENT}`,
    ],
    ['a header that is folded', `GET / HTTP/1.1\r\nhost: x\r\nx-a: 1\r\n ${CONTENT}\r\n\r\n`],
    ['no HTTP at all', `${CONTENT}\r\n\r\n`],
    ['the beginning of TLS', `\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03${CONTENT}\r\n\r\n`],
    ['no host', `GET /healthz HTTP/1.1\r\n\r\n`],
  ])('%s is refused by the connection', async (_, bytes) => {
    const answer = await raw(bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answer).not.toContain(CONTENT);
  });

  test('stamps and signatures that come twice are not believed', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: CONTENT });
    const { 'x-slack-signature': signature, 'x-slack-request-timestamp': stamp } = signed(body);
    const head = `POST /slack/events HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n`;
    const once_ = `x-slack-signature: ${signature}\r\nx-slack-request-timestamp: ${stamp}\r\n`;
    expect(await raw(`${head}${once_}\r\n${body}`)).toMatch(/^HTTP\/1\.1 200 /);
    for (const twice of [
      `${once_}x-slack-signature: ${signature}\r\n`,
      `x-slack-signature: v0=0\r\n${once_}`,
      `${once_}x-slack-request-timestamp: ${stamp}\r\n`,
      `x-slack-request-timestamp: 0\r\n${once_}`,
    ])
      expect(await raw(`${head}${twice}\r\n${body}`)).toMatch(/^HTTP\/1\.1 401 /);
  });
});

test('who sends slowly, by the hundred, is hung up on, and others are answered meanwhile', async () => {
  const begun = performance.now();
  const sockets: Socket[] = [];
  const closed: Promise<unknown>[] = [];
  const drip = (start: string): void => {
    const socket = connect(port(), '127.0.0.1');
    socket.on('error', () => {});
    socket.on('connect', () => socket.write(start));
    const drops = setInterval(() => socket.writable && socket.write('x'), 500);
    closed.push(ended(socket).then(() => clearInterval(drops)));
    sockets.push(socket);
  };
  for (let nth = 0; nth < 100; nth++) {
    drip('GET / HTTP/1.1\r\nhost: x\r\nx-a: ');
    drip(
      'POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n{',
    );
  }
  for (let nth = 0; nth < 5; nth++) {
    const { status, ms } = await door.type('help');
    expect(status).toBe(200);
    expect(ms).toBeLessThan(2_000);
  }
  await Promise.all(closed);
  // Ten seconds are given for a request, and two until the next look.
  expect(performance.now() - begun).toBeLessThan(20_000);
});
