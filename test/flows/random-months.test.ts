/** Random months through the real bot. A failure names its seed and path: `SEED=… RUN_PATH=… vitest run` plays it again. */
import fc from 'fast-check';
import { test } from 'vitest';
import { play } from './random/play.ts';
import { scenario } from './random/scenario.ts';

const { CI, SEED, RUNS = '25', RUN_PATH, SECONDS = '40' } = process.env;
// In CI the months are the same each time, so that a red run is about the change; elsewhere each run tries new ones.
const seed = Number(SEED ?? (CI ? 4242 : Date.now() % 2 ** 31));
const limit = Number(SECONDS) * 1000;

test(`random months end in what their invoices say, to the cent, each change written once (seed ${seed})`, {
  timeout: limit * 3,
}, async () => {
  await fc.assert(fc.asyncProperty(scenario, play), {
    seed,
    numRuns: Number(RUNS),
    interruptAfterTimeLimit: limit,
    // One that fails takes as long as the others: the first is told as it is.
    endOnFailure: true,
    ...(RUN_PATH ? { path: RUN_PATH } : {}),
  });
});
