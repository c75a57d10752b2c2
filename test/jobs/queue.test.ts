import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Hands, type Sender, startHands, startQueue } from '../../jobs/queue.ts';
import { silentLog } from '../../src/log.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';

let fresh: FreshDatabase;
let queue: Sender;
const started: Hands[] = [];
beforeAll(async () => {
  fresh = await freshDatabase();
  queue = await startQueue(fresh.url, silentLog);
});
afterEach(async () => {
  await Promise.all(started.splice(0).map(hands => hands.stop()));
});
afterAll(async () => {
  await queue.stop();
  await fresh.drop();
});

/** A worker whose hands hold a workspace until they are told to let go. */
async function worker() {
  const taken: string[] = [];
  const waiting = new Map<string, () => void>();
  const seen: { on: (() => boolean) | null; tell: () => void }[] = [];
  const hands = await startHands(fresh.url, silentLog, async (workspaceId, { peopleOnly }) => {
    taken.push(peopleOnly ? `${workspaceId} for people` : workspaceId);
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.set(workspaceId, resolve);
    for (const { on, tell } of seen) if (on?.()) tell();
    await promise;
    waiting.delete(workspaceId);
  });
  started.push(hands);
  return {
    taken,
    letGo: (workspaceId: string): void => waiting.get(workspaceId)?.(),
    letAllGo: (): void => {
      for (const release of waiting.values()) release();
    },
    until: (on: () => boolean): Promise<void> =>
      on()
        ? Promise.resolve()
        : new Promise(tell => {
            seen.push({ on, tell });
          }),
  };
}

describe('the queue', () => {
  test('hands a workspace to one worker at a time, and to the next when that one is done', async () => {
    const one = await worker();
    for (const urgent of [false, false, false]) await queue.wake('T-one', fresh.db, urgent);
    await one.until(() => one.taken.length === 1);
    await queue.wake('T-two', fresh.db, false);
    await one.until(() => one.taken.includes('T-two'));
    expect(one.taken).toEqual(['T-one', 'T-two']);
    one.letGo('T-one');
    await one.until(() => one.taken.length === 3);
    expect(one.taken[2]).toBe('T-one');
    one.letAllGo();
    await one.until(() => one.taken.length === 4);
    one.letAllGo();
  });

  test('tells nobody of a transaction that was undone', async () => {
    await fresh.db
      .transaction()
      .execute(async tx => {
        await queue.wake('T-undone', tx, true);
        throw new Error('undone');
      })
      .catch(() => {});
    expect([...(await queue.listAwake())]).not.toContain('T-undone');
    await fresh.db.transaction().execute(tx => queue.wake('T-done', tx, true));
    expect([...(await queue.listAwake())]).toContain('T-done');
  });

  test('keeps a hand for what people wait for when all others are busy', async () => {
    const one = await worker();
    await one.until(() => one.taken.length === 1);
    one.letAllGo();
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await queue.wake(`T-${name}`, fresh.db, false);
    await one.until(() => one.taken.filter(name => !name.includes('done')).length === 4);
    await queue.wake('T-urgent', fresh.db, true);
    await one.until(() => one.taken.some(name => name.startsWith('T-urgent')));
    expect(one.taken).toContain('T-urgent for people');
    const rest = one.until(() => one.taken.filter(name => !name.includes('done')).length === 7);
    one.letAllGo();
    await rest;
    one.letAllGo();
  });
});
