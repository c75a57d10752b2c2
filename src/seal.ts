/**
 * Sealing of single database fields: AES-256-GCM, bound to its place, so that a value moved to another row or column
 * does not open. Form: `v1.<key id>.<base64url of iv, tag and text>`.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { UserError } from './errors.ts';

/** `table.column:rowId`: where the sealed value lives. */
export type Place = `${string}.${string}:${string}`;

const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

export class Seal {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #currentId: string;
  readonly #currentKey: Buffer;

  /**
   * @param keys `newId:base64,oldId:base64`: the first seals, all of them open
   * @throws UserError `encryption-keys`
   */
  constructor(keys: string) {
    this.#keys = readKeys(keys);
    const [current] = this.#keys;
    if (!current) throw badKeys('is empty');
    [this.#currentId, this.#currentKey] = current;
  }

  seal(plain: string, place: Place): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#currentKey, iv, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(place));
    const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    const body = Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url');
    return `v1.${this.#currentId}.${body}`;
  }

  /**
   * @throws UserError `seal-key-missing` when it was sealed with a key that is not among ours; `seal-broken` when it
   * was changed, or sealed for another place
   */
  open(sealed: string, place: Place): string {
    const [version, id = '', body = '', ...rest] = sealed.split('.');
    const bytes = Buffer.from(body, 'base64url');
    if (version !== 'v1' || rest.length > 0 || bytes.length < IV_BYTES + TAG_BYTES) throw broken(place);
    const key = this.#keys.get(id);
    if (!key) {
      throw new UserError(`The stored secret at ${place} was sealed with key "${id}", which is not here.`, {
        code: 'seal-key-missing',
        remedy: 'Put that key back into ENCRYPTION_KEYS, or enter the credentials again.',
      });
    }
    const tagEnd = IV_BYTES + TAG_BYTES;
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, tagEnd));
    try {
      return decipher.update(bytes.subarray(tagEnd), undefined, 'utf8') + decipher.final('utf8');
    } catch (cause) {
      throw broken(place, cause);
    }
  }

  /** True when another key than the current one sealed it: seal it again, then the old key can go. */
  isStale(sealed: string): boolean {
    return sealed.split('.')[1] !== this.#currentId;
  }
}

/**
 * Keys by id, in the order given.
 * @throws UserError `encryption-keys`, without a key in its text
 */
export function readKeys(text: string): Map<string, Buffer> {
  const keys = new Map<string, Buffer>();
  for (const entry of text.split(',')) {
    const [, id = '', encoded = ''] = /^\s*(\w{1,32}):([A-Za-z0-9+/_-]+=*)\s*$/.exec(entry) ?? [];
    const key = Buffer.from(encoded, 'base64');
    if (id === '' || key.length !== KEY_BYTES) {
      throw badKeys('must read id:base64,id:base64 with 32 bytes to each key');
    }
    if (keys.has(id)) throw badKeys(`names the key "${id}" twice`);
    keys.set(id, key);
  }
  return keys;
}

const badKeys = (problem: string): UserError =>
  new UserError(`ENCRYPTION_KEYS ${problem}.`, {
    code: 'encryption-keys',
    remedy: 'Make a key with `openssl rand -base64 32` and set ENCRYPTION_KEYS to k1: followed by it.',
  });

const broken = (place: Place, cause?: unknown): UserError =>
  new UserError(`The stored secret at ${place} cannot be opened: it was changed or moved.`, {
    code: 'seal-broken',
    remedy: 'Enter the credentials again.',
    cause,
  });
