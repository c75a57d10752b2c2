import { expect, test } from 'vitest';
import { oneAhead } from '../../src/sync/planning/one-ahead.ts';

/** Readings that end when they are told to, and what was begun. */
function readings() {
  const begun: number[] = [];
  const ends = [1, 2, 3].map(() => Promise.withResolvers<string>());
  const read = (item: number): Promise<string> => {
    begun.push(item);
    return ends[item - 1]!.promise;
  };
  return { begun, ends, read };
}

test('each in order, the next being read while one is worked on', async () => {
  const { begun, ends, read } = readings();
  const all = oneAhead([1, 2, 3], read);
  const first = all.next();
  ends[1]!.resolve('two');
  ends[0]!.resolve('one');
  expect(await first).toEqual({ done: false, value: 'one' });
  expect(begun).toEqual([1, 2]);
  expect((await all.next()).value).toBe('two');
  expect(begun).toEqual([1, 2, 3]);
  ends[2]!.resolve('three');
  expect((await all.next()).value).toBe('three');
  expect((await all.next()).done).toBe(true);
});

test('an error comes when its turn does', async () => {
  const { ends, read } = readings();
  const all = oneAhead([1, 2], read);
  ends[1]!.reject(new Error('not there'));
  ends[0]!.resolve('one');
  expect((await all.next()).value).toBe('one');
  await expect(all.next()).rejects.toThrow('not there');
});

test('who stops early waits for what is under way', async () => {
  const { ends, read } = readings();
  const all = oneAhead([1, 2], read);
  ends[0]!.resolve('one');
  await all.next();
  let ended = false;
  const stopped = all.return(undefined).then(() => {
    ended = true;
  });
  await Promise.resolve();
  expect(ended).toBe(false);
  ends[1]!.reject(new Error('nobody waits for it'));
  await stopped;
});

test('nothing gives nothing', async () => {
  expect((await oneAhead([], async () => 'one').next()).done).toBe(true);
});
