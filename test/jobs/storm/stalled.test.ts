/** A process that stands still, as a paused virtual machine does, and wakes up when another has its work: it writes nothing. */
import { expect, test } from 'vitest';
import { openEstate, undisturbed, until } from './estate.ts';
import { note } from './figures.ts';

const SIZE = { workspaces: 1, customers: 6, lines: 6 };

test('a process that wakes up when another took over writes nothing more', async () => {
  const [expected, estate] = await Promise.all([undisturbed(SIZE), openEstate(SIZE)]);
  await using _ = estate;
  const { lands, workspaces } = estate;
  const { faults, book, requests } = lands.world.autotask;
  const [workspaceId] = workspaces as [string];
  faults.add('write', { kind: 'slow', ms: 400 }, { times: 10_000 });
  await using stalled = await estate.start();
  const run = await estate.ask(workspaceId);
  await until(() => estate.sent(workspaceId).length > 0);
  await using _other = await estate.start();
  // Some changes are done, and three are on their way: nothing else is going on in it.
  const onTheirWay = () => estate.sent(workspaceId).filter(({ status }) => status === 0).length;
  await until(() => estate.writes(workspaceId).length > 12 && onTheirWay() === 3);
  const epoch = await estate.epoch(workspaceId);
  stalled.signal('SIGSTOP');
  const stopped = performance.now();
  await until(() => onTheirWay() === 0);
  faults.clear();
  faults.add('read', { kind: 'slow', ms: 4_000 });
  const writes = estate.sent(workspaceId).length;
  expect(writes).toBeLessThan(expected.writes - 6);
  await until(async () => (await estate.epoch(workspaceId)) > epoch);
  note('taken over from a stalled one', performance.now() - stopped);
  // The other has it and reads before it writes: what is written now is not its own.
  const gaveUp = stalled.says('a run was set aside');
  stalled.signal('SIGCONT');
  await gaveUp;
  expect(estate.sent(workspaceId).length).toBe(writes);
  await estate.done(workspaceId, run);
  expect(requests.writes.length).toBe(expected.writes);
  expect(book.snapshot()).toBe(expected.snapshot);
});
