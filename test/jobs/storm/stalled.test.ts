/** A process that stands still, as a paused virtual machine does, and wakes up when another has its work: it writes nothing. */
import { sql } from 'kysely';
import pg from 'pg';
import { expect, test } from 'vitest';
import { CRAWL_MS, type Estate, openEstate, PATIENCE, undisturbed, until } from './estate.ts';
import { note } from './figures.ts';

const SIZE = { workspaces: 1, customers: 6, lines: 6 };

test('a process that wakes up when another took over writes nothing more', PATIENCE, async () => {
  const [expected, estate] = await Promise.all([undisturbed(SIZE), openEstate(SIZE)]);
  await using _ = estate;
  const { lands, workspaces } = estate;
  const { faults, book, requests } = lands.world.autotask;
  const [workspaceId] = workspaces as [string];
  estate.pace(CRAWL_MS);
  await using stalled = await estate.start();
  const run = await estate.ask(workspaceId);
  await until(() => estate.sent(workspaceId).length > 0);
  await using _other = await estate.start();
  estate.pace(400);
  // Some changes are done, and three are on their way: nothing else is going on in it.
  const onTheirWay = () => estate.sent(workspaceId).filter(({ status }) => status === 0).length;
  await until(() => estate.writes(workspaceId).length > 12 && onTheirWay() === 3);
  const epoch = await estate.epoch(workspaceId);
  stalled.signal('SIGSTOP');
  const stopped = performance.now();
  await until(() => onTheirWay() === 0);
  estate.pace(null);
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

test.each([
  ['between claiming a change and writing down that it sends it', 'claimed'],
  ['between writing down that it sends a change and sending it', 'sent'],
] as const)(
  'one that falls asleep %s keeps nobody waiting, and sends nothing when it wakes up',
  PATIENCE,
  async (_, state) => {
    const [expected, estate] = await Promise.all([undisturbed(SIZE), openEstate(SIZE)]);
    await using _estate = estate;
    const { lands, workspaces } = estate;
    const { book, requests } = lands.world.autotask;
    const [workspaceId] = workspaces as [string];
    await using gate = await gateBefore(estate, state);
    estate.pace(CRAWL_MS);
    await using stalled = await estate.start();
    const run = await estate.ask(workspaceId);
    await until(() => estate.sent(workspaceId).length > 0);
    await using _other = await estate.start();
    estate.pace(200);
    await until(() => estate.writes(workspaceId).length > 12);
    await gate.shut();
    await gate.holds(3);
    const epoch = await estate.epoch(workspaceId);
    stalled.signal('SIGSTOP');
    // Only when it was missed: by then it certainly stands still, and the answer waits for it.
    await estate.missed();
    await gate.open();
    const opened = performance.now();
    await until(async () => (await estate.epoch(workspaceId)) > epoch);
    const takenOver = performance.now() - opened;
    note(`let in by one asleep, ${state}`, takenOver);
    expect(takenOver).toBeLessThan(12_000);
    await estate.done(workspaceId, run);
    expect(requests.writes.length).toBe(expected.writes);
    const gaveUp = stalled.says('a run was set aside');
    stalled.signal('SIGCONT');
    await gaveUp;
    expect(requests.writes.length).toBe(expected.writes);
    expect(book.snapshot()).toBe(expected.snapshot);
  },
);

/** Holds back, in the database, whoever is about to give a change of the ledger this state. */
async function gateBefore({ db, url }: Estate, state: 'claimed' | 'sent') {
  await sql`create function gate() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock_shared(${sql.lit(GATE)}); return new; end $$`.execute(db);
  await sql`create trigger gate before update on ledger for each row
    when (new.state = ${sql.lit(state)} and old.state <> ${sql.lit(state)}) execute function gate()`.execute(
    db,
  );
  const keeper = new pg.Client({ connectionString: url });
  await keeper.connect();
  return {
    shut: () => keeper.query('select pg_advisory_lock($1)', [GATE]),
    open: () => keeper.query('select pg_advisory_unlock($1)', [GATE]),
    holds: (count: number) =>
      until(async () => {
        const { rows } = await sql<{ held: number }>`
          select count(*) as held from pg_locks where locktype = 'advisory' and objid = ${GATE} and not granted
        `.execute(db);
        return rows[0]!.held === count;
      }),
    [Symbol.asyncDispose]: () => keeper.end(),
  };
}

const GATE = 4711;
