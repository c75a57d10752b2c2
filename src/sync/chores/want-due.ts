/** What the timetable wants done, in all workspaces. However many instances ask, each is wanted and woken once. */
import { type ChoreKind, wantChore } from '../../store/chores.ts';
import { inTransaction } from '../../store/database.ts';
import { listCheckTimes, wantRetries, wantStale } from '../../store/timetable.ts';
import { PROGRAM, type SyncContext } from '../sync-context.ts';
import { lastCheck, monthDue } from './check-times.ts';

/** @returns the workspaces in which invoices are to be looked for now */
export async function wantDueChecks(context: SyncContext): Promise<string[]> {
  const { db, clock, wake } = context;
  const now = clock.now();
  const woken: string[] = [];
  for (const { workspaceId, newestMonth, tick: before, ...times } of await listCheckTimes(db, PROGRAM)) {
    const invoiceThere = newestMonth !== null && newestMonth >= monthDue(now, times.timeZone);
    const tick = lastCheck(now, times, { invoiceThere }).at.toISOString();
    if (before !== null && before >= tick) continue;
    await inTransaction(db, async tx => {
      if (!(await wantChore(tx, workspaceId, 'invoices', { at: now, tick }))) return;
      await wake(workspaceId, tx, false);
      woken.push(workspaceId);
    });
  }
  return woken;
}

const DAY_MS = 24 * 60 * 60_000;

/** @returns the workspaces in which it was done more than a day ago, and is wanted now */
export async function wantDaily(context: SyncContext, kind: ChoreKind): Promise<string[]> {
  const { db, clock, wake } = context;
  const now = clock.now();
  const before = new Date(now.getTime() - DAY_MS);
  return await inTransaction(db, async tx => {
    const woken = await wantStale(tx, kind, { now, before });
    for (const id of woken) await wake(id, tx, false);
    return woken;
  });
}

/** @returns the workspaces in which something that could not be done is tried again */
export async function wantAgain(context: SyncContext): Promise<string[]> {
  const { db, clock, wake } = context;
  return await inTransaction(db, async tx => {
    const woken = await wantRetries(tx, clock.now());
    for (const id of woken) await wake(id, tx, false);
    return woken;
  });
}
