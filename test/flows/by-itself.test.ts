/** The month as the bot does it by itself: the timetable's ticks are made here, what they want is done by `work()`. */
import { describe, expect, test } from 'vitest';
import { findChore } from '../../src/store/chores.ts';
import { listConnections } from '../../src/store/connections.ts';
import { listRuns } from '../../src/store/runs.ts';
import { wantAgain, wantDaily, wantDueChecks } from '../../src/sync/chores/want-due.ts';
import { type Office, openOffice } from '../support/office.ts';

/** It becomes `instant`, and what the timetable wants then is done. @returns the workspaces that were woken */
async function at({ context, world, work }: Office, instant: string): Promise<string[]> {
  world.clock.set(instant);
  const woken = await wantDueChecks(context);
  woken.push(...(await wantAgain(context)));
  await work();
  return woken;
}

const runsOf = async ({ context, workspaceId }: Office) =>
  (await listRuns(context.db, workspaceId, { limit: 50 })).map(({ number, kind, result, period }) => ({
    number,
    kind,
    result,
    at: period?.slice(5, 16),
  }));
const posts = ({ channel, slack }: Office): string[] =>
  slack.book.messages
    .filter(one => one.channelId === channel.id && !one.threadTs && !one.ephemeralTo)
    .map(one => one.text);
const asked = ({ world }: Office): number => world.prism.requests.count('invoices');

describe('the month by itself', () => {
  test('a new invoice is noticed within the hour, synced with its products, and told once', async () => {
    await using office = await openOffice();
    const { world, workspaceId } = office;
    const clerk = office.person('clerk');

    expect(await at(office, '2026-10-03T01:20:00Z')).toEqual([workspaceId]);
    expect(await at(office, '2026-10-03T01:50:00Z')).toEqual([]);
    const before = asked(office);
    expect(await at(office, '2026-10-03T02:01:00Z')).toEqual([workspaceId]);
    expect(asked(office)).toBeGreaterThan(before);
    expect(await runsOf(office)).toEqual([]);

    world.issue('2026-09', world.lines.september);
    expect(await at(office, '2026-10-03T03:00:30Z')).toEqual([workspaceId]);
    expect(await runsOf(office)).toMatchObject([
      { number: 2, kind: 'customers', result: 'Waiting for approval', at: '10-03T03:00' },
      { number: 1, kind: 'products', at: '10-03T03:00' },
    ]);
    const told = posts(office);
    expect(told.filter(text => text.startsWith('Approval needed'))).toHaveLength(1);
    // It is there, so nobody looks every hour any more.
    expect(await at(office, '2026-10-03T04:00:30Z')).toEqual([]);

    // The day's own check finds the same plans waiting, and says nothing again.
    expect(await at(office, '2026-10-03T06:00:30Z')).toEqual([workspaceId]);
    expect(posts(office)).toEqual(told);
    expect(world.autotask.requests.writes.filter(one => one.entity === 'ContractServiceAdjustments')).toEqual(
      [],
    );

    await clerk.click('Approve all 3', { in: 'message' });
    await office.work();
    expect(posts(office).at(-1)).toMatch(/^Warning · September 2026 · 3 customers/);
    const writes = world.autotask.requests.writes.length;
    const after = posts(office);
    await at(office, '2026-10-04T06:00:30Z');
    await at(office, '2026-10-05T06:00:30Z');
    expect(world.autotask.requests.writes.length).toBe(writes);
    expect(posts(office)).toEqual(after);
    expect((await runsOf(office)).slice(0, 2)).toMatchObject([
      { kind: 'customers', result: 'No Change', at: '10-05T06:00' },
      { kind: 'products', result: 'No Change', at: '10-05T06:00' },
    ]);
    expect(office.slack.findings).toEqual([]);
  });

  test('a plan that was rejected is not proposed again until a person syncs', async () => {
    await using office = await openOffice();
    const { world } = office;
    const clerk = office.person('clerk');
    world.issue('2026-09', world.lines.september);
    await at(office, '2026-10-03T06:00:30Z');
    await clerk.click('Show changes', { near: 'Contoso Ltd' });
    await office.work();
    await clerk.click('Reject…', { in: 'modal' });
    await office.work();
    await clerk.fill('Reason', 'Ask the customer first');
    await clerk.submit();
    await office.work();
    const told = posts(office);
    await at(office, '2026-10-04T06:00:30Z');
    expect(posts(office)).toEqual(told);
    expect((await runsOf(office))[0]).toMatchObject({ kind: 'customers', result: 'No Change' });
    await clerk.type('/prism sync Contoso');
    await office.work();
    expect(posts(office).at(-1)).toMatch(/^Approval needed/);
  });

  test('the same failure is told once, another one is told', async () => {
    await using office = await openOffice();
    const { world } = office;
    world.issue('2026-09', world.lines.september);
    world.prism.faults.add('csv', { kind: 'status', status: 503 }, { times: 1000 });
    await at(office, '2026-10-03T06:00:30Z');
    const told = posts(office);
    expect(told.at(-1)).toMatch(/^Failure/);
    await at(office, '2026-10-04T06:00:30Z');
    expect(posts(office)).toEqual(told);
    world.prism.faults.clear();
    world.prism.faults.add('csv', { kind: 'status', status: 403 }, { times: 1000 });
    await at(office, '2026-10-05T06:00:30Z');
    expect(posts(office)).toHaveLength(told.length + 1);
  });

  test('an invoice whose lines are not there yet is looked for again soon', async () => {
    await using office = await openOffice();
    const { world, context, workspaceId } = office;
    world.issue('2026-09', world.lines.september);
    world.prism.faults.add('csv', { kind: 'status', status: 404 }, { times: 1 });
    await at(office, '2026-10-03T03:00:30Z');
    expect((await findChore(context.db, workspaceId, 'invoices'))?.problem).toMatch(/lines yet/);
    expect(await runsOf(office)).toEqual([]);
    await at(office, '2026-10-03T03:16:30Z');
    expect((await runsOf(office)).map(({ kind }) => kind)).toEqual(['customers', 'products']);
  });

  test('where nobody is mapped PRISM is looked into all the same, and nothing is synced', async () => {
    await using office = await openOffice({ mapped: false });
    expect(await at(office, '2026-10-03T06:00:30Z')).toEqual([office.workspaceId]);
    expect(await runsOf(office)).toEqual([]);
    const chore = await findChore(office.context.db, office.workspaceId, 'invoices');
    expect(chore).toMatchObject({ problem: null, wantedAt: null });
    expect(chore?.doneAt).not.toBeNull();
  });

  test('a workspace that is paused, or not connected, is left alone', async () => {
    await using office = await openOffice({ settings: { syncOn: false } });
    expect(await at(office, '2026-10-03T06:00:30Z')).toEqual([]);
    await using empty = await openOffice({ connected: false });
    expect(await at(empty, '2026-10-03T06:00:30Z')).toEqual([]);
    expect(await wantDaily(empty.context, 'names')).toEqual([]);
  });
});

