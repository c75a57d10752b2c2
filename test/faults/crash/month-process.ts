/** A process that carries a month through when it is told to, as often as it is told; each time the house is built anew. */
import { flushCompileCache } from 'node:module';
import { connect } from '../../../db/connect.ts';
import { SetClock } from '../../../src/clock.ts';
import { readConfig } from '../../../src/config.ts';
import { createContext } from '../../../src/context.ts';
import { createLog } from '../../../src/log.ts';
import { carryMonth } from './carry-month.ts';

export type Task = { env: Record<string, string>; databaseUrl: string; at: string; workspaceId: string };
/** `problem`: why the month could not be carried through. */
export type Told = { kind: 'ready' } | { kind: 'done'; problem: string | null };

const tell = (told: Told): void => void process.send?.(told);

async function carry({ env, databaseUrl, at, workspaceId }: Task): Promise<void> {
  const db = connect(databaseUrl);
  // The tables are there: what is watched begins with the month.
  const database = { db, url: databaseUrl, close: () => db.destroy() };
  const log = createLog({ level: 'silent' });
  const context = await createContext(readConfig(env), { clock: new SetClock(at), database, log });
  await carryMonth(context, workspaceId);
  await context.close();
  await database.close();
}

process.on('message', (task: Task) => {
  carry(task).then(
    () => tell({ kind: 'done', problem: null }),
    error => tell({ kind: 'done', problem: error instanceof Error ? (error.stack ?? error.message) : error }),
  );
});
process.on('disconnect', () => process.exit());
// Who is killed leaves nothing behind for the next otherwise.
flushCompileCache();
tell({ kind: 'ready' });
