/** A real process, killed with -9 at each of its doings with the outside; another one ends as if nothing had been. */
import { expect, test } from 'vitest';
import { startSmall } from '../sandbox/worlds/small.ts';
import type { World } from '../sandbox/worlds/world.ts';
import { MOMENTS } from './crash/points.ts';
import { sweep } from './crash/sweep.ts';

async function september(): Promise<World> {
  const world = await startSmall();
  world.issue('2026-09', world.lines.september);
  return world;
}

test('killed at any point of a month, it ends where one that lives does', { timeout: 900_000 }, async () => {
  const { expected, tried, odd, seconds } = await sweep(september);
  for (const moment of MOMENTS) expect(expected.seen[moment].length).toBeGreaterThan(40);
  process.stdout.write(
    `\nkilled at ${tried} points of a small month: ${tried - odd.length} equal, ${odd.length} not, ${seconds.toFixed(0)} s\n`,
  );
  for (const { point, endedAt, differs, expected: wanted } of odd)
    expect.soft(differs, `${point.moment} ${point.nth}: ${endedAt}`).toEqual(wanted);
  expect(odd).toEqual([]);
});
