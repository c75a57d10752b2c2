/** Any number of instances have the same timetable: what it asks for is asked for once. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { listRuns } from '../../../src/store/runs.ts';
import { saveWorkspace } from '../../../src/store/workspaces.ts';
import type { Request } from '../../../src/sync/request.ts';
import { freshDatabase } from '../../support/database.ts';
import { openEstate, PATIENCE, undisturbed, until } from './estate.ts';

const PROCESS = path.join(import.meta.dirname, 'asking-process.ts');
const KEYS = `test:${Buffer.alloc(32, 7).toString('base64')}`;

test(
  'of fifteen requests for one tick, by three processes at once, one is a run and wakes a worker',
  PATIENCE,
  async () => {
    await using fresh = await freshDatabase();
    const { db } = fresh;
    const workspaceId = 'T0TICK';
    await saveWorkspace(db, { id: workspaceId, name: 'Northwind', at: new Date(0) });
    const processes = Array.from({ length: 3 }, () => fork(PROCESS, [fresh.url, KEYS], { execArgv: [] }));
    try {
      await Promise.all(processes.map(one => once(one, 'message')));
      for (const hour of ['06', '07', '08', '09']) {
        const asked: Request = {
          workspaceId,
          kind: 'customers',
          by: null,
          period: `2026-10-03T${hour}:00:00.000Z`,
        };
        const answers = (await Promise.all(processes.map(one => answerOf(one, asked)))).flat();
        expect(answers).toHaveLength(15);
        expect(answers.filter(number => number !== null)).toHaveLength(1);
      }
      expect(await listRuns(db, workspaceId, { limit: 100 })).toHaveLength(4);
      const { rows } = await sql`select singleton_key from pgboss.job where name = 'workspace'`.execute(db);
      expect(rows).toHaveLength(4);
    } finally {
      for (const one of processes) one.kill('SIGKILL');
    }
  },
);

async function answerOf(one: ChildProcess, asked: Request): Promise<(number | null)[]> {
  const answer = once(one, 'message');
  one.send(asked);
  return (await answer)[0] as (number | null)[];
}

test(
  'three processes look for an invoice at the same time: it is synced once, by one run of each kind',
  PATIENCE,
  async () => {
    const size = { workspaces: 2, customers: 3, lines: 3 };
    const [expected, estate] = await Promise.all([undisturbed(size), openEstate(size)]);
    await using _ = estate;
    const { db, workspaces, lands } = estate;
    const { book, faults, requests } = lands.world.autotask;
    // So that each has looked before the first is done.
    faults.add('write', { kind: 'slow', ms: 700 }, { times: 1_000 });
    const start = () => estate.start({ CLOCK: '2026-10-03T06:00:10Z' });
    const [one, two, three] = await Promise.all([start(), start(), start()]);
    await using _one = one;
    await using _two = two;
    await using _three = three;
    const runsOf = () => Promise.all(workspaces.map(id => listRuns(db, id, { limit: 100 })));
    await until(async () =>
      (await runsOf()).every(runs => runs.length > 1 && runs.every(({ state }) => state === 'done')),
    );
    for (const runs of await runsOf())
      expect(runs).toMatchObject(
        ['customers', 'products'].map(kind => ({
          kind,
          trigger: 'timetable',
          period: '2026-10-03T06:00:00.000Z',
        })),
      );
    expect(requests.writes.length).toBe(expected.writes);
    expect(book.snapshot()).toBe(expected.snapshot);
  },
);
