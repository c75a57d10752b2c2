import { randomBytes } from 'node:crypto';

let last = 0;

/** An id as Slack makes them: a letter for the kind (T, E, U, C, D, S, V, B) and what no other id of this process has. */
export const newId = (kind: string): string => `${kind}${String(++last).padStart(10, '0')}`;

export const newHash = (): string => `${++last}.${randomBytes(4).toString('hex')}`;

/** @param prefix such as `xoxb` */
export const newToken = (prefix: string): string => `${prefix}-${randomBytes(18).toString('hex')}`;

export const randomName = (): string => randomBytes(6).toString('base64url');
