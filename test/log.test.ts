import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { UserError } from '../src/errors.ts';
import { createLog, type LogLevel, scrub } from '../src/log.ts';
import { Seal } from '../src/seal.ts';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

function capture(level: LogLevel = 'trace') {
  const lines: string[] = [];
  const log = createLog({ level, destination: { write: line => lines.push(line) } });
  return {
    log,
    lines,
    written: () => lines.join(''),
    records: () => lines.map(line => JSON.parse(line) as Record<string, unknown>),
  };
}

/** Fresh each time, so that nothing can be recognised but by name or looks. Each contains the word to search for. */
const canary = () => `cAnArY${randomBytes(8).toString('hex')}`;

describe('no secret is written', () => {
  const places: [string, (secret: string) => unknown[]][] = [
    ['a field', s => [{ password: s }, 'x']],
    ['a field in another case', s => [{ CLIENT_SECRET: s, 'Api-Integration-Code': s }, 'x']],
    ['a nested field', s => [{ a: { b: [{ c: { d: { e: { accessToken: s } } } }] } }, 'x']],
    ['an object under a telling name', s => [{ credentials: { user: s, more: [s] } }, 'x']],
    ['a number of a list under a telling name', s => [{ tokens: [s] }, 'x']],
    ['headers', s => [{ headers: { Authorization: s, COOKIE: s, 'set-cookie': [s] } }, 'x']],
    ['an authorization header in a list', s => [{ raw: ['authorization', `Bearer ${s}`] }, 'x']],
    ['basic credentials', s => [`sent Basic ${Buffer.from(`me:${s}`).toString('base64')}`]],
    ['a header in words', s => [`answered to ApiIntegrationCode: ${s}\r\nhost: example.com`]],
    ['the message', s => [`sent Bearer ${s} there`]],
    ['a bot token in the message', s => [`xoxb-1-${s} and xoxe.xoxp-1-${s} and xapp-1-A-${s}`]],
    ['an address with a password', s => [`connect postgres://app:${s}@db.example:5432/prism failed`]],
    ['an address whose password has odd letters', s => [`smtp://me:${s}/@:x@mail.example:25`]],
    ['an address with a bare token', s => [`cloned https://${s}@example.com/x`]],
    ['a form', s => [`body grant_type=x&client_secret=${s}&scope=y`]],
    ['JSON in the message', s => [`answered ${JSON.stringify({ access_token: s, more: { Secret: s } })}`]],
    ['JSON in JSON in a field', s => [{ body: JSON.stringify({ in: JSON.stringify({ secret: s }) }) }, 'x']],
    ['an inspected object', s => [`options { clientSecret: '${s}', token: '${s}' }`]],
    ['an error message', s => [{ err: new Error(`refused: Bearer ${s}`) }, 'x']],
    ['an error alone', s => [new Error(`refused: Bearer ${s}`)]],
    ['the cause of an error', s => [{ err: new Error('x', { cause: new Error(`password=${s}`) }) }, 'x']],
    ['a field of an error', s => [{ err: Object.assign(new Error('x'), { config: { secret: s } }) }, 'x']],
    [
      'the words of a user error',
      s => [{ err: new UserError('x', { code: 'x', remedy: 'x', words: `"secret":"${s}"` }) }, 'x'],
    ],
    ['bytes', s => [{ body: Buffer.from(s) }, 'x']],
    ['a name', s => [{ [`xoxb-${s}`]: 1 }, 'x']],
    ['the settings', s => [{ config: { databaseUrl: s, encryptionKeys: s, mail: { smtpUrl: s } } }, 'x']],
  ];

  test.each(places)('in %s, at any level', (_, args) => {
    const secret = canary();
    const { log, lines, written } = capture();
    for (const level of LEVELS) {
      (log[level] as (...given: unknown[]) => void)(...args(secret));
      (log.child({ run: '7' })[level] as (...given: unknown[]) => void)(...args(secret));
    }
    expect(lines).toHaveLength(12);
    expect(written()).not.toContain(secret);
    expect(written()).not.toContain(Buffer.from(`me:${secret}`).toString('base64'));
    expect(written()).not.toContain([...Buffer.from(secret)].join(','));
    expect(written()).toMatch(/\[redacted\]|\[bytes\]/);
  });

  test('sealed values', () => {
    const seal = new Seal(`k1:${randomBytes(32).toString('base64')}`);
    const sealed = seal.seal('', 'connections.secret:1');
    const { log, written } = capture();
    log.info({ value: sealed }, `read ${sealed}`);
    expect(written()).not.toContain(sealed);
  });

  test('a registered secret goes wherever it stands, in every spelling', () => {
    const { log, written } = capture();
    const secret = 'pa"ss wörd\n&more';
    log.register(secret);
    log
      .child({ reference: 'R-1' })
      .info({ note: `in ${secret} words`, form: `x=${encodeURIComponent(secret)}` }, secret);
    log.info(`nested ${JSON.stringify({ plain: secret })}, ${new URLSearchParams({ plain: secret })}`);
    log.error(new Error(`cannot use ${secret}`));
    for (const part of ['pa"ss', 'pa\\"ss', 'pa%22ss', 'more']) expect(written()).not.toContain(part);
    expect(written()).toContain('in [redacted] words');
  });

  test('what was registered on a child holds for its parent', () => {
    const { log, written } = capture();
    log.child({ run: '1' }).register('hunter22');
    log.info('is hunter22');
    expect(written()).not.toContain('hunter22');
  });

  test('a text too short to be told from others is not registered', () => {
    const { log, written } = capture();
    log.register('a');
    log.register('12345');
    log.info('a run of 12345');
    expect(written()).toContain('a run of 12345');
  });
});

describe('what is no secret stays', () => {
  test.each([
    'could not renew the token: connection lost',
    'Microsoft 365 Business Basic subscription',
    'reading https://api.example.com:8443/x/a@b',
    'mail to anna@example.com',
    'v1.2.3 is out',
  ])('%s', text => {
    expect(scrub(text)).toBe(text);
  });

  test('names beside it', () => {
    const { log, records } = capture();
    log.info(
      { tokenUrl: 'https://id.example/token', tokenType: 'Bearer', password: null, hasSecret: true },
      'x',
    );
    expect(records()).toMatchObject([
      { tokenUrl: 'https://id.example/token', tokenType: 'Bearer', password: null, hasSecret: true },
    ]);
  });
});

test.each(['a', 'a-', 'a.', 'a:', '\\\\', '"', 'secret', 'secret:', 'http://a:', 'Basic ', 'Bearer', ' '])(
  'half a million times %j is looked through in no time',
  piece => {
    const long = piece.repeat(500_000 / piece.length);
    const start = performance.now();
    scrub(long);
    expect(performance.now() - start).toBeLessThan(2_000);
  },
);

test('a line has level, time and message, and a child its run and reference', () => {
  const { log, records } = capture('info');
  log.debug('not this');
  log.child({ run: '41' }).child({ reference: 'R-7K2' }).warn({ agreement: 'a-1' }, 'held');
  expect(records()).toEqual([
    {
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      pid: process.pid,
      run: '41',
      reference: 'R-7K2',
      agreement: 'a-1',
      msg: 'held',
    },
  ]);
});

test('a thing that refers to itself is written all the same', () => {
  const { log, records } = capture();
  const loop: Record<string, unknown> = { secret: 'cAnArY-in-a-loop' };
  loop.self = loop;
  log.info(loop, 'x');
  expect(records()[0]).toMatchObject({ secret: '[redacted]', msg: 'x' });
});
