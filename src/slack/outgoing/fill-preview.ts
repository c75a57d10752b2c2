import type { WebClient } from '@slack/web-api';
import { type DueMessage, markShown } from '../../store/outbox.ts';
import { newReference } from '../answers.ts';
import { PAGE_VIEW } from '../ids.ts';
import { pages } from '../pages/index.ts';
import { modal } from '../ui/parts/blocks.ts';
import { type PageState, serialize } from '../ui/parts/pages.ts';
import type { SlackContext, Visit } from '../visit.ts';
import type { About } from './announce.ts';
import { type Trouble, troubleOf } from './troubles.ts';

/** Fills the window of who waits for a preview. One that was closed is not missed. */
export async function fillPreview(
  context: SlackContext,
  client: WebClient,
  { workspaceId, key, wanted }: DueMessage,
  { run, viewId, userId }: Extract<About, { kind: 'preview' }>,
): Promise<Trouble | null> {
  const { db, clock } = context;
  const state: PageState = { page: 'preview', run };
  const reference = newReference();
  const visit: Visit = {
    context,
    workspaceId,
    userId,
    // Shows what a viewer sees; what buttons do is checked when they are pressed.
    role: 'operator',
    client,
    reference,
    log: context.log.child({ reference, workspace: workspaceId, user: userId }),
    place: { kind: 'home' },
    triggerId: null,
    respond: async () => false,
  };
  const { title, blocks } = await pages.preview.render(visit, state);
  const trouble = await client.views
    .update({ view_id: viewId, view: modal(PAGE_VIEW, title, blocks, { metadata: serialize(state) }) })
    .then(
      () => null,
      (error): Trouble | null => {
        const word = (error as { data?: { error?: string } }).data?.error;
        return word === 'not_found' ? null : troubleOf(error);
      },
    );
  if (trouble) return trouble;
  await markShown(db, workspaceId, { key, wanted, channelId: null, ts: viewId, hash: '', at: clock.now() });
  return null;
}
