import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { Http, type HttpOptions, NoAnswer, retryAfterMs } from '../src/http.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;
const toClose: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0)) await close();
});

async function serve(handler: Handler): Promise<{ url: string; seen: string[]; server: Server }> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    handler(request, response);
  });
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready));
  toClose.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, server };
}

function http(options: Partial<HttpOptions> = {}): Http {
  const made = new Http({ allows: () => true, ...options });
  toClose.push(() => made.close());
  return made;
}

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    error => error,
  );
}

describe('who may be spoken to', () => {
  test('another host is refused before a byte is sent', async () => {
    let connections = 0;
    const there = await serve((_, response) => response.end('x'));
    there.server.on('connection', () => {
      connections += 1;
    });
    const strict = http({ allows: url => url.host === 'api.example.com' });
    for (const send of [
      strict.send({
        method: 'POST',
        url: `${there.url}/x`,
        headers: { authorization: 'Bearer s' },
        body: 's',
      }),
      strict.stream({ method: 'GET', url: `${there.url}/x` }),
      strict.send({ method: 'GET', url: 'not an address' }),
    ]) {
      expect(await failure(send)).toMatchObject({ name: 'UserError', code: 'host-refused' });
    }
    await sleep(20);
    expect(connections).toBe(0);
  });

  test('a redirect is an answer, not an order', async () => {
    const elsewhere = await serve((_, response) => response.end('x'));
    const there = await serve((_, response) => {
      response.writeHead(307, { location: `${elsewhere.url}/stolen` }).end();
    });
    const answer = await http().send({ method: 'POST', url: there.url, body: 'secret' });
    expect(answer).toMatchObject({ status: 307, headers: { location: `${elsewhere.url}/stolen` } });
    expect(elsewhere.seen).toEqual([]);
    expect(there.seen).toHaveLength(1);
  });
});

describe('no answer', () => {
  test('unsent: nothing can have happened', async () => {
    const there = await serve(() => {});
    there.server.close();
    expect(await failure(http().send({ method: 'POST', url: there.url, body: 'x' }))).toMatchObject({
      how: 'unsent',
      message: expect.stringMatching(/could not be reached/),
    });
    expect(await failure(http().send({ method: 'GET', url: 'http://nobody.invalid/' }))).toMatchObject({
      how: 'unsent',
    });
  });

  test('lost: the connection broke before the answer, or in the middle of it', async () => {
    const before = await serve(request => request.socket.destroy());
    const middle = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('half', () => response.destroy());
    });
    for (const { url, seen } of [before, middle]) {
      const error = await failure(http().send({ method: 'POST', url, body: 'x' }));
      expect(error).toBeInstanceOf(NoAnswer);
      expect(error).toMatchObject({ how: 'lost', name: 'TransientError' });
      expect(seen).toHaveLength(1);
    }
  });

  test('slow: no answer in time, or a pause in the middle of it', async () => {
    const before = await serve(() => {});
    const middle = await serve((_, response) => {
      response.writeHead(200);
      response.write('half');
    });
    const impatient = http({ answerTimeoutMs: 50 });
    const errors = await Promise.all(
      [before, middle].map(({ url }) => failure(impatient.send({ method: 'POST', url, body: 'x' }))),
    );
    expect(errors).toMatchObject([{ how: 'slow' }, { how: 'slow' }]);
    expect([before.seen.length, middle.seen.length]).toEqual([1, 1]);
  });

  test('given up by the one who asked', async () => {
    const there = await serve(() => {});
    const signal = AbortSignal.timeout(30);
    expect(await failure(http().send({ method: 'GET', url: there.url, signal }))).toBeInstanceOf(NoAnswer);
  });
});

test.each([408, 429, 500, 502, 503])('%s is handed on as it is, nothing is repeated', async status => {
  const there = await serve((_, response) => response.writeHead(status, { 'Retry-After': '1' }).end('no'));
  for (const method of ['GET', 'POST', 'PATCH'] as const) {
    const answer = await http().send({ method, url: there.url, ...(method === 'GET' ? {} : { body: '{}' }) });
    expect(answer).toMatchObject({ status, body: 'no', headers: { 'retry-after': '1' } });
  }
  expect(there.seen).toEqual(['GET /', 'POST /', 'PATCH /']);
});

describe('lanes', () => {
  test('hold at most three requests at once, other lanes not waiting', async () => {
    const now: Record<string, number> = {};
    const most: Record<string, number> = {};
    const there = await serve(async (request, response) => {
      const lane = request.url ?? '';
      now[lane] = (now[lane] ?? 0) + 1;
      most[lane] = Math.max(most[lane] ?? 0, now[lane]);
      await sleep(20);
      now[lane] -= 1;
      response.end();
    });
    const door = http();
    const ask = (lane: string, count: number) =>
      Array.from({ length: count }, () => door.send({ method: 'GET', url: `${there.url}/${lane}`, lane }));
    await Promise.all([...ask('a', 12), ...ask('b', 12)]);
    expect(most).toEqual({ '/a': 3, '/b': 3 });
    expect(there.seen).toHaveLength(24);
  });

  test('go on after a failure', async () => {
    const there = await serve(request => request.socket.destroy());
    const narrow = http({ laneWidth: 1 });
    const tries = Array.from({ length: 3 }, () =>
      failure(narrow.send({ method: 'GET', url: there.url, lane: 'a' })),
    );
    expect(await Promise.all(tries)).toMatchObject([{ how: 'lost' }, { how: 'lost' }, { how: 'lost' }]);
  });
});

test('a stream is handed over before its end', async () => {
  let finish = () => {};
  const there = await serve((_, response) => {
    response.write('first');
    finish = () => response.end('last');
  });
  const { status, body } = await http().stream({ method: 'GET', url: there.url });
  expect(status).toBe(200);
  const pieces: string[] = [];
  for await (const piece of body) {
    pieces.push(String(piece));
    finish();
  }
  expect(pieces).toEqual(['first', 'last']);
});

test.each([
  [undefined, undefined],
  ['', undefined],
  ['3', 3000],
  [' 0 ', 0],
  ['Sat, 03 Oct 2026 01:00:07 GMT', 7000],
  ['Sat, 03 Oct 2026 00:59:00 GMT', 0],
  ['soon', undefined],
])('Retry-After %j is %j ms', (text, ms) => {
  expect(
    retryAfterMs(text === undefined ? {} : { 'retry-after': text }, new Date('2026-10-03T01:00:00Z')),
  ).toBe(ms);
});
