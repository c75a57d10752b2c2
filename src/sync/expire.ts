import { expirePlans } from '../store/plans.ts';
import { report } from './report.ts';
import type { SyncContext } from './sync-context.ts';

/** Plans that waited too long count no more; their runs are told anew. @returns the runs */
export async function expire(context: SyncContext, workspaceId: string): Promise<number[]> {
  const expired = await expirePlans(context.db, workspaceId, context.clock.now());
  const runs = [...new Set(expired.map(({ runNumber }) => runNumber))].sort((a, b) => a - b);
  for (const number of runs) await report(context, workspaceId, number);
  return runs;
}
