/** Plays a random scenario through the real bot and looks at everything that must hold whatever happened. */
import { expect } from 'vitest';
import {
  addDays,
  addMonths,
  firstDay,
  lastDay,
  type Month,
  nextMonth,
} from '../../../src/plan/numbers/calendar.ts';
import type { RunReport } from '../../../src/plan/tally/reports.ts';
import { getRun } from '../../../src/store/runs.ts';
import { request } from '../../../src/sync/request.ts';
import { run } from '../../../src/sync/run.ts';
import { Superseded } from '../../../src/sync/writing/work.ts';
import { Refusal } from '../../sandbox/autotask/rules/refusal.ts';
import type { LineRecord } from '../../sandbox/prism/book.ts';
import * as build from '../../sandbox/prism/builders.ts';
import { CLERK, WORKSPACE } from '../../support/bot.ts';
import { begin, type Story } from '../../support/story.ts';
import { type Books, keepBooks } from './books.ts';
import {
  type CustomerName,
  type HandEdit,
  type Interruption,
  PRICES,
  type RandomMonth,
  type Scenario,
  SUBSCRIPTIONS,
  type SubscriptionName,
} from './scenario.ts';

const START = '2026-09';
/** A sync that waits or asks more often than this will never end. */
const MOST_WAITS = 500;
const MOST_REQUESTS = 2_000;
const MOST_SYNCS = 5;

const CUSTOMER_OF: Record<SubscriptionName, CustomerName> = {
  contosoPremium: 'contoso',
  fabrikamStandard: 'fabrikam',
  fabrikamE5: 'fabrikam',
  fabrikamE5Branch: 'fabrikam',
  adventurePremium: 'adventure',
};

export async function play({ settings, switches, months }: Scenario): Promise<void> {
  await using story = await begin(settings);
  const { world } = story;
  Object.assign(world.autotask.switches, switches);
  boundWaits(story);
  const books = keepBooks(story);
  for (const [index, month] of months.entries()) {
    const name = addMonths(START, index);
    world.clock.set(`${nextMonth(name)}-03T01:00:00Z`);
    for (const edit of month.edits) byHand(story, name, edit);
    for (const customer of month.posted) {
      books.post(customer, name);
      // Prices of a coming day that cannot be read yet are planned again by each sync.
      if (month.postedAhead && switches.linePrices === 'at-once') books.post(customer, nextMonth(name));
    }
    const { id } = world.issue(name, linesOf(story, name, month));
    if (month.missed) continue;
    for (const { target, fault, times, skip } of month.troubles)
      world.autotask.faults.add(target, fault, { times, skip });
    const by = month.by === 'person' ? CLERK : null;
    await sync(story, books, { interruption: month.interruption, by }, () => {
      if (month.editBeforeApproval) byHand(story, name, month.editBeforeApproval);
    });
    world.autotask.faults.clear();
    await settled(story, books);
    if (month.revised === null) continue;
    world.prism.book.revise(id, linesOf(story, name, { ...month, pieces: month.revised }));
    await settled(story, books);
  }
  await books.checkLedger();
}

/** Synced until a sync finds nothing more to write; what it then says must be so. */
async function settled(story: Story, books: Books): Promise<void> {
  for (let nth = 1; ; nth += 1) {
    const before = story.world.autotask.requests.writes.length;
    const report = await sync(story, books, { interruption: null, by: CLERK }, () => {});
    const wrote = story.world.autotask.requests.writes.length > before;
    books.checkUnits(report);
    if (!wrote) return;
    if (nth === MOST_SYNCS)
      expect.fail(`still writing after ${nth} syncs: ${JSON.stringify(summary(report))}`);
  }
}

export const summary = (report: RunReport): unknown =>
  report.customers.map(one => [
    one.tenants[0]?.name,
    one.invoice.month,
    one.result,
    one.lines.map(line => [line.productName, line.standing, line.reason, line.changes, line.drift]),
  ]);

