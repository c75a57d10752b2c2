import { UserError } from '../../errors.ts';
import { resealConnections } from '../../store/connections.ts';
import { inTransaction } from '../../store/database.ts';
import { resealInstallation } from '../../store/installations.ts';
import { listWorkspaces } from '../../store/workspaces.ts';
import { noteProblem } from '../note-connection.ts';
import type { SyncContext } from '../sync-context.ts';

export type Resealed = { connections: number; installations: number; unopened: number };

/**
 * Seals again, with the newest key, what an older one sealed: everywhere, also in workspaces that are closed, for they
 * may come back. What cannot be opened is said and left as it is; the rest goes on.
 */
export async function reseal(context: SyncContext): Promise<Resealed> {
  const { db, log } = context;
  const done: Resealed = { connections: 0, installations: 0, unopened: 0 };
  for (const { id } of await listWorkspaces(db)) {
    const connections = await resealConnectionsOf(context, id);
    const installation = await resealInstallationOf(context, id);
    done.connections += connections.resealed;
    done.installations += installation === 'resealed' ? 1 : 0;
    done.unopened += connections.unopened + (installation === 'unopened' ? 1 : 0);
  }
  if (done.unopened > 0) log.error(done, 'some of what is sealed opens with none of the keys');
  else if (done.connections + done.installations > 0)
    log.info(done, 'everything sealed is sealed with the newest key; older keys can go');
  return done;
}

async function resealConnectionsOf(
  { db, seal, clock, log }: SyncContext,
  workspaceId: string,
): Promise<{ resealed: number; unopened: number }> {
  return inTransaction(db, async tx => {
    const { resealed, unopened } = await resealConnections(tx, workspaceId, seal);
    for (const { kind, error } of unopened) {
      log.error({ err: error, workspace: workspaceId, kind }, 'a connection cannot be opened');
      await noteProblem({ db: tx, clock }, workspaceId, kind, error);
    }
    return { resealed, unopened: unopened.length };
  });
}

async function resealInstallationOf(
  { db, seal, log }: SyncContext,
  workspaceId: string,
): Promise<'resealed' | 'left' | 'unopened'> {
  try {
    return (await resealInstallation(db, workspaceId, seal)) ? 'resealed' : 'left';
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    log.error({ err: error, workspace: workspaceId }, 'an installation cannot be opened');
    return 'unopened';
  }
}
