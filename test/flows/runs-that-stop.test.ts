/** A run that is stopped, that fails half-way, or that is overtaken by people leaves nothing behind that nobody looks at. */
import { expect, test } from 'vitest';
import { getRun } from '../../src/store/runs.ts';
import { decideOnPlan } from '../../src/sync/decide.ts';
import { propose } from '../../src/sync/propose.ts';
import { request } from '../../src/sync/request.ts';
import { run } from '../../src/sync/run.ts';
import { Superseded } from '../../src/sync/writing/work.ts';
import { BOSS, CLERK, WORKSPACE } from '../support/bot.ts';
import { afterSeptember, begin, customer, lineOf, type Story, seatsOn } from '../support/story.ts';

const PREMIUM = 'Microsoft 365 Business Premium';
const ADJUST = 'create ContractServiceAdjustments' as const;

const ask = async ({ bot: { context } }: Story): Promise<number> =>
  (await request(context, { workspaceId: WORKSPACE, kind: 'customers', by: CLERK }))!;

test('told to stop while it waits for a lost answer to settle, it stops, and whoever takes it up ends it', async () => {
  await using story = await begin({ approval: 'never' });
  const { world, bot } = story;
  world.issue('2026-09', world.lines.september);
  world.autotask.faults.add(ADJUST, { kind: 'drop', when: 'before' }, { times: 20 });
  const number = await ask(story);
  const stop = new AbortController();
  const clock = {
    now: () => world.clock.now(),
    wait: async (ms: number, signal?: AbortSignal) => {
      stop.abort();
      await world.clock.wait(ms, signal);
    },
  };
  await expect(run({ ...bot.context, clock }, WORKSPACE, number, stop.signal)).rejects.toThrow(Superseded);
  expect(await getRun(bot.context.db, WORKSPACE, number)).toMatchObject({ state: 'applying' });
  world.autotask.faults.clear();
  const report = await run(bot.context, WORKSPACE, number);
  expect(report.customers.map(one => one.result)).not.toContain('Failure');
  expect(seatsOn(story, 'adventure', world.products.premium.sku!, '2026-09-15')).toBe(6);
});

test('Autotask falling silent half-way fails what was not sent, and what was is nobody’s hand edit later', async () => {
  await using story = await afterSeptember({ drift: 'ask' });
  const { world, bot } = story;
  world.clock.set('2026-11-03T01:00:00Z');
  const [subscription] = world.tenants.adventure.subscriptions;
  const seats = world.seats('adventure', subscription!, { cost: '20', retail: '25' });
  world.issue('2026-10', [seats('2026-10', 8, 1, 9), seats('2026-10', 9, 10)]);
  // One bulk read plans and one finds the first change's place; the read that would confirm it fails for good.
  world.autotask.faults.add(
    'query ContractServiceUnits',
    { kind: 'status', status: 503 },
    { skip: 2, times: 30 },
  );
  const report = await bot.sync({ tenantIds: [world.tenants.adventure.id] });
  expect(report.result).toBe('Failure');
  expect(report.facts.problems).toMatchObject([{ code: 'no-answer' }]);
  expect(customer(report, 'Adventure Works').result).toBe('Failure');
  expect(await getRun(bot.context.db, WORKSPACE, report.run)).toMatchObject({
    state: 'done',
    result: 'Failure',
  });
  world.autotask.faults.clear();
  const done = await bot.sync({ tenantIds: [world.tenants.adventure.id] });
  expect(lineOf(done, 'Adventure Works', PREMIUM)).toMatchObject({
    standing: 'applied',
    holds: [],
    drift: null,
  });
  expect(seatsOn(story, 'adventure', world.products.premium.sku!, '2026-10-09')).toBe(8);
  expect(seatsOn(story, 'adventure', world.products.premium.sku!, '2026-10-10')).toBe(9);
});

