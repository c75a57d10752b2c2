/** More customers than are written together: handfuls follow each other closely, and nothing is done twice for that. */
import { expect, test } from 'vitest';
import { countIntents } from '../../src/store/intents.ts';
import { listPlans } from '../../src/store/plans.ts';
import type { SyncEvent } from '../../src/sync/events.ts';
import { type LargeWorld, startLarge } from '../sandbox/worlds/large.ts';
import { type Bot, startBot, WORKSPACE } from '../support/bot.ts';
import { freshDatabase } from '../support/database.ts';

const CUSTOMERS = 230;
const LINES = 2;

async function begin(): Promise<{ world: LargeWorld; bot: Bot } & AsyncDisposable> {
  const world = await startLarge({ customers: CUSTOMERS, linesEach: LINES });
  const { db, url, drop } = await freshDatabase();
  const bot = await startBot(world, { db, url, close: async () => {} });
  await bot.connect();
  await bot.settle({ approval: 'never' });
  await bot.mapAll();
  world.issue('2026-09');
  return {
    world,
    bot,
    [Symbol.asyncDispose]: async () => {
      await bot.close();
      await world.close();
      await drop();
    },
  };
}

test('services that several handfuls need are made once, and no endpoint is asked four things at a time', async () => {
  await using stage = await begin();
  const { world, bot } = stage;
  const progress: number[] = [];
  bot.context.listen(async (event: SyncEvent) => {
    if (event.kind === 'run-progressed') progress.push(event.done);
  });
  const report = await bot.sync();
  const { book, requests } = world.autotask;
  expect(report.customers.map(({ result }) => result)).toEqual(Array(CUSTOMERS).fill('Success'));
  expect(requests.writesOf('Services')).toHaveLength(LINES);
  expect(requests.writesOf('ContractServiceAdjustments')).toHaveLength(CUSTOMERS * LINES);
  expect([...book.contractServices.all()].map(({ id }) => book.quantityOn(id, '2026-09-30'))).toEqual(
    Array(CUSTOMERS * LINES).fill(5),
  );
  expect(Math.max(...Object.values(requests.mostAtOnce))).toBeLessThanOrEqual(3);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  expect(progress.length).toBeGreaterThan(2);
  expect(progress.at(-1)).toBe(CUSTOMERS);
  const writes = requests.writes.length;
  await bot.sync();
  expect(requests.writes.length).toBe(writes);
});

test('a login that is refused in the middle stops all of them; nothing is left half-way and nothing asked again', async () => {
  await using stage = await begin();
  const { world, bot } = stage;
  const { faults, requests } = world.autotask;
  const refused = { kind: 'status', status: 401 } as const;
  faults.add('create ContractServiceAdjustments', refused, { skip: 50, times: 1_000 });
  const report = await bot.sync();
  expect(report.result).toBe('Failure');
  const turnedAway = requests.all.filter(({ status }) => status === 401);
  expect(turnedAway.length).toBeLessThanOrEqual(3);
  const { db } = bot.context;
  const plans = await listPlans(db, WORKSPACE, report.run);
  expect(new Set(plans.map(({ state }) => state))).toEqual(new Set(['applied']));
  const { planned, claimed, confirmed, failed, ...others } = await countIntents(db, WORKSPACE, report.run);
  expect([planned, claimed]).toEqual([0, 0]);
  expect(failed).toBeGreaterThan(CUSTOMERS * LINES - 60);
  const open = Object.values(others).reduce((sum, count) => sum + count, 0);
  expect(confirmed + failed + open).toBe(CUSTOMERS * (LINES + LINES));

  faults.clear();
  await bot.sync();
  const { book } = world.autotask;
  expect([...book.contractServices.all()].map(({ id }) => book.quantityOn(id, '2026-09-30'))).toEqual(
    Array(CUSTOMERS * LINES).fill(5),
  );
  expect(requests.writesOf('ContractServiceAdjustments')).toHaveLength(CUSTOMERS * LINES);
});
