/** The main job: a month's invoice, from PRISM into Autotask, through everything that is real. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunReport } from '../../src/plan/tally/reports.ts';
import { invoiceTieOut } from '../../src/plan/tally/run.ts';
import { type SmallWorld, startSmall } from '../sandbox/worlds/small.ts';
import { type Bot, startBot } from '../support/bot.ts';
import { freshDatabase } from '../support/database.ts';

let world: SmallWorld;
let bot: Bot;
let drop: () => Promise<void>;

beforeAll(async () => {
  world = await startSmall();
  const fresh = await freshDatabase();
  drop = fresh.drop;
  bot = await startBot(world, { db: fresh.db, url: fresh.url, close: async () => {} });
});
afterAll(async () => {
  await bot.close();
  await world.close();
  await drop();
});

const customer = (report: RunReport, name: string) =>
  report.customers.find(one => one.tenants.some(tenant => tenant.name === name))!;

describe('September', () => {
  let proposed: RunReport;

  test('connects, maps, and proposes the first plan of each customer for approval', async () => {
    await bot.connect();
    await bot.mapAll();
    world.issue('2026-09', world.lines.september);
    proposed = await bot.sync();
    expect(proposed.facts.problems).toEqual([]);
    expect(proposed.result).toBe('Waiting for approval');
    expect(proposed.customers.map(one => one.result)).toEqual(Array(3).fill('Waiting for approval'));
    expect(world.autotask.requests.writes).toEqual([]);
  });

  test('writes what was approved, once, and accounts for every cent', async () => {
    const report = await bot.approve(proposed);
    expect(report.customers.flatMap(one => one.lines.flatMap(line => line.problems))).toEqual([]);
    expect(customer(report, 'Contoso Ltd').lines.map(line => [line.productName, line.standing])).toEqual([
      ['Microsoft 365 Business Premium', 'applied'],
      ['Azure plan', 'applied'],
    ]);
    const tie = invoiceTieOut(report, report.facts.invoices[0]!.id);
    expect(tie.balanced).toBe(true);
    expect(tie.accounts.map(account => account.standing)).toEqual([
      'held',
      'unmapped',
      'excluded',
      'applied',
    ]);
  });

  test('changes nothing on the second round', async () => {
    const before = world.autotask.requests.writes.length;
    const report = await bot.sync();
    expect(report.customers.flatMap(one => one.lines.flatMap(line => line.changes))).toEqual([]);
    expect(world.autotask.requests.writes.length).toBe(before);
  });
});

describe('October', () => {
  test('goes on from there, with both price warnings', async () => {
    world.clock.set('2026-11-03T01:00:00Z');
    world.issue('2026-10', world.lines.october);
    const report = await bot.sync();
    const fabrikam = customer(report, 'Fabrikam Pty Ltd');
    expect(fabrikam.lines.flatMap(line => line.warnings)).toContain(
      'Subscription cost unit price changed from 51.33 to 53.90 on 12 Oct 2026',
    );
    const done = await bot.approve(report);
    expect(done.result).toBe('Warning');
    expect(invoiceTieOut(done, done.facts.invoices[0]!.id).balanced).toBe(true);
    const writes = world.autotask.requests.writes.length;
    await bot.sync();
    expect(world.autotask.requests.writes.length).toBe(writes);
  });
});
