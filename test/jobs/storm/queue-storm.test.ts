/**
 * The queue's one promise under the worst timing there is: three processes send and take at the same time, commit late
 * and let go late. A workspace is in one pair of hands at a time, and whatever was committed is worked on.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import { PATIENCE } from './estate.ts';
import { note } from './figures.ts';
import type { Sending } from './queue-process.ts';

const WORKSPACES = 50;
const PROCESS = path.join(import.meta.dirname, 'queue-process.ts');

test('a workspace is in one pair of hands at a time, and no row is left lying', PATIENCE, async () => {
  await using storm = await startStorm();
  const processes = await Promise.all([storm.start(), storm.start(), storm.start()]);
  await Promise.all(processes.map(one => storm.send(one, { count: 500 })));
  await storm.quiet();
  note('storm', await storm.count());
  expect(await storm.overlaps()).toEqual([]);
  expect(await storm.count()).toMatchObject({ rows: 1500, left: 0, open: 0 });
});

test(
  'processes are killed and others started: no row is left lying, and the living never overlap',
  PATIENCE,
  async () => {
    await using storm = await startStorm();
    const [first, second, third] = await Promise.all([storm.start(), storm.start(), storm.start()]);
    const sent = (by: ChildProcess) =>
      storm.send(by, { count: 200 }).then(
        () => true,
        () => false,
      );
    const sending = [first, second, third].map(sent);
    const killed: (number | undefined)[] = [];
    for (const doomed of [first, second]) {
      await storm.hasTaken(doomed);
      killed.push(await storm.kill(doomed.pid));
      sending.push(sent(await storm.start()));
    }
    await Promise.all(sending);
    const last = await storm.start();
    // Of these nobody is told again: only that their taker is missed brings them back.
    const lonely = ['T-once', 'T-never-again'];
    for (const to of lonely) await storm.send(last, { count: 1, to, ms: 2_000 });
    const takers = new Set(await Promise.all(lonely.map(storm.takerOf)));
    for (const taker of takers) killed.push(await storm.kill(taker));
    await storm.start();
    await storm.quiet();
    note('storm with kills', { killed: killed.length, ...(await storm.count()) });
    expect(await storm.overlaps()).toEqual([]);
    expect((await storm.count()).left).toBe(0);
    expect((await storm.unfinished()).filter(pid => !killed.includes(pid))).toEqual([]);
  },
);

type Storm = AsyncDisposable & {
  start(): Promise<ChildProcess>;
  /** Until all of them are committed. */
  send(by: ChildProcess, asked: Sending): Promise<void>;
  /** Until it has a workspace in hand and let go of some. */
  hasTaken(one: ChildProcess): Promise<void>;
  /** Who has a workspace in hand. */
  takerOf(workspaceId: string): Promise<number>;
  kill(pid: number | undefined): Promise<number | undefined>;
  /** Until nobody works and no wake-up waits. */
  quiet(): Promise<void>;
  /** Pairs of takes of one workspace that were under way at the same time; those that a kill cut short are left out. */
  overlaps(): Promise<unknown[]>;
  /** Whose takes did not end. */
  unfinished(): Promise<number[]>;
  count(): Promise<{ rows: number; left: number; takes: number; empty: number; open: number }>;
};

async function startStorm(): Promise<Storm> {
  const fresh: FreshDatabase = await freshDatabase();
  const { db } = fresh;
  await sql`create table storm_rows (
    id bigint generated always as identity primary key, workspace_id text not null, ms int not null, take bigint
  )`.execute(db);
  await sql`create index on storm_rows (workspace_id) where take is null`.execute(db);
  await sql`create table storm_takes (
    id bigint generated always as identity primary key, workspace_id text not null, pid int not null,
    began timestamptz not null, ended timestamptz
  )`.execute(db);
  const started: ChildProcess[] = [];
  const kill = async (pid: number | undefined): Promise<number | undefined> => {
    const one = started.find(other => other.pid === pid);
    if (!one || one.exitCode !== null || one.signalCode !== null) return pid;
    const gone = once(one, 'exit');
    one.kill('SIGKILL');
    await gone;
    return pid;
  };
  return {
    start: async () => {
      const one = fork(PROCESS, [fresh.url, String(WORKSPACES)], { execArgv: [] });
      started.push(one);
      await once(one, 'message');
      return one;
    },
    send: async (by, asked) => {
      const gone = once(by, 'exit').then(() => Promise.reject(new Error('it ended before all was sent')));
      gone.catch(() => {});
      by.send(asked);
      await Promise.race([once(by, 'message'), gone]);
    },
    hasTaken: async ({ pid }) => {
      await vi.waitUntil(
        async () => {
          const { rows } = await sql<{ open: number; done: number }>`
            select count(*) filter (where ended is null) as open, count(ended) as done
            from storm_takes where pid = ${pid}`.execute(db);
          return rows[0]!.open > 0 && rows[0]!.done > 10;
        },
        { timeout: 60_000, interval: 5 },
      );
    },
    takerOf: async workspaceId =>
      await vi.waitUntil(
        async () => {
          const { rows } = await sql<{ pid: number }>`
            select pid from storm_takes where workspace_id = ${workspaceId} and ended is null`.execute(db);
          return rows[0]?.pid;
        },
        { timeout: 60_000, interval: 5 },
      ),
    kill,
    quiet: async () => {
      await vi.waitUntil(
        async () => {
          const { rows } = await sql<{ waiting: number }>`
            select count(*) as waiting from pgboss.job where state < 'completed'`.execute(db);
          return rows[0]!.waiting === 0;
        },
        { timeout: 100_000, interval: 50 },
      );
    },
    overlaps: async () => {
      const { rows } = await sql`
        select a.workspace_id, a.pid, b.pid as other, a.began, a.ended, b.began as other_began
        from storm_takes a join storm_takes b
          on b.workspace_id = a.workspace_id and b.id <> a.id and b.began >= a.began and b.began < a.ended`.execute(
        db,
      );
      return rows;
    },
    unfinished: async () => {
      const { rows } = await sql<{ pid: number }>`
        select distinct pid from storm_takes where ended is null`.execute(db);
      return rows.map(({ pid }) => pid);
    },
    count: async () => {
      const { rows } = await sql<{
        rows: number;
        left: number;
        takes: number;
        empty: number;
        open: number;
      }>`select
        (select count(*) from storm_rows) as rows,
        (select count(*) from storm_rows where take is null) as left,
        (select count(*) from storm_takes) as takes,
        (select count(*) from storm_takes t where not exists (select from storm_rows r where r.take = t.id)) as empty,
        (select count(*) from storm_takes where ended is null) as open`.execute(db);
      return rows[0]!;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(started.map(({ pid }) => kill(pid)));
      await fresh.drop();
    },
  };
}
