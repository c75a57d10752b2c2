import type { WebClient } from '@slack/web-api';
import { type DueMessage, markShown } from '../../store/outbox-queue.ts';
import { newReference, pageView } from '../answers.ts';
import type { SlackContext, Visit } from '../visit.ts';
import type { About } from './announce.ts';
import { type Trouble, troubleOf } from './troubles.ts';

/** Fills the window of who waits for a preview. One that was closed is not missed. */
export async function fillPreview(
  context: SlackContext,
  client: WebClient,
  { workspaceId, key, wanted }: DueMessage,
  { run, viewId, userId, role }: Extract<About, { kind: 'preview' }>,
): Promise<Trouble | null> {
  const { db, clock } = context;
  const reference = newReference();
  const visit: Visit = {
    context,
    workspaceId,
    userId,
    role,
    client,
    reference,
    log: context.log.child({ reference, workspace: workspaceId, user: userId }),
    place: { kind: 'home' },
    triggerId: null,
    respond: async () => false,
  };
  const view = await pageView(visit, { page: 'preview', run });
  const trouble = await client.views.update({ view_id: viewId, view }).then(() => null, troubleOf);
  if (trouble && trouble.kind !== 'gone') return trouble;
  await markShown(db, workspaceId, { key, wanted, channelId: null, ts: viewId, hash: '', at: clock.now() });
  return null;
}