describe('many instances', () => {
  test('act once on a tick', async () => {
    await using office = await openOffice();
    const { context, world, workspaceId } = office;
    world.issue('2026-09', world.lines.september);
    world.clock.set('2026-10-03T06:00:30Z');
    const woken = await Promise.all(Array.from({ length: 9 }, () => wantDueChecks(context)));
    expect(woken.flat()).toEqual([workspaceId]);
    await office.work();
    expect((await runsOf(office)).map(({ kind }) => kind).sort()).toEqual(['customers', 'products']);
    world.clock.advance(25 * 3_600_000);
    for (const kind of ['names', 'connections'] as const) {
      const daily = await Promise.all(Array.from({ length: 9 }, () => wantDaily(context, kind)));
      expect(daily.flat()).toEqual([workspaceId]);
    }
  });
});

describe('a check', () => {
  test('that PRISM did not answer is made again a quarter of an hour later', async () => {
    await using office = await openOffice();
    const { world, context, workspaceId } = office;
    world.issue('2026-09', world.lines.september);
    world.prism.faults.add('invoices', { kind: 'status', status: 503 }, { times: 1000 });
    await at(office, '2026-10-03T06:00:30Z');
    expect((await findChore(context.db, workspaceId, 'invoices'))?.problem).toMatch(/PRISM/);
    expect(await runsOf(office)).toEqual([]);
    world.prism.faults.clear();
    const again = new Date(world.clock.now().getTime() + 14 * 60_000).toISOString();
    expect(await at(office, again)).toEqual([]);
    world.clock.advance(2 * 60_000);
    expect(await wantAgain(context)).toEqual([workspaceId]);
    await office.work();
    expect((await runsOf(office)).map(({ kind }) => kind)).toEqual(['customers', 'products']);
  });

  test('whose login is refused is one attempt, and is said at the connection', async () => {
    await using office = await openOffice();
    const { world, context, workspaceId } = office;
    const refusal = { kind: 'status' as const, status: 400, body: { error: 'invalid_client' } };
    world.prism.faults.add('token', refusal, { times: 1000 });
    await at(office, '2026-10-03T06:00:30Z');
    const [, prism] = await listConnections(context.db, workspaceId);
    expect(prism).toMatchObject({ kind: 'prism', state: 'needs-attention' });
    const tokens = world.prism.requests.count('token');
    await at(office, '2026-10-03T06:30:30Z');
    await at(office, '2026-10-03T07:00:30Z');
    expect(world.prism.requests.count('token')).toBe(tokens);
  });
});

describe('connections', () => {
  test('are proved once a day with one login each, and what is found is noted', async () => {
    await using office = await openOffice();
    const { world, context, workspaceId } = office;
    world.clock.advance(25 * 3_600_000);
    world.autotask.user.locked = true;
    expect(await wantDaily(context, 'connections')).toEqual([workspaceId]);
    await office.work();
    const [autotask, prism] = await listConnections(context.db, workspaceId);
    expect(autotask).toMatchObject({ kind: 'autotask', state: 'needs-attention' });
    expect(autotask?.remedy).toContain('Admin');
    expect(prism).toMatchObject({ kind: 'prism', state: 'connected' });
    expect(await wantDaily(context, 'connections')).toEqual([]);

    world.autotask.user.locked = false;
    world.clock.advance(25 * 3_600_000);
    expect(await wantDaily(context, 'connections')).toEqual([workspaceId]);
    await office.work();
    expect((await listConnections(context.db, workspaceId)).map(({ state }) => state)).toEqual([
      'connected',
      'connected',
    ]);
  });

  test('of a side that does not answer stay as they were, and are asked again', async () => {
    await using office = await openOffice();
    const { world, context, workspaceId } = office;
    world.clock.advance(25 * 3_600_000);
    world.prism.faults.add('any', { kind: 'status', status: 503 }, { times: 1000 });
    await wantDaily(context, 'connections');
    await office.work();
    const [, prism] = await listConnections(context.db, workspaceId);
    expect(prism).toMatchObject({ kind: 'prism', state: 'connected' });
    expect((await findChore(context.db, workspaceId, 'connections'))?.problem).toMatch(/PRISM/);
    world.clock.advance(15 * 60_000);
    expect(await wantAgain(context)).toEqual([workspaceId]);
  });
});
