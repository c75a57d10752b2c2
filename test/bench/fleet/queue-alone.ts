import { sql } from 'kysely';
import { inTransaction } from '../../../src/store/database.ts';
import { startBots } from './bots.ts';
import { startChild } from './child.ts';
import type { Stage } from './stage.ts';
import { type Pace, paceOf } from './turns.ts';
import { HANDS, watch } from './watch.ts';

/** So many wake-ups through the queue of so many processes whose work it is to wait. */
export async function waitRound(
  { context }: Stage,
  { processes, workspaces, waitMs }: { processes: number; workspaces: number; waitMs: number },
): Promise<Pace> {
  await using stack = new AsyncDisposableStack();
  for (let at = 0; at < processes; at++)
    stack.use(await startChild('waiting-hands.ts', [context.databaseUrl, waitMs]));
  return await wakeAll(context, HANDS * processes, workspaces);
}

/** So many workspaces that have nothing to do, through the queue of so many bots. */
export async function emptyRound(stage: Stage, processes: number, workspaces: number): Promise<Pace> {
  const { context } = stage;
  await sql`
    insert into workspaces (id, name, created_at)
    select 'E' || n, 'Empty ' || n, now() from generate_series(1, ${workspaces}::int) n
    on conflict do nothing
  `.execute(context.db);
  await using _bots = await startBots(processes, stage.env());
  return await wakeAll(context, HANDS * processes, workspaces);
}

async function wakeAll(context: Stage['context'], hands: number, workspaces: number): Promise<Pace> {
  const ids = Array.from({ length: workspaces }, (_, at) => `E${at + 1}`);
  const { turns, steady } = await watch(context.db, { hands, workspaces }, () =>
    inTransaction(context.db, async tx => {
      for (const id of ids) await context.wake(id, tx, false);
    }),
  );
  return paceOf(turns, hands, steady);
}
