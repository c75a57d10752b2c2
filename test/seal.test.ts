import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encryptionKeys } from '../src/keys.ts';
import { readKeys, Seal } from '../src/seal.ts';

const key = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`;
const [oldKey, newKey] = [key('k1'), key('k2')];
const seal = new Seal(oldKey);
const place = 'connections.secret:42';

describe('a sealed value', () => {
  test.each(['', 'hunter22', 'ünïcödé 社 🔑', 'x'.repeat(100_000)])('opens where it was sealed', plain => {
    const sealed = seal.seal(plain, place);
    expect(sealed).toMatch(/^v1\.k1\.[\w-]+$/);
    if (plain !== '') expect(sealed).not.toContain(plain);
    expect(seal.open(sealed, place)).toBe(plain);
  });

  test('is another one each time', () => {
    expect(seal.seal('same', place)).not.toBe(seal.seal('same', place));
  });

  test.each(['connections.secret:43', 'connections.token:42', 'people.secret:42'] as const)(
    'does not open at %s',
    elsewhere => {
      const sealed = seal.seal('hunter22', place);
      expect(() => seal.open(sealed, elsewhere)).toThrow(expect.objectContaining({ code: 'seal-broken' }));
    },
  );

  test('does not open when any one bit is changed', () => {
    const [version, id, body = ''] = seal.seal('s', place).split('.');
    const bytes = Buffer.from(body, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      const sealed = [version, id, changed.toString('base64url')].join('.');
      expect(() => seal.open(sealed, place)).toThrow(expect.objectContaining({ code: 'seal-broken' }));
    }
  });

  test.each(['', 'plain text', 'v1.k1.', 'v1.k1.AAAA', 'v2.k1.AAAA', 'v1.k1.AAAA.AAAA'])(
    'is not %j',
    sealed => {
      expect(() => seal.open(sealed, place)).toThrow(expect.objectContaining({ code: 'seal-broken' }));
    },
  );

  test('does not open with a cut tag', () => {
    const body = Buffer.from(seal.seal('', place).split('.')[2] ?? '', 'base64url');
    const cut = `v1.k1.${body.subarray(0, -1).toString('base64url')}`;
    expect(() => seal.open(cut, place)).toThrow(expect.objectContaining({ code: 'seal-broken' }));
  });
});

describe('a new key', () => {
  const rotated = new Seal(`${newKey},${oldKey}`);

  test('seals; the old one still opens, and is stale', () => {
    const before = seal.seal('hunter22', place);
    expect(rotated.open(before, place)).toBe('hunter22');
    expect(rotated.isStale(before)).toBe(true);
    const after = rotated.seal('hunter22', place);
    expect(after).toMatch(/^v1\.k2\./);
    expect(rotated.isStale(after)).toBe(false);
  });

  test('alone does not open what the old one sealed, and says which is missing', () => {
    expect(() => new Seal(newKey).open(seal.seal('x', place), place)).toThrow(
      expect.objectContaining({ code: 'seal-key-missing', message: expect.stringContaining('"k1"') }),
    );
  });
});

test.each([
  ['nothing', ''],
  ['no id', randomBytes(32).toString('base64')],
  ['16 bytes', `k1:${randomBytes(16).toString('base64')}`],
  ['33 bytes', `k1:${randomBytes(33).toString('base64')}`],
  ['a trailing comma', `${key('k1')},`],
  ['an id twice', `${key('k1')},${key('k1')}`],
  ['an odd id', key('k.1')],
])('keys are refused without being shown: %s', (_, text) => {
  expect(() => readKeys(text)).toThrow(expect.objectContaining({ code: 'encryption-keys' }));
  try {
    new Seal(text);
  } catch (error) {
    const secret = text.split(':')[1]?.split(',')[0] || 'no key';
    expect(String(error)).not.toContain(secret);
  }
});

describe('keys nobody set', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'keys-'));
  });
  afterEach(() => rm(root, { recursive: true }));
  const dataDir = () => join(root, 'not', 'there', 'yet');

  test('are made once, for their owner only, and used from then on', async () => {
    const first = await encryptionKeys({ encryptionKeys: null, dataDir: dataDir() });
    expect(readKeys(first).size).toBe(1);
    expect(await encryptionKeys({ encryptionKeys: null, dataDir: dataDir() })).toBe(first);
    const path = join(dataDir(), 'encryption.keys');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await readFile(path, 'utf8')).trim()).toBe(first);
  });

  test('are the same for all who start at one time, and no draft is left', async () => {
    const made = await Promise.all(
      Array.from({ length: 20 }, () => encryptionKeys({ encryptionKeys: null, dataDir: dataDir() })),
    );
    expect(new Set(made).size).toBe(1);
    expect(await readdir(dataDir())).toEqual(['encryption.keys']);
  });

  test('are not made when some were set', async () => {
    expect(await encryptionKeys({ encryptionKeys: oldKey, dataDir: dataDir() })).toBe(oldKey);
    await expect(readdir(dataDir())).rejects.toThrow('ENOENT');
  });
});
