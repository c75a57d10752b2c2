import type { Database } from '../../db/schema.ts';
import { StaleError } from '../errors.ts';

export type Workspace = {
  id: string;
  name: string;
  /** Writes are claimed under the epoch their worker started with; raising it fences that worker off. */
  epoch: number;
  createdAt: Date;
  /** Uninstalled: nothing is answered and nothing runs. */
  closedAt: Date | null;
};

/** Makes it, or renames it. */
export async function saveWorkspace(
  db: Database,
  workspace: { id: string; name: string; at: Date },
): Promise<Workspace> {
  const row = await db
    .insertInto('workspaces')
    .values({ id: workspace.id, name: workspace.name, created_at: workspace.at })
    .onConflict(conflict => conflict.column('id').doUpdateSet({ name: workspace.name }))
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
  return row;
}

export const findWorkspace = (db: Database, workspaceId: string): Promise<Workspace | undefined> =>
  db.selectFrom('workspaces').select(COLUMNS).where('id', '=', workspaceId).executeTakeFirst();

/** @throws StaleError when there is none */
export async function getWorkspace(db: Database, workspaceId: string): Promise<Workspace> {
  const found = await findWorkspace(db, workspaceId);
  if (!found) throw new StaleError(`Workspace ${workspaceId} is not here.`);
  return found;
}

export const listWorkspaces = (db: Database): Promise<Workspace[]> =>
  db.selectFrom('workspaces').select(COLUMNS).orderBy('id').execute();

/**
 * Fences off whoever works under an older epoch. Waits for claims under way, so that none happens after it returns.
 * @returns the new epoch
 */
export async function raiseEpoch(db: Database, workspaceId: string): Promise<number> {
  const row = await db
    .updateTable('workspaces')
    .set(({ eb }) => ({ epoch: eb('epoch', '+', 1) }))
    .where('id', '=', workspaceId)
    .returning('epoch')
    .executeTakeFirst();
  if (!row) throw new StaleError(`Workspace ${workspaceId} is not here.`);
  return row.epoch;
}

/**
 * The app was taken away from it. Who works for it is fenced off, so that nothing is written for it after this returns.
 * @returns false when it is not here or was closed before
 */
export async function closeWorkspace(db: Database, workspaceId: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('workspaces')
    .set(({ eb }) => ({ closed_at: at, epoch: eb('epoch', '+', 1) }))
    .where('id', '=', workspaceId)
    .where('closed_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** @returns false when it was not closed */
export async function reopenWorkspace(db: Database, workspaceId: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('workspaces')
    .set({ closed_at: null })
    .where('id', '=', workspaceId)
    .where('closed_at', 'is not', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

const COLUMNS = ['id', 'name', 'epoch', 'created_at as createdAt', 'closed_at as closedAt'] as const;