test('a plan that is approved while others are written is carried out by the same run', async () => {
  await using story = await begin();
  const { world, bot } = story;
  world.issue('2026-09', world.lines.september);
  const asked = await bot.sync();
  const [first, ...others] = asked.customers;
  const approve = ({ planId, checksum }: { planId: string; checksum: string }) =>
    decideOnPlan(bot.context, { workspaceId: WORKSPACE, planId, checksum, decision: 'approved', by: BOSS });
  await approve(first!);
  const target = await bot.context.openTarget(WORKSPACE);
  let meanwhile: Promise<unknown> | undefined;
  const openTarget = async () => ({
    ...target,
    write: async (...given: Parameters<typeof target.write>) => {
      meanwhile ??= Promise.all(others.map(approve));
      await meanwhile;
      return target.write(...given);
    },
  });
  const report = await run({ ...bot.context, openTarget }, WORKSPACE, asked.run);
  expect(report.customers.map(one => one.result)).not.toContain('Running');
  expect(await getRun(bot.context.db, WORKSPACE, asked.run)).toMatchObject({ state: 'done' });
  expect(seatsOn(story, 'adventure', world.products.premium.sku!, '2026-09-15')).toBe(6);
  expect(seatsOn(story, 'contoso', world.products.premium.sku!, '2026-09-15')).toBe(6);
});

test('one that died while it planned goes on from its plans, though the world moved', async () => {
  await using story = await afterSeptember({ approval: 'never' });
  const { world, bot } = story;
  world.clock.set('2026-11-03T01:00:00Z');
  world.issue('2026-10', world.lines.october);
  const number = await ask(story);
  const { db } = bot.context;
  await propose(bot.context, WORKSPACE, number);
  // As a kill leaves it when its last plan was just stored.
  await db.updateTable('runs').set({ state: 'planning' }).where('number', '=', number).execute();
  const { book } = world.autotask;
  const line = book.contractServices.all().find(one => one.contractID === world.contracts.adventure.id)!;
  book.adjust({ contractServiceId: line.id, effective: '2026-10-20', delta: 5 });
  const report = await run(bot.context, WORKSPACE, number);
  expect(report.facts.problems).toEqual([]);
  expect(report.customers).toHaveLength(3);
  expect(lineOf(report, 'Adventure Works', PREMIUM)).toMatchObject({ standing: 'held', reason: 'stale' });
});

test('one whose plans a newer run replaced is told so, and is not still waiting', async () => {
  await using story = await begin();
  story.world.issue('2026-09', story.world.lines.september);
  const first = await story.bot.sync();
  await story.bot.sync();
  expect(await getRun(story.bot.context.db, WORKSPACE, first.run)).toMatchObject({
    state: 'expired',
    result: 'Expired',
  });
});

test('a price that a hand changed between plan and approval makes its line stale', async () => {
  await using story = await afterSeptember({ approval: 'always' });
  const { world, bot } = story;
  world.clock.set('2026-11-03T01:00:00Z');
  world.issue('2026-10', world.lines.october);
  const asked = await bot.sync();
  const { book } = world.autotask;
  const line = book.contractServices.all().find(one => one.contractID === world.contracts.adventure.id)!;
  book.adjust({ contractServiceId: line.id, effective: '2026-10-01', unitPrice: '31' });
  const report = await bot.approve(asked);
  expect(lineOf(report, 'Adventure Works', PREMIUM)).toMatchObject({ standing: 'held', reason: 'stale' });
});

test('a price of a coming day is believed by its answer where it cannot be read yet', async () => {
  await using story = await afterSeptember({ approval: 'never', posted: 'next-open-period' });
  const { world, bot } = story;
  world.autotask.switches.linePrices = 'from-effective-date';
  world.clock.set('2026-11-03T01:00:00Z');
  for (const day of ['2026-10-01', '2026-11-01']) world.autotask.book.post(world.contracts.adventure.id, day);
  const [subscription] = world.tenants.adventure.subscriptions;
  const dearer = world.seats('adventure', subscription!, { cost: '22.5', retail: '27.5' });
  world.issue('2026-10', [dearer('2026-10', 6)]);
  const report = await bot.sync({ tenantIds: [world.tenants.adventure.id] });
  const { changes, holds } = lineOf(report, 'Adventure Works', PREMIUM);
  expect(changes).toMatchObject([{ effective: '2026-12-01', delta: 0, unitPrice: '27.5000', done: true }]);
  expect(holds).toEqual([]);
});
