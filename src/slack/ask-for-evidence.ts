import { recordAudit } from '../store/audit.ts';
import { inTransaction } from '../store/database.ts';
import { wantMessage } from '../store/outbox.ts';
import type { About } from './outgoing/announce.ts';
import type { Visit } from './visit.ts';

/** Has a run's evidence made in the background, and put where it was asked for. */
export async function askForEvidence(visit: Visit, run: number): Promise<void> {
  const { context, workspaceId, userId, place, reference } = visit;
  const at = context.clock.now();
  const channelId = place.kind === 'command' || place.kind === 'message' ? place.channelId : null;
  const about: About = { kind: 'evidence', run, userId, channelId };
  await inTransaction(context.db, async tx => {
    await wantMessage(tx, workspaceId, { key: `evidence/${run}/${reference}`, via: 'files', about, at });
    await recordAudit(tx, workspaceId, {
      ...{ at, actor: userId, action: 'evidence asked for', subject: `run ${run}` },
      detail: { channelId },
    });
  });
}
