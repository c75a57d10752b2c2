import { expect } from 'vitest';
import type { World } from '../../sandbox/worlds/world.ts';
import { type Crash, crashAt, type Undisturbed, undisturbed } from './crash.ts';
import type { Ending } from './ending.ts';
import type { Point } from './points.ts';
import { buildStage } from './stage.ts';
import { startWorkers } from './workers.ts';

export type Sweep = {
  expected: Undisturbed;
  tried: number;
  /** Those that ended otherwise, or did not come to their point. */
  odd: { point: Point; endedAt: string | null; differs: Partial<Ending>; expected: Partial<Ending> }[];
  seconds: number;
};

const LANES = 2;

/**
 * Kills the month's process at each of the points chosen, two at a time.
 * @param choose of all points of an undisturbed month
 */
export async function sweep(
  startWorld: () => Promise<World>,
  choose: (points: readonly Point[]) => Point[] = points => [...points],
): Promise<Sweep> {
  const began = performance.now();
  let expected: Undisturbed | undefined;
  const knowing = Promise.withResolvers<void>();
  let queue: Point[] = [];
  const odd: Sweep['odd'] = [];
  let tried = 0;
  const lane = async (nth: number): Promise<void> => {
    await using workers = await startWorkers();
    await using stage = await buildStage(startWorld);
    if (nth === 0) {
      expected = await undisturbed(stage, workers);
      queue = choose(expected.points);
      knowing.resolve();
    }
    await knowing.promise;
    const survivor = await workers.take();
    for (let point = queue.shift(); point; point = queue.shift()) {
      const crash = await crashAt(point, { stage, workers, survivor });
      tried += 1;
      const found = compare(expected!.ending, crash);
      if (found) odd.push({ point, endedAt: crash.endedAt, ...found });
    }
  };
  await Promise.all(
    Array.from({ length: LANES }, (_, nth) =>
      lane(nth).catch(error => {
        knowing.reject(error);
        throw error;
      }),
    ),
  );
  return { expected: expected!, tried, odd, seconds: (performance.now() - began) / 1000 };
}

function compare(
  expected: Ending,
  { endedAt, ending }: Crash,
): { differs: Partial<Ending>; expected: Partial<Ending> } | null {
  const keys = (Object.keys(expected) as (keyof Ending)[]).filter(
    key => JSON.stringify(expected[key]) !== JSON.stringify(ending[key]),
  );
  if (keys.length === 0 && endedAt !== null) return null;
  const only = (of: Ending): Partial<Ending> => Object.fromEntries(keys.map(key => [key, of[key]]));
  return { differs: only(ending), expected: only(expected) };
}

/** Says how many points were tried, and that none of them made a difference. */
export function expectEqual({ tried, odd, seconds }: Sweep, what: string): void {
  const equal = tried - odd.length;
  process.stdout.write(
    `\nkilled at ${tried} points of ${what}: ${equal} ended equal, ${odd.length} did not, ${seconds.toFixed(0)} s\n`,
  );
  for (const { point, endedAt, differs, expected } of odd.slice(0, 5))
    expect.soft(differs, `${point.moment} ${point.nth}: ${endedAt}`).toEqual(expected);
  expect(odd.map(({ point, endedAt }) => [point.moment, point.nth, endedAt])).toEqual([]);
}
