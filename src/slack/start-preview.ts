import { StaleError } from '../errors.ts';
import { inTransaction } from '../store/database.ts';
import { request } from '../sync/request.ts';
import { PAGE_VIEW } from './ids.ts';
import { watchPreview } from './outgoing/announce.ts';
import { pages } from './pages/index.ts';
import { modal } from './ui/parts/blocks.ts';
import { type PageState, serialize } from './ui/parts/pages.ts';
import type { Visit } from './visit.ts';

/** Asks for a preview and opens a window that shows it when it is made. */
export async function startPreview(
  visit: Visit,
  asked: { kind: 'products' } | { kind: 'customers'; tenantIds: string[] },
): Promise<void> {
  const { context, workspaceId, userId, role, client, triggerId, place } = visit;
  if (triggerId === null) throw new StaleError('Slack gave no leave to open a window here.');
  const run = await request(context, { workspaceId, by: userId, preview: true, ...asked });
  if (run === null) throw new StaleError('That preview was asked for already.');
  const state: PageState = { page: 'preview', run };
  const { title, blocks } = await pages.preview.render(visit, state);
  const ask = {
    trigger_id: triggerId,
    view: modal(PAGE_VIEW, title, blocks, { metadata: serialize(state) }),
  };
  const { view } = await (place.kind === 'modal' ? client.views.push(ask) : client.views.open(ask));
  const viewId = view?.id;
  if (viewId === undefined) return;
  await inTransaction(context.db, tx =>
    watchPreview(tx, context.clock, workspaceId, { run, viewId, userId, role }),
  );
}
