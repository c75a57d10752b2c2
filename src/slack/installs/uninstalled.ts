import type { App } from '@slack/bolt';
import { recordAudit } from '../../store/audit.ts';
import { inTransaction } from '../../store/database.ts';
import { findInstallation, removeInstallation } from '../../store/installations.ts';
import { closeWorkspace } from '../../store/workspaces.ts';
import { workspaceOf } from '../gate/enter.ts';
import type { SlackContext } from '../visit.ts';
import type { Identities } from './identities.ts';

/** Closes a workspace when the app is taken away from it. Its data stays, sealed, until the app comes back. */
export function listenForUninstalls(app: App, context: SlackContext, identities: Identities): void {
  const left = async (workspaceId: string, why: string, at: number): Promise<void> => {
    await leave(context, workspaceId, why, at);
    identities.forget(workspaceId);
  };
  app.event('app_uninstalled', ({ context: from, body }) =>
    left(workspaceOf(from), 'the app was removed', body.event_time),
  );
  app.event('tokens_revoked', async ({ context: from, event, body }) => {
    // Tokens of people are not ours.
    if ((event.tokens.bot ?? []).length > 0)
      await left(workspaceOf(from), 'the token was revoked', body.event_time);
  });
}

/** @param eventTime when Slack says it was, in seconds: told late, it is not about an install that came after it */
async function leave(
  { db, seal, clock, log }: SlackContext,
  workspaceId: string,
  why: string,
  eventTime: number,
): Promise<void> {
  await inTransaction(db, async tx => {
    const there = await findInstallation(tx, workspaceId, seal);
    if (there && there.installedAt.getTime() >= (eventTime + 1) * 1000) {
      return log.warn({ workspace: workspaceId, why }, 'it was installed again before this was told');
    }
    await removeInstallation(tx, workspaceId);
    const at = clock.now();
    if (!(await closeWorkspace(tx, workspaceId, at))) return;
    const entry = { at, actor: 'slack', action: 'uninstalled', subject: workspaceId, detail: { why } };
    await recordAudit(tx, workspaceId, entry);
    log.warn({ workspace: workspaceId, why }, 'closed');
  });
}
