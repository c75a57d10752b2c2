import { StaleError } from '../../../errors.ts';
import { adoptAll as adopt } from '../../../sync/decide.ts';
import { show } from '../../answers.ts';
import { actions, button, section } from '../../ui/parts/blocks.ts';
import { plural } from '../../ui/parts/text.ts';
import type { ActionEntry } from '../../visit.ts';

/** Services of the former product, all at once. */
export const adoptAll: ActionEntry = {
  who: 'operator',
  run: async (visit, { value: planId }) => {
    const { context, workspaceId, userId } = visit;
    if (!/^[0-9a-f-]{36}$/.test(planId)) throw new StaleError('This button is of an older version.');
    const count = await adopt(context, { workspaceId, planId, by: userId });
    await show(visit, {
      title: 'Adopt all',
      text: `${plural(count, 'service')} adopted.`,
      blocks: [
        section(
          `:white_check_mark: *${plural(count, 'service')} adopted.* Their prices are kept up to date by the next product sync.`,
        ),
        ...actions([
          button('Sync products', 'sync', JSON.stringify({ kind: 'products' }), { style: 'primary' }),
        ]),
      ],
    });
  },
};
