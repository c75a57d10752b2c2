/** Mails in the outbox: apart from what stands in Slack, and in order for each address. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../db/schema.ts';
import { countLate, findMessage, listDead, type Via, wantMessage } from '../../src/store/outbox.ts';
import { claimDue, letGo, markFailed, markShown, reviveDead } from '../../src/store/outbox-queue.ts';
import { saveSettings } from '../../src/store/settings.ts';
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

const want = (run: number, address: string | null, of = here) =>
  wantMessage(db, of, { key: keyOf(run, address), address, about: { run }, at: at('09:00') });
const keyOf = (run: number, address: string | null) =>
  address === null ? `run/${run}` : `mail/run/${run}/${address}`;
const take = (time = '09:00', via: Via = 'mail', of = here) =>
  claimDue(db, { now: at(time), leaseMs: 60_000, limit: 20, via, workspaceId: of });
const keys = async (...asked: Parameters<typeof take>) => (await take(...asked)).map(({ key }) => key);
const sent = (key: string) =>
  markShown(db, here, { key, wanted: 1, channelId: null, ts: null, hash: 'h', at: at('09:00') });
const fail = (key: string, dueAt: Date | null) => markFailed(db, here, { key, problem: 'no', dueAt });

test('mails and messages are taken up apart', async () => {
  await want(1, null);
  await want(1, 'a@x');
  expect(await keys('09:00', 'mail')).toEqual(['mail/run/1/a@x']);
  expect(await keys('09:00', 'slack')).toEqual(['run/1']);
  const key = { key: 'mail/run/2/a@x', about: null, at: at('09:00') };
  await expect(
    db
      .insertInto('outbox')
      .values(rowOf({ ...key, via: 'mail' }))
      .execute(),
  ).rejects.toThrow();
});

const rowOf = ({ key, via }: { key: string; via: Via }) => ({
  ...{ workspace_id: here, key, via, about: '{}', state: 'due' as const },
  ...{ parent_key: null, due_at: at('09:00'), made_at: at('09:00') },
});

describe('mails to one address', () => {
  test('wait for those before them, and for nobody else’s', async () => {
    for (const run of [1, 2]) for (const address of ['a@x', 'b@x']) await want(run, address);
    await want(2, 'a@x', there);
    expect(await keys()).toEqual(['mail/run/1/a@x', 'mail/run/1/b@x', 'mail/run/2/a@x', 'mail/run/2/b@x']);
    await fail('mail/run/1/a@x', at('09:05'));
    for (const key of ['mail/run/1/b@x', 'mail/run/2/b@x']) await sent(key);
    const [second] = await db.selectFrom('outbox').selectAll().where('key', '=', 'mail/run/2/a@x').execute();
    await letGo(db, { workspaceId: here, id: second!.id, heldUntil: second!.held_until! }, at('09:00'));
    expect(await keys('09:04')).toEqual([]);
    expect(await keys('09:04', 'mail', there)).toEqual(['mail/run/2/a@x']);
    expect(await keys('09:05')).toEqual(['mail/run/1/a@x', 'mail/run/2/a@x']);
  });

  test('wait while the one before is in somebody’s hand, and not for one that was given up', async () => {
    await want(1, 'a@x');
    expect(await keys()).toEqual(['mail/run/1/a@x']);
    await want(2, 'a@x');
    expect(await keys()).toEqual([]);
    await fail('mail/run/1/a@x', null);
    expect(await keys()).toEqual(['mail/run/2/a@x']);
  });
});

test('a mail is only let go by who has it', async () => {
  await want(1, 'a@x');
  const [mine] = await take('09:00');
  const [theirs] = await take('09:01');
  await letGo(db, mine!, at('09:00'));
  expect(await keys('09:01')).toEqual([]);
  await letGo(db, theirs!, at('09:00'));
  expect(await keys('09:01')).toEqual(['mail/run/1/a@x']);
});

describe('a mail that was given up', () => {
  beforeEach(async () => {
    await want(1, 'a@x');
    await fail('mail/run/1/a@x', null);
  });

  test('is tried once more when there is more to tell', async () => {
    expect(await keys('23:00')).toEqual([]);
    await want(1, 'a@x');
    expect(await keys('23:00')).toEqual(['mail/run/1/a@x']);
  });

  test('is revived for its address, and by nothing that happens in Slack', async () => {
    expect(await reviveDead(db, here, at('10:00'))).toBe(0);
    expect(await reviveDead(db, here, at('10:00'), 'b@x')).toBe(0);
    expect(await reviveDead(db, there, at('10:00'), 'a@x')).toBe(0);
    expect(await reviveDead(db, here, at('10:00'), 'a@x')).toBe(1);
    expect(await findMessage(db, here, 'mail/run/1/a@x')).toMatchObject({ state: 'due', attempts: 0 });
  });

  test('is missed for as long as the settings have its address', async () => {
    expect(await listDead(db, here)).toEqual([]);
    await saveSettings(db, here, 'microsoft-csp', { emails: ['b@x', 'a@x'] });
    await saveSettings(db, there, 'microsoft-csp', { emails: ['a@x'] });
    expect((await listDead(db, here)).map(({ address }) => address)).toEqual(['a@x']);
    expect(await listDead(db, there)).toEqual([]);
    await saveSettings(db, here, 'microsoft-csp', { emails: ['b@x'] });
    expect(await listDead(db, here)).toEqual([]);
  });
});

test('late mails are counted apart from late messages', async () => {
  await want(1, null);
  await want(1, 'a@x');
  await want(2, 'a@x');
  expect(await countLate(db, here, at('09:00'))).toBe(1);
  expect(await countLate(db, here, at('09:00'), 'mail')).toBe(2);
});
