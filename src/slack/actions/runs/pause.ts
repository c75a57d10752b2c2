import { pauseAll } from '../../../sync/pause.ts';
import { show } from '../../answers.ts';
import { actions, button, section } from '../../ui/parts/blocks.ts';
import type { ActionEntry } from '../../visit.ts';

/** Switches syncing off; the run in hand stops at the next change. */
export const pause: ActionEntry = {
  who: 'operator',
  run: async visit => {
    const { context, workspaceId, userId } = visit;
    await pauseAll(context, { workspaceId, by: userId });
    await show(visit, {
      title: 'Paused',
      text: 'Syncing is paused.',
      blocks: [
        section(
          ':double_vertical_bar: *Syncing is paused.* What is in hand stops at the next change; nothing is lost.',
        ),
        ...actions([button('Resume', 'resume', '')]),
      ],
    });
  },
};
