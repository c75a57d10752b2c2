import { UserError } from '../errors.ts';
import { type ConnectionKind, markConnection } from '../store/connections.ts';
import type { SyncContext } from './sync-context.ts';

/** Whose login it was that a sync saw refused. */
const REFUSED: Record<string, ConnectionKind> = {
  'credentials-rejected': 'prism',
  unauthorized: 'autotask',
};

/** Notes at the connection that its login was refused, where that is what went wrong. */
export async function noteRefusal(
  { db, clock }: SyncContext,
  workspaceId: string,
  error: unknown,
): Promise<void> {
  const kind = error instanceof UserError ? REFUSED[error.code] : undefined;
  if (kind) await noteProblem({ db, clock }, workspaceId, kind, error as UserError);
}

/** What a check said, so that people see it where they look at connections. */
export async function noteProblem(
  { db, clock }: Pick<SyncContext, 'db' | 'clock'>,
  workspaceId: string,
  kind: ConnectionKind,
  { message, remedy, words }: UserError,
): Promise<void> {
  await markConnection(db, workspaceId, kind, {
    state: 'needs-attention',
    problem: message,
    remedy,
    words: words ?? null,
    at: clock.now(),
  });
}
