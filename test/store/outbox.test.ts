import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../db/schema.ts';
import { countLate, findMessage, hastenMessages, listDead, wantMessage } from '../../src/store/outbox.ts';
import {
  claimDue,
  keepClaim,
  markFailed,
  markGone,
  markShown,
  releaseClaim,
  reviveDead,
} from '../../src/store/outbox-queue.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { at, twoWorkspaces } from './stage.ts';

let fresh: FreshDatabase;
let db: Database;
let here: string;
let there: string;
beforeAll(async () => {
  fresh = await freshDatabase();
  db = fresh.db;
});
afterAll(() => fresh.drop());
beforeEach(async () => {
  ({ here, there } = await twoWorkspaces(db));
});

const LEASE_MS = 60_000;
const want = (
  key: string,
  given: { parentKey?: string; time?: string; dueAt?: Date; about?: unknown } = {},
) =>
  wantMessage(db, here, {
    key,
    about: given.about ?? key,
    at: at(given.time ?? '09:00'),
    ...(given.parentKey ? { parentKey: given.parentKey } : {}),
    ...(given.dueAt ? { dueAt: given.dueAt } : {}),
  });
const claim = async (time = '09:00', limit = 20) =>
  (await claimDue(db, { now: at(time), leaseMs: LEASE_MS, limit, workspaceId: here })).map(({ key }) => key);
const shown = (key: string, wanted = 1, time = '09:00') =>
  markShown(db, here, {
    key,
    wanted,
    channelId: 'C-billing',
    ts: `ts-${key}`,
    hash: 'h',
    at: at(time),
  });

describe('a message', () => {
  test('is one row however often it is wanted, and says what it is about now', async () => {
    await want('run/1', { about: 'first' });
    await want('run/1', { about: 'second' });
    expect(await findMessage(db, here, 'run/1')).toMatchObject({ wanted: 2, shown: 0, about: 'second' });
    expect(await findMessage(db, there, 'run/1')).toBeUndefined();
  });

  test('is in one hand at a time, and in nobody’s when it is shown', async () => {
    await want('run/1');
    expect(await claim()).toEqual(['run/1']);
    expect(await claim('09:00')).toEqual([]);
    await shown('run/1');
    expect(await claim('23:00')).toEqual([]);
  });

  test('wanted again while it is in somebody’s hand is taken up after that, and not before', async () => {
    await want('run/1');
    await claim();
    await want('run/1');
    expect(await claim()).toEqual([]);
    await shown('run/1', 1);
    expect(await claim()).toEqual(['run/1']);
    await shown('run/1', 2);
    expect(await claim()).toEqual([]);
  });

  test('wanted for later, while it is in somebody’s hand, waits until then', async () => {
    await want('run/1');
    await claim();
    await want('run/1', { dueAt: at('09:03') });
    await shown('run/1', 1);
    expect(await claim('09:02')).toEqual([]);
    expect(await claim('09:03')).toEqual(['run/1']);
  });

  test('wanted now is shown now although it was wanted for later', async () => {
    await want('run/1', { dueAt: at('09:03') });
    expect(await claim()).toEqual([]);
    await want('run/1');
    expect(await claim()).toEqual(['run/1']);
  });

  test('of one who died is taken by the next when the lease is over, and only then', async () => {
    await want('run/1');
    const [mine] = await claimDue(db, { now: at('09:00'), leaseMs: LEASE_MS, limit: 1, workspaceId: here });
    expect(await claim('09:00')).toEqual([]);
    const [theirs] = await claimDue(db, { now: at('09:01'), leaseMs: LEASE_MS, limit: 1, workspaceId: here });
    expect(theirs?.key).toBe('run/1');
    expect(await keepClaim(db, mine!, at('09:05'))).toBe(false);
    expect(await keepClaim(db, theirs!, at('09:05'))).toBe(true);
    expect(await claim('09:03')).toEqual([]);
  });

  test('is taken by one of many who ask at the same time', async () => {
    for (let run = 1; run <= 12; run++) await want(`run/${run}`);
    const taken = await Promise.all(Array.from({ length: 8 }, () => claim('09:00', 3)));
    const all = taken.flat();
    expect(new Set(all).size).toBe(all.length);
    const rest = await claim();
    expect([...all, ...rest].sort()).toEqual(Array.from({ length: 12 }, (_, at) => `run/${at + 1}`).sort());
  });
});

