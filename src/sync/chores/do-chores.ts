/** What is done for a workspace beside its runs, one thing after the other, as far as it is wanted. */
import { TransientError, UserError } from '../../errors.ts';
import { type Chore, type ChoreKind, listChores, noteChore } from '../../store/chores.ts';
import { noteRefusal } from '../note-connection.ts';
import { asProblem } from '../problem.ts';
import type { SyncContext } from '../sync-context.ts';
import { checkInvoices } from './check-invoices.ts';
import { probeConnections } from './probe-connections.ts';
import { refreshNames } from './refresh-names.ts';

/** @returns why it was not done; null: it was */
type Work = (context: SyncContext, workspaceId: string, signal: AbortSignal) => Promise<string | null>;

const WORK: Record<ChoreKind, Work> = {
  names: refreshNames,
  connections: probeConnections,
  invoices: checkInvoices,
};

/** What the far side did not answer is asked again after this long. */
const RETRY_MS = 15 * 60_000;

export async function findWantedChore(
  context: SyncContext,
  workspaceId: string,
  only: readonly ChoreKind[] = ['names', 'connections', 'invoices'],
): Promise<Chore | undefined> {
  const chores = await listChores(context.db, workspaceId);
  return only.flatMap(kind => chores.find(one => one.kind === kind && one.wantedAt !== null) ?? [])[0];
}

/**
 * Does it and notes what became of it. Aborted, it is left wanted, and what is still on its way changes nothing.
 * @returns false when it was set aside
 */
export async function doChore(
  context: SyncContext,
  workspaceId: string,
  { kind, wantedAt }: Chore,
  signal: AbortSignal,
): Promise<boolean> {
  const { db, clock, log } = context;
  // What was found is as of when it was looked for.
  const at = clock.now();
  const note = async (problem: string | null, again: boolean): Promise<void> => {
    const retryAt = again ? new Date(at.getTime() + RETRY_MS) : null;
    await noteChore(db, workspaceId, kind, { at, wanted: wantedAt, problem, retryAt });
  };
  const work = WORK[kind](context, workspaceId, signal);
  try {
    const problem = await Promise.race([work, aborted(signal)]);
    await note(problem, problem !== null);
    return true;
  } catch (error) {
    if (signal.aborted) {
      work.catch(() => {});
      return false;
    }
    log.error({ err: error, workspace: workspaceId, chore: kind }, 'a chore was not done');
    await noteRefusal(context, workspaceId, error);
    const { says, remedy } = asProblem(error);
    await note(error instanceof UserError ? `${says} ${remedy}` : says, error instanceof TransientError);
    return true;
  }
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
