/** Each job of the timetable in its own thread, as Bree starts it. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { timetable } from '../../jobs/index.ts';
import { startQueue } from '../../jobs/queue.ts';
import type { Handed } from '../../jobs/thread.ts';
import { silentLog } from '../../src/log.ts';
import { findChore, listChores, noteChore, wantChore } from '../../src/store/chores.ts';
import { listDead } from '../../src/store/outbox.ts';
import { rememberRequest } from '../../src/store/seen-requests.ts';
import { type Office, openOffice } from '../support/office.ts';

const jobs = new Map(timetable({ workers: 1 }).map(job => [job.name, job]));

/** Runs it once. @returns what it said */
async function run({ context, world }: Office, name: string): Promise<unknown[]> {
  const clock = { from: world.clock.now().toISOString() };
  const config = { ...context.config, databaseUrl: context.databaseUrl, clock, logLevel: 'warn' as const };
  const thread = new Worker(jobs.get(name)!.path, {
    workerData: { config, pulse: null } satisfies Handed,
    stdout: true,
  });
  const said: unknown[] = [];
  thread.on('message', message => said.push(message));
  let log = '';
  thread.stdout.on('data', chunk => {
    log += String(chunk);
  });
  const [code] = await once(thread, 'exit');
  expect(log).toBe('');
  expect(code).toBe(0);
  return said;
}

test('every job but the resident ones does its work, says that it is done, and ends', async () => {
  await using office = await openOffice();
  const { context, workspaceId, world } = office;
  const { db } = context;
  const queue = await startQueue(context.databaseUrl, silentLog);
  try {
    world.issue('2026-09', world.lines.september);
    world.clock.set('2026-10-08T06:00:30Z');
    await rememberRequest(db, 'v0=an-old-one', new Date('2026-10-08T05:00:00Z'));

    expect(await run(office, 'check-invoices')).toEqual(['done']);
    expect(await findChore(db, workspaceId, 'invoices')).toMatchObject({ tick: '2026-10-08T06:00:00.000Z' });
    expect([...(await queue.listAwake())]).toEqual([workspaceId]);

    expect(await run(office, 'refresh-names')).toEqual(['done']);
    expect(await run(office, 'probe-connections')).toEqual(['done']);
    const wanted = (await listChores(db, workspaceId)).filter(one => one.wantedAt !== null);
    expect(wanted.map(({ kind }) => kind)).toEqual(['connections', 'invoices', 'names']);

    expect(await run(office, 'look-out')).toEqual(['done']);
    // The thread’s clock went on meanwhile.
    world.clock.advance(10 * 60_000);
    await context.deliver();
    expect(office.person('clerk').channel()).toContain('No successful check for 26 hours');

    expect(await run(office, 'expire-plans')).toEqual(['done']);
    expect(await run(office, 'housekeeping')).toEqual(['done']);
    expect(await db.selectFrom('seen_requests').selectAll().execute()).toEqual([]);
    expect(await listDead(db, workspaceId)).toEqual([]);
  } finally {
    await queue.stop();
  }
});

test('the sweep wakes a workspace whose work nobody was told of', async () => {
  await using office = await openOffice();
  const { context, workspaceId, world } = office;
  const queue = await startQueue(context.databaseUrl, silentLog);
  try {
    expect(await run(office, 'sweep')).toEqual(['done']);
    expect(await queue.listAwake()).toEqual(new Set());
    const at = world.clock.now();
    await noteChore(context.db, workspaceId, 'names', { at, wanted: null, problem: null });
    await wantChore(context.db, workspaceId, 'names', { at });
    expect(await run(office, 'sweep')).toEqual(['done']);
    expect(await queue.listAwake()).toEqual(new Set([workspaceId]));
  } finally {
    await queue.stop();
  }
});
