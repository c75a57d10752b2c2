/** A real process, killed with -9 at each of its doings with the outside; another one ends as if nothing had been. */
import { expect, test } from 'vitest';
import { startSmall } from '../sandbox/worlds/small.ts';
import type { World } from '../sandbox/worlds/world.ts';
import { MOMENTS } from './crash/points.ts';
import { expectEqual, sweep } from './crash/sweep.ts';

async function september(): Promise<World> {
  const world = await startSmall();
  world.issue('2026-09', world.lines.september);
  return world;
}

test('killed at any point of a month, it ends where one that lives does', {
  timeout: 1_800_000,
}, async () => {
  const swept = await sweep(september);
  for (const moment of MOMENTS) expect(swept.expected.seen[moment].length, moment).toBeGreaterThan(40);
  expectEqual(swept, 'a small month');
  expect(swept.tried).toBe(swept.expected.points.length);
});
