import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { sql } from 'kysely';
import { inTransaction } from '../../../src/store/database.ts';
import { startBots } from './bots.ts';
import { HANDS, untilDone } from './round.ts';
import type { Stage } from './stage.ts';
import { databaseTime, listTurns, type Pace, paceOf } from './turns.ts';

/** So many wake-ups through the queue of so many processes whose work it is to wait. */
export async function waitRound(
  { context }: Stage,
  { processes, workspaces, waitMs }: { processes: number; workspaces: number; waitMs: number },
): Promise<Pace> {
  const file = path.join(import.meta.dirname, 'waiting-hands.ts');
  const args = [context.databaseUrl, String(waitMs)];
  const all = Array.from({ length: processes }, () => fork(file, args));
  try {
    await Promise.all(all.map(one => once(one, 'message')));
    return await wakeAll(context, HANDS * processes, workspaces);
  } finally {
    await Promise.all(all.map(leave));
  }
}

/** So many workspaces that have nothing to do, through the queue of deployed processes. */
export async function emptyRound(stage: Stage, processes: number, workspaces: number): Promise<Pace> {
  const { context } = stage;
  await sql`
    insert into workspaces (id, name, created_at)
    select 'E' || n, 'Empty ' || n, now() from generate_series(1, ${workspaces}::int) n
    on conflict do nothing
  `.execute(context.db);
  await using _bots = await startBots(processes, { ...stage.env(), WORKERS: '1', LOG_LEVEL: 'info' });
  return await wakeAll(context, HANDS * processes, workspaces);
}

async function wakeAll(context: Stage['context'], hands: number, workspaces: number): Promise<Pace> {
  const since = await databaseTime(context.db);
  await inTransaction(context.db, async tx => {
    for (let at = 1; at <= workspaces; at++) await context.wake(`E${at}`, tx, false);
  });
  await untilDone(context);
  return paceOf(await listTurns(context.db, since), hands);
}

async function leave(hands: ChildProcess): Promise<void> {
  const ended = once(hands, 'exit');
  hands.disconnect();
  await ended;
}
