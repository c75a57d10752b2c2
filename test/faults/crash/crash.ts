import { type Ending, endingOf } from './ending.ts';
import { type Moment, type Point, pointsOf, watchFor } from './points.ts';
import type { Scene, Stage } from './stage.ts';
import { tapHttp } from './tap-http.ts';
import { tapPostgres } from './tap-postgres.ts';
import type { Worker, Workers } from './workers.ts';

/** Longer than anybody keeps anything in hand, and than any write may take to settle. */
const LATER_MS = 10 * 60_000;

export type Undisturbed = { ending: Ending; points: Point[]; seen: Record<Moment, string[]> };

/** A month to which nothing happens: how it ends, and at what it can be killed. */
export async function undisturbed(stage: Stage, workers: Workers): Promise<Undisturbed> {
  await using scene = await stage.begin();
  const watch = watchFor(null, () => {});
  await carryWatched(scene, await workers.take(), watch);
  return { ending: await end(scene), points: pointsOf(watch.seen), seen: watch.seen };
}

export type Crash = { endedAt: string | null; ending: Ending };

/** A month whose process is killed at the point, and that another process carries on later. */
export async function crashAt(
  point: Point,
  { stage, workers, survivor }: { stage: Stage; workers: Workers; survivor: Worker },
): Promise<Crash> {
  await using scene = await stage.begin();
  const doomed = await workers.take();
  const watch = watchFor(point, doomed.kill);
  await carryWatched(scene, doomed, watch);
  scene.world.clock.advance(LATER_MS);
  await survivor.carry(taskOf(scene, scene.databaseUrl));
  return { endedAt: watch.endedAt, ending: await end(scene) };
}

async function carryWatched(scene: Scene, worker: Worker, watch: ReturnType<typeof watchFor>): Promise<void> {
  using _ = tapHttp(scene.urls, watch);
  await using database = await tapPostgres(scene.databaseUrl, watch);
  await worker.carry(taskOf(scene, database.url));
  worker.kill();
  await worker.ended;
}

const taskOf = ({ env, world, workspaceId }: Scene, databaseUrl: string) => ({
  env,
  databaseUrl,
  at: world.clock.now().toISOString(),
  workspaceId,
});

const end = (scene: Scene): Promise<Ending> => endingOf(scene, scene.world, scene.slack);
