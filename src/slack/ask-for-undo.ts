import { getSettings } from '../store/settings.ts';
import { PROGRAM } from '../sync/sync-context.ts';
import { requestUndo } from '../sync/undo.ts';
import { show } from './answers.ts';
import { actions, button, section } from './ui/parts/blocks.ts';
import { serialize } from './ui/parts/pages.ts';
import type { Visit } from './visit.ts';

/** Asks for a plan that takes a run back, and says where it is shown. @throws UserError of the request */
export async function askForUndo(visit: Visit, run: number): Promise<void> {
  const { context, workspaceId, userId: by } = visit;
  const asked = await requestUndo(context, { workspaceId, run, by });
  const { channelId } = await getSettings(context.db, workspaceId, PROGRAM);
  const where = channelId ? ` <#${channelId}> shows it.` : '';
  const says = `:white_check_mark: *Run ${asked}* makes the plan that takes run ${run} back. Nothing is written before it is approved.${where}`;
  await show(visit, {
    title: 'Undo',
    text: `Run ${asked} makes the plan that takes run ${run} back.`,
    blocks: [
      section(says),
      ...actions([button('View details', 'open-page:details', serialize({ page: 'run', run: asked }))]),
    ],
  });
}
