import { expect } from 'vitest';
import { type Month, nextMonth } from '../../../src/plan/numbers/calendar.ts';
import { startSmall } from '../../sandbox/worlds/small.ts';
import { checkLedger, checkLines, checkReport } from './audit.ts';
import { type House, openHouse, type Site } from './house.ts';
import { linesOf } from './invoices.ts';
import type { Schedule } from './schedule.ts';
import { strike } from './strikes.ts';
import { startOldZone } from './zone.ts';

const FIRST: Month = '2026-09';
const MOST_SYNCS = 4;

/** A month in which what the schedule says goes wrong, and then a sync or two in which nothing does. */
export async function play(site: Site, schedule: Schedule): Promise<void> {
  const world = await startSmall();
  Object.assign(world.autotask.switches, schedule.switches);
  await using zone = await startOldZone(world.autotask.url);
  const moves = schedule.mishaps.some(one => one.kind === 'happening' && one.happening.what === 'zone moved');
  await using house = await openHouse(site, world, schedule, moves ? zone.url : world.autotask.url);
  try {
    let month = FIRST;
    if (schedule.before) {
      world.issue(month, linesOf(world, month, schedule.before));
      checkReport(await house.sync('person'));
      month = nextMonth(month);
      world.clock.set(`${nextMonth(month)}-03T01:00:00Z`);
    }
    world.issue(month, linesOf(world, month, schedule.month));
    const strikes = strike(schedule.mishaps, { world, zone, databaseUrl: site.url });
    site.onCommit = strikes.commit;
    try {
      for (const by of schedule.asks) checkReport(await house.sync(by));
    } finally {
      await strikes.over();
      site.onCommit = () => false;
    }
    checkLines(house, month, await calm(house));
    await checkLedger(house);
  } finally {
    await world.close();
  }
}

/** Synced until a sync finds nothing more to write. */
async function calm(house: House): Promise<Awaited<ReturnType<House['sync']>>> {
  const { writes } = house.world.autotask.requests;
  house.errors.length = 0;
  for (let nth = 1; ; nth += 1) {
    const before = writes.length;
    const report = await house.sync('person');
    checkReport(report);
    if (writes.length === before) return report;
    expect(nth, 'syncs, and still writing').toBeLessThan(MOST_SYNCS);
  }
}
