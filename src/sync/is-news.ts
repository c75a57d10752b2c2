import { findingsOf, wroteSomething } from '../plan/tally/news.ts';
import type { RunReport } from '../plan/tally/reports.ts';
import { findPreviousByTimetable } from '../store/run-history.ts';
import type { Run } from '../store/runs.ts';
import type { SyncContext } from './sync-context.ts';

/**
 * Whether people are to be told of a run by themselves. The timetable looks every day: that there was nothing to do, or
 * that what it found is what it found the time before, is in the history.
 */
export async function isNews(
  { db }: SyncContext,
  workspaceId: string,
  { number, kind, requestedBy, state }: Pick<Run, 'number' | 'kind' | 'requestedBy' | 'state'>,
  report: RunReport,
): Promise<boolean> {
  if (requestedBy !== null || state !== 'done') return true;
  if (report.result === 'No Change') return false;
  if (wroteSomething(report)) return true;
  const previous = await findPreviousByTimetable(db, workspaceId, kind, number);
  return previous?.summary?.findings !== findingsOf(report);
}
