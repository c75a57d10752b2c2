import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from 'vitest';
import { DataHost } from '../../../src/sources/prism/wire/data-host.ts';
import { failure, held, issue, linesOf, september, startWorld, type World } from './prism-fixture.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  expect(world.sandbox.requests.forbidden).toEqual([]);
  expect(world.logged.join('')).not.toContain(world.sandbox.client.clientSecret);
  await world.close();
});
const statuses = (route: 'token' | 'me' | 'customers' | 'invoices' | 'csv') =>
  world.sandbox.requests.of(route).map(({ status }) => status);
const list = () => world.prism.listAgreements();

describe('the token', () => {
  test('is asked for once, with the credentials in a form and nowhere else', async () => {
    await world.prism.check();
    await world.prism.listInvoices();
    const [asked, ...more] = world.sandbox.requests.of('token');
    expect(more).toEqual([]);
    expect(Object.fromEntries(new URLSearchParams(asked?.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: world.sandbox.client.clientId,
      client_secret: world.sandbox.client.clientSecret,
      scope: 'rhipeapi',
    });
    const { clientId, clientSecret } = world.sandbox.client;
    const data = JSON.stringify(world.sandbox.requests.all.filter(({ host }) => host === 'data'));
    expect(data).not.toContain(clientSecret);
    expect(data).not.toContain(clientId);
  });

  test('is renewed two minutes early', async () => {
    await list();
    world.clock.advance(3_400_000);
    await list();
    expect(world.sandbox.tokens.issued).toBe(1);
    world.clock.advance(80_000);
    await list();
    expect(world.sandbox.tokens.issued).toBe(2);
    expect(statuses('customers')).toEqual([200, 200, 200]);
  });

  test('that lives for a minute serves half of it', async () => {
    world.sandbox.switches.tokenLifeSeconds = 60;
    await list();
    world.clock.advance(20_000);
    await list();
    expect(world.sandbox.tokens.issued).toBe(1);
    world.clock.advance(10_000);
    await list();
    expect(world.sandbox.tokens.issued).toBe(2);
  });

  test('is renewed once for all who need it', async () => {
    await Promise.all([list(), world.prism.listInvoices(), world.prism.listTenants(held.id)]);
    expect(world.sandbox.tokens.issued).toBe(1);
    world.sandbox.tokens.revokeAll();
    await Promise.all([list(), world.prism.listInvoices(), world.prism.listTenants(held.id)]);
    expect(world.sandbox.tokens.issued).toBe(2);
  });

  test('refused in mid-sync is renewed once and the request repeated once', async () => {
    issue(world, [september()]);
    await list();
    world.sandbox.tokens.revokeAll();
    expect(await list()).toHaveLength(1);
    expect(statuses('customers')).toEqual([200, 401, 200]);
    world.sandbox.faults.add('csv', { kind: 'status', status: 401 });
    expect(await linesOf(world)).toHaveLength(1);
    expect(statuses('csv')).toEqual([401, 200]);
  });

  test('refused twice means refused credentials', async () => {
    world.sandbox.faults.add(
      'customers',
      { kind: 'status', status: 401, body: { message: 'No.' } },
      { times: 9 },
    );
    expect(await failure(list())).toMatchObject({
      name: 'UserError',
      code: 'credentials-rejected',
      words: 'No.',
    });
    expect(statuses('customers')).toEqual([401, 401]);
    expect(statuses('token')).toEqual([200, 200]);
  });

  test.each([400, 401] as const)('wrong credentials, refused with %s, are sent once', async status => {
    world.sandbox.switches.rejection = status;
    const prism = world.connect({ credentials: { clientId: 'x', clientSecret: 'wrong-secret' } });
    expect(await failure(prism.check())).toMatchObject({
      code: 'credentials-rejected',
      message: 'PRISM does not accept these client credentials.',
      words: 'invalid_client',
      remedy: expect.stringContaining('Manage Client Credentials'),
    });
    expect(statuses('token')).toEqual([status]);
    expect(world.sandbox.requests.all).toHaveLength(1);
  });

  test('a wrong scope is told apart', async () => {
    const prism = world.connect({ scope: 'other' });
    expect(await failure(prism.check())).toMatchObject({
      code: 'credentials-rejected',
      words: 'invalid_scope',
      remedy: expect.stringContaining('PRISM_SCOPE'),
    });
  });

  test('a bad moment of the token endpoint is waited for', async () => {
    world.sandbox.faults.add('token', { kind: 'status', status: 503 });
    world.sandbox.faults.add('token', { kind: 'drop' });
    expect(await list()).toHaveLength(1);
    expect(statuses('token')).toEqual([503, 0, 200]);
  });

  test.each([
    ['a web page', { kind: 'html' }],
    ['nothing', { kind: 'empty' }],
    ['another JSON', { kind: 'json', body: { token: 'x' } }],
    ['404', { kind: 'status', status: 404 }],
    ['a redirect', { kind: 'redirect', to: 'https://elsewhere.example/' }],
  ] as const)('%s instead of a token is an unexpected answer', async (_, fault) => {
    world.sandbox.faults.add('token', fault);
    expect(await failure(list())).toMatchObject({ code: 'unexpected-answer' });
    expect(statuses('token')).toHaveLength(1);
  });
});

describe('a bad moment', () => {
  test.each([408, 429, 500, 502, 503, 504])('%s is tried again', async status => {
    world.sandbox.faults.add('customers', { kind: 'status', status }, { times: 4 });
    const start = world.clock.now().getTime();
    expect(await list()).toHaveLength(1);
    expect(statuses('customers')).toEqual([status, status, status, status, 200]);
    const waited = world.clock.now().getTime() - start;
    expect(waited).toBeGreaterThanOrEqual(15_000);
    expect(waited).toBeLessThan(21_000);
  });

  test('is given up after five tries, in PRISM’s own words', async () => {
    world.sandbox.faults.add(
      'customers',
      { kind: 'status', status: 503, body: { Message: 'Busy' } },
      { times: 9 },
    );
    expect(await failure(list())).toMatchObject({
      name: 'TransientError',
      message: 'PRISM answered 503 to the list of customers (Busy)',
    });
    expect(statuses('customers')).toHaveLength(5);
  });

  test('lasts as long as Retry-After says', async () => {
    world.sandbox.faults.add('customers', { kind: 'status', status: 429, retryAfter: '40' });
    const start = world.clock.now().getTime();
    await list();
    expect(world.clock.now().getTime() - start).toBeGreaterThanOrEqual(40_000);
    world.sandbox.faults.add('customers', { kind: 'status', status: 429, retryAfter: '3600' });
    expect(await failure(list())).toMatchObject({ name: 'TransientError', retryAfterMs: 3_600_000 });
    expect(statuses('customers')).toEqual([429, 200, 429]);
  });

  test('a lost connection is tried again', async () => {
    world.sandbox.faults.add('customers', { kind: 'drop' }, { times: 2 });
    expect(await list()).toHaveLength(1);
    world.sandbox.faults.add('customers', { kind: 'drop' }, { times: 9 });
    expect(await failure(list())).toMatchObject({ name: 'TransientError', how: 'lost' });
  });

  test('a slow answer too', async () => {
    const prism = world.connect({ timeouts: { answerMs: 50 } });
    world.sandbox.faults.add('me', { kind: 'slow', ms: 3_000 });
    expect(await prism.check()).toMatchObject({ agreements: [{ id: held.id }] });
    expect(world.sandbox.requests.count('me')).toBe(2);
  });

  test('at the opening of a file is tried again; once it has begun it is not', async () => {
    issue(world, [september()]);
    world.sandbox.faults.add('csv', { kind: 'status', status: 503 });
    world.sandbox.faults.add('csv', { kind: 'drop' });
    expect(await linesOf(world)).toHaveLength(1);
    world.sandbox.faults.add('csv', { kind: 'cut', how: 'length-unmet' });
    expect(await failure(linesOf(world))).toMatchObject({ code: 'csv-truncated' });
    expect(world.sandbox.requests.count('csv')).toBe(4);
  });
});

describe('what trying again would not change', () => {
  test('403 names what may not be read', async () => {
    world.sandbox.faults.add('tenants', { kind: 'status', status: 403, body: { Message: 'Forbidden' } });
    expect(await failure(world.prism.listTenants(held.id))).toMatchObject({
      code: 'no-permission',
      message: `PRISM does not let this client read the tenants of agreement ${held.id}.`,
      words: 'Forbidden',
    });
    issue(world, [september()]);
    world.sandbox.faults.add('csv', { kind: 'status', status: 403 });
    expect(await failure(linesOf(world))).toMatchObject({ code: 'no-permission' });
    expect([world.sandbox.requests.count('tenants'), world.sandbox.requests.count('csv')]).toEqual([1, 1]);
  });

  test.each([400, 409, 410, 422])('%s', async status => {
    world.sandbox.faults.add('customers', {
      kind: 'status',
      status,
      body: { error: 'e', error_description: 'd' },
    });
    expect(await failure(list())).toMatchObject({ code: 'unexpected-answer', words: 'e: d' });
    expect(statuses('customers')).toEqual([status]);
  });

  test('404 of a list', async () => {
    world.sandbox.faults.add('customers', { kind: 'status', status: 404 });
    expect(await failure(list())).toMatchObject({ code: 'not-available' });
  });

  test('a redirect is not followed, and the token goes nowhere', async () => {
    world.sandbox.faults.add('customers', { kind: 'redirect', to: `${world.sandbox.apiUrl}/api/v1/me` });
    expect(await failure(list())).toMatchObject({
      code: 'unexpected-answer',
      message: expect.stringContaining('sent us elsewhere'),
    });
    expect(world.sandbox.requests.count('me')).toBe(0);
  });

  test('secrets that PRISM repeats are not shown', async () => {
    await list();
    const token = String(world.sandbox.requests.of('customers')[0]?.headers.authorization).slice(7);
    const { clientSecret } = world.sandbox.client;
    const page = `<html>${clientSecret} ${token} Bearer ${token}</html>`;
    world.sandbox.faults.add('customers', { kind: 'html', page });
    world.sandbox.faults.add('token', { kind: 'html', page });
    const first = await failure(list());
    expect(first).toMatchObject({ words: '<html>[redacted] [redacted] Bearer [redacted]</html>' });
    expect(String((first as Error).message)).not.toContain(token);
  });
});

describe('reading only', () => {
  test('the data host has no way to be sent anything', () => {
    expectTypeOf<keyof DataHost>().toEqualTypeOf<'get' | 'stream' | 'close'>();
    expectTypeOf<DataHost['get']>().parameters.toEqualTypeOf<[string, Record<string, string>]>();
    expect(Object.getOwnPropertyNames(DataHost.prototype)).toEqual(['constructor', 'get', 'stream', 'close']);
  });

  test('a path cannot lead to another host', async () => {
    const host = new DataHost('http://127.0.0.1:9', {});
    for (const path of ['@elsewhere.example/', '.elsewhere.example/']) {
      expect(await failure(host.get(path, {}))).toMatchObject({ code: 'host-refused' });
    }
    await host.close();
  });

  test('at most two requests at once, five a second', async () => {
    const start = world.clock.now().getTime();
    await Promise.all(Array.from({ length: 10 }, list));
    expect(world.sandbox.requests.mostAtOnce).toBeLessThanOrEqual(2);
    expect(world.clock.now().getTime() - start).toBeGreaterThanOrEqual(1_800);
  });
});