async function sync(
  story: Story,
  books: Books,
  { interruption, by }: { interruption: Interruption | null; by: string | null },
  beforeApproval: () => void,
): Promise<RunReport> {
  const { world, bot } = story;
  const asked = world.autotask.requests.all.length;
  const number = await request(bot.context, { workspaceId: WORKSPACE, kind: 'customers', by });
  if (number === null) throw new Error('no run');
  let report = interruption
    ? await interrupted(story, number, interruption)
    : await run(bot.context, WORKSPACE, number);
  await books.checkReport(report);
  if (
    report.result === 'Waiting for approval' ||
    report.customers.some(one => one.result === 'Waiting for approval')
  ) {
    beforeApproval();
    report = await bot.approve(report);
    await books.checkReport(report);
  }
  const { state, result } = await getRun(bot.context.db, WORKSPACE, number);
  expect(state).toBe('done');
  expect(result).not.toBe('Running');
  expect(world.autotask.requests.all.length - asked).toBeLessThan(MOST_REQUESTS);
  return report;
}

/** A worker is told to stop, or dies, at one of its writes; the run is then taken up by another. */
async function interrupted(
  { bot: { context } }: Story,
  number: number,
  { how, atWrite, when }: Interruption,
): Promise<RunReport> {
  const target = await context.openTarget(WORKSPACE);
  const stop = new AbortController();
  let writes = 0;
  const end = (): void => {
    if (how === 'killed') throw new Superseded('killed');
    stop.abort();
  };
  const mortal: typeof target = {
    ...target,
    write: async (...given) => {
      writes += 1;
      const mine = writes === atWrite;
      if (mine && when === 'before') end();
      const outcome = await target.write(...given);
      if (mine && when === 'after') end();
      return outcome;
    },
  };
  try {
    return await run({ ...context, openTarget: async () => mortal }, WORKSPACE, number, stop.signal);
  } catch (error) {
    if (!(error instanceof Superseded)) throw error;
    return run(context, WORKSPACE, number);
  }
}

function boundWaits({ world: { clock } }: Story): void {
  const wait = clock.wait.bind(clock);
  let last = '';
  let waits = 0;
  clock.wait = async (ms, signal) => {
    const month = clock.now().toISOString().slice(0, 7);
    waits = month === last ? waits + 1 : 0;
    last = month;
    if (waits > MOST_WAITS) throw new Error('a run that waits and waits');
    await wait(ms, signal);
  };
}

function byHand({ world }: Story, month: Month, { customer, nth, day, delta, price }: HandEdit): void {
  const { book } = world.autotask;
  const lines = [...book.contractServices.all()].filter(
    one => one.contractID === world.contracts[customer].id,
  );
  const line = lines[nth % Math.max(1, lines.length)];
  if (!line) return;
  try {
    book.adjust({
      contractServiceId: line.id,
      effective: addDays(firstDay(month), day),
      delta,
      // A price of a later day is the line's own at once: no reading tells from when it holds.
      ...(price && day <= 0 ? { unitPrice: PRICES[price].retail, unitCost: PRICES[price].cost } : {}),
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

function linesOf({ world }: Story, month: Month, { pieces, cancelled, usage }: RandomMonth): LineRecord[] {
  const end = Number(lastDay(month).slice(8));
  const lines = SUBSCRIPTIONS.flatMap(name => {
    const customer = CUSTOMER_OF[name];
    const subscription = subscriptionOf(world, name);
    const mine = pieces[name];
    subscription.status = mine === null && cancelled ? 'Cancelled' : 'Active';
    return (mine ?? []).map(({ from, seats, price, gap }, index) => {
      const next = mine?.[index + 1];
      const to = next ? next.from - 1 : end;
      const until = gap && to - 2 >= from ? to - 2 : to;
      return world.seats(customer, subscription, PRICES[price])(month, seats, from, until);
    });
  });
  if (usage === null) return lines;
  const azure = world.tenants.contoso.subscriptions[1]!;
  const cost = (usage / 100).toFixed(2);
  const retail = (usage / 80).toFixed(2);
  return [
    ...lines,
    build.line({
      tenant: world.tenants.contoso,
      subscription: azure,
      quantity: 1,
      from: firstDay(month),
      to: lastDay(month),
      unitCost: cost,
      unitPrice: retail,
      subTotal: cost,
      subTotalRetail: retail,
    }),
  ];
}

function subscriptionOf(world: Story['world'], name: SubscriptionName) {
  const { contoso, fabrikam, adventure } = world.tenants;
  const places = {
    contosoPremium: contoso.subscriptions[0]!,
    fabrikamStandard: fabrikam.subscriptions[0]!,
    fabrikamE5: fabrikam.subscriptions[1]!,
    fabrikamE5Branch: fabrikam.subscriptions[2]!,
    adventurePremium: adventure.subscriptions[0]!,
  };
  return world.prism.book.subscription(places[name].id);
}
