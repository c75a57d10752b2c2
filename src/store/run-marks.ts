/** What people did about a run that ended: read its warnings, tried again what failed. */
import type { Database } from '../../db/schema.ts';
import type { RunState } from './runs.ts';

/** @returns false when somebody did before */
export async function acknowledgeRun(
  db: Database,
  workspaceId: string,
  number: number,
  { by, at }: { by: string; at: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('runs')
    .set({ acknowledged_by: by, acknowledged_at: at })
    .where('workspace_id', '=', workspaceId)
    .where('number', '=', number)
    .where('acknowledged_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

export async function findAcknowledgement(
  db: Database,
  workspaceId: string,
  number: number,
): Promise<{ by: string; at: Date } | null> {
  const row = await db
    .selectFrom('runs')
    .select(['acknowledged_by as by', 'acknowledged_at as at'])
    .where('workspace_id', '=', workspaceId)
    .where('number', '=', number)
    .executeTakeFirst();
  return row?.by && row.at ? { by: row.by, at: row.at } : null;
}

/** The first run that tried again what failed in this one. */
export async function findRetry(
  db: Database,
  workspaceId: string,
  number: number,
): Promise<{ run: number; by: string | null; at: Date } | null> {
  const row = await db
    .selectFrom('runs')
    .select(['number as run', 'requested_by as by', 'requested_at as at'])
    .where('workspace_id', '=', workspaceId)
    .where('retry_of', '=', number)
    .orderBy('number')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** The newest run that takes this one back, or would: it may still wait for approval, or have been rejected. */
export async function findUndoing(
  db: Database,
  workspaceId: string,
  number: number,
): Promise<{ run: number; by: string | null; at: Date; state: RunState } | null> {
  const row = await db
    .selectFrom('runs')
    .select(['number as run', 'requested_by as by', 'requested_at as at', 'state'])
    .where('workspace_id', '=', workspaceId)
    .where('undoes', '=', number)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}