describe('a thread', () => {
  beforeEach(async () => {
    await want('run/1');
    for (const part of [1, 2, 3]) await want(`run/1/${part}`, { parentKey: 'run/1' });
  });

  test('waits for the message it stands under, and knows where that is', async () => {
    expect(await claim()).toEqual(['run/1']);
    await shown('run/1');
    const parts = await claimDue(db, { now: at('09:00'), leaseMs: LEASE_MS, limit: 9, workspaceId: here });
    expect(parts.map(({ key }) => key)).toEqual(['run/1/1', 'run/1/2', 'run/1/3']);
    expect(parts[0]?.parent).toEqual({ channelId: 'C-billing', ts: 'ts-run/1' });
  });

  test('keeps its order when one of it has to wait, and goes on without one that was given up', async () => {
    await claim();
    await shown('run/1');
    await claim();
    await markFailed(db, here, { key: 'run/1/1', problem: 'Slack did not answer.', dueAt: at('09:05') });
    for (const part of [2, 3]) await releaseClaim(db, here, `run/1/${part}`, at('09:00'));
    expect(await claim('09:01')).toEqual([]);
    expect(await claim('09:05')).toEqual(['run/1/1', 'run/1/2', 'run/1/3']);
    await markFailed(db, here, { key: 'run/1/1', problem: 'never', dueAt: null });
    for (const part of [2, 3]) await releaseClaim(db, here, `run/1/${part}`, at('09:05'));
    expect(await claim('09:06')).toEqual(['run/1/2', 'run/1/3']);
  });

  test('does not hold up what is posted already', async () => {
    await claim();
    await shown('run/1');
    await claim();
    for (const part of [2, 3]) await shown(`run/1/${part}`);
    await markFailed(db, here, { key: 'run/1/1', problem: 'x', dueAt: at('10:00') });
    await want('run/1/3', { parentKey: 'run/1' });
    expect(await claim()).toEqual(['run/1/3']);
  });
});

describe('a message that could not be shown', () => {
  test('waits as long as it was told, although it is wanted again', async () => {
    await want('run/1');
    await claim();
    await markFailed(db, here, { key: 'run/1', problem: 'Slack asked to wait.', dueAt: at('09:10') });
    await want('run/1');
    expect(await claim('09:09')).toEqual([]);
    expect(await countLate(db, here, at('09:09'))).toBe(1);
    expect(await claim('09:10')).toEqual(['run/1']);
    await shown('run/1', 2);
    expect(await countLate(db, here, at('23:00'))).toBe(0);
    expect(await findMessage(db, here, 'run/1')).toMatchObject({ attempts: 0, problem: null });
  });

  test('that is given up says why, stays so when wanted again, and is revived', async () => {
    await want('run/1');
    await claim();
    await markFailed(db, here, { key: 'run/1', problem: 'Invite the app.', dueAt: null });
    await want('run/1');
    expect(await claim('23:00')).toEqual([]);
    expect(await listDead(db, here)).toMatchObject([{ key: 'run/1', problem: 'Invite the app.' }]);
    expect(await reviveDead(db, here, at('12:00'))).toBe(1);
    expect(await claim('12:00')).toEqual(['run/1']);
  });

  test('is not revived when what it tells of is long over', async () => {
    await want('run/1');
    await markFailed(db, here, { key: 'run/1', problem: 'Invite the app.', dueAt: null });
    const later = new Date(at('09:00').getTime() + 8 * 86_400_000);
    expect(await reviveDead(db, here, later)).toBe(0);
  });

  test('that is gone in Slack is due again, without a place', async () => {
    await want('run/1');
    await claim();
    await shown('run/1');
    await markGone(db, here, 'run/1', at('09:05'));
    expect(await claim('09:05')).toEqual(['run/1']);
    expect(await findMessage(db, here, 'run/1')).toMatchObject({ ts: null, channelId: null, hash: null });
  });
});

test('what stands under a beginning of a key is wanted at once, shown or waiting', async () => {
  await want('preview/1/V1', { dueAt: at('12:00') });
  await want('preview/1/V2');
  await want('preview/10/V3', { dueAt: at('12:00') });
  await claim();
  await shown('preview/1/V2');
  await hastenMessages(db, here, 'preview/1/', at('09:00'));
  expect(await claim()).toEqual(['preview/1/V1', 'preview/1/V2']);
});

test('of a workspace that left nothing is taken', async () => {
  await want('run/1');
  await db
    .updateTable('workspaces')
    .set({ closed_at: at('09:00') })
    .where('id', '=', here)
    .execute();
  expect(await claim()).toEqual([]);
});
