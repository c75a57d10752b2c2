import { TransientError, UserError } from '../../errors.ts';
import { type Connection, findConnection, listConnections, markConnection } from '../../store/connections.ts';
import { noteTargetCheck, refusedLogin } from '../connect.ts';
import { noteProblem } from '../note-connection.ts';
import type { SyncContext } from '../sync-context.ts';

/**
 * Proves what is connected with one login each, and notes what was found. One that does not answer stays as it was.
 * @returns who did not answer, one sentence; null: all did
 */
export async function probeConnections(
  context: SyncContext,
  workspaceId: string,
  signal?: AbortSignal,
): Promise<string | null> {
  const silent: string[] = [];
  for (const connection of await listConnections(context.db, workspaceId)) {
    signal?.throwIfAborted();
    try {
      await probe(context, workspaceId, connection);
    } catch (error) {
      if (error instanceof TransientError) silent.push(error.message);
      else if (error instanceof UserError) await noteProblem(context, workspaceId, connection.kind, error);
      else throw error;
    }
  }
  return silent.join(' ') || null;
}

async function probe(context: SyncContext, workspaceId: string, { kind }: Connection): Promise<void> {
  const { db, seal, clock } = context;
  const kept = await findConnection(db, workspaceId, seal, kind);
  if (!kept) return;
  if (kind === 'autotask') {
    const target = context.makeTarget(kept.credentials);
    try {
      const found = await target.check();
      if (!found.loggedIn) throw refusedLogin(found, 'Autotask refuses the login.');
      await noteTargetCheck(context, workspaceId, found);
    } finally {
      await target.close();
    }
    return;
  }
  if (kind === 'connectwise') await context.checkConnectWise(kept.credentials);
  else {
    const source = context.makeSource(kept.credentials);
    try {
      await source.check();
    } finally {
      await source.close();
    }
  }
  await markConnection(db, workspaceId, kind, { state: 'connected', problem: null, at: clock.now() });
}
