/** Where the app was installed by OAuth, with its tokens, which never leave this table unsealed but for their use. */
import type { Database } from '../../db/schema.ts';
import type { Place, Seal } from '../seal.ts';
import { inTransaction } from './database.ts';

export type Installation = {
  /** Slack's, as JSON; its shape is known to `slack/`. */
  installation: unknown;
  installedBy: string;
  /** By Slack's time. */
  installedAt: Date;
};

/** Puts it in place of what was there. */
export async function saveInstallation(
  db: Database,
  workspaceId: string,
  seal: Seal,
  { installation, installedBy, installedAt }: Installation,
): Promise<void> {
  const columns = {
    installation: sealed(seal, workspaceId, installation),
    installed_by: installedBy,
    installed_at: installedAt,
  };
  await db
    .insertInto('installations')
    .values({ workspace_id: workspaceId, ...columns })
    .onConflict(conflict => conflict.column('workspace_id').doUpdateSet(columns))
    .execute();
}

/** @throws UserError when it cannot be opened (`seal-key-missing`, `seal-broken`) */
export async function findInstallation(
  db: Database,
  workspaceId: string,
  seal: Seal,
): Promise<Installation | undefined> {
  const row = await select(db, workspaceId).executeTakeFirst();
  return row && { ...row, installation: opened(seal, workspaceId, row.installation) };
}

/** @returns false when there was none */
export async function removeInstallation(db: Database, workspaceId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('installations')
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/**
 * Replaces it by what `renew` makes of it. One at a time, over all processes: who waited is handed what was saved
 * meanwhile, and returns it as it is when that will do.
 * @returns what is there now; undefined when there is none
 */
export function renewInstallation(
  db: Database,
  workspaceId: string,
  seal: Seal,
  renew: (installation: unknown) => Promise<unknown>,
): Promise<unknown> {
  return inTransaction(db, async tx => {
    const row = await select(tx, workspaceId).forUpdate().executeTakeFirst();
    if (!row) return undefined;
    const before = opened(seal, workspaceId, row.installation);
    const after = await renew(before);
    if (after !== before) await put(tx, workspaceId, sealed(seal, workspaceId, after));
    return after;
  });
}

/**
 * Seals it again with the current key, where an older one sealed it.
 * @returns whether that was so
 * @throws UserError when it cannot be opened
 */
export async function resealInstallation(db: Database, workspaceId: string, seal: Seal): Promise<boolean> {
  return inTransaction(db, async tx => {
    const row = await select(tx, workspaceId).forUpdate().executeTakeFirst();
    if (!row) return false;
    const installation = opened(seal, workspaceId, row.installation);
    if (!seal.isStale(row.installation)) return false;
    await put(tx, workspaceId, sealed(seal, workspaceId, installation));
    return true;
  });
}

const select = (db: Database, workspaceId: string) =>
  db
    .selectFrom('installations')
    .select(['installation', 'installed_by as installedBy', 'installed_at as installedAt'])
    .where('workspace_id', '=', workspaceId);

const put = (db: Database, workspaceId: string, installation: string): Promise<unknown> =>
  db.updateTable('installations').set({ installation }).where('workspace_id', '=', workspaceId).execute();

const placeOf = (workspaceId: string): Place => `installations.installation:${workspaceId}`;
const sealed = (seal: Seal, workspaceId: string, installation: unknown): string =>
  seal.seal(JSON.stringify(installation), placeOf(workspaceId));
const opened = (seal: Seal, workspaceId: string, text: string): unknown =>
  JSON.parse(seal.open(text, placeOf(workspaceId)));
