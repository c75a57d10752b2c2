/** The same for a whole MSP's month, at a sample of its points. `SEED=…` tries the same ones again. */
import { test } from 'vitest';
import { startMsp } from '../sandbox/worlds/msp.ts';
import { JULY } from '../sandbox/worlds/msp-months.ts';
import type { World } from '../sandbox/worlds/world.ts';
import { expectEqual, sweep } from './crash/sweep.ts';

const { CI, SEED, POINTS = '20' } = process.env;
const seed = Number(SEED ?? (CI ? 4242 : Date.now() % 2 ** 31));

async function july(): Promise<World> {
  const world = await startMsp();
  world.issue(JULY);
  return world;
}

test(`killed in the middle of a large month, it ends where one that lives does (seed ${seed})`, {
  timeout: 1_800_000,
}, async () => {
  const swept = await sweep(july, points => sample(points, Number(POINTS)));
  expectEqual(swept, `a large month (seed ${seed})`);
});

function sample<Item>(items: readonly Item[], count: number): Item[] {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: count }, () => items[Math.floor(next() * items.length)]!);
}
