/**
 * Random months in which much goes wrong. A failure names its seed and path: `SEED=… RUN_PATH=…` plays it again, and
 * `SCHEDULES=…` tries more.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSite } from './schedules/house.ts';
import { play } from './schedules/play.ts';
import { schedule } from './schedules/schedule.ts';

const { CI, SEED, SCHEDULES = '120', RUN_PATH } = process.env;
const seed = Number(SEED ?? (CI ? 4242 : Date.now() % 2 ** 31));

test(`whatever goes wrong, each change is there once in the end, or a person is asked (seed ${seed})`, {
  timeout: 3_600_000,
}, async () => {
  await using site = await openSite();
  const began = performance.now();
  const found = await fc.check(
    fc.asyncProperty(schedule, one => play(site, one)),
    { seed, numRuns: Number(SCHEDULES), ...(RUN_PATH ? { path: RUN_PATH } : {}) },
  );
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  process.stdout.write(`\n${found.numRuns} schedules of what goes wrong (seed ${seed}): ${seconds} s\n`);
  expect(found.failed, fc.defaultReportMessage(found)).toBe(false);
});
