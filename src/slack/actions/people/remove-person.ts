import { StaleError } from '../../../errors.ts';
import { removeRole } from '../../../sync/name-people.ts';
import { say, showPage } from '../../answers.ts';
import type { ActionEntry } from '../../visit.ts';

/** Takes a role away. */
export const removePerson: ActionEntry = {
  who: 'admin',
  run: async (visit, { value }) => {
    const [kind, id = ''] = value.split('|');
    if ((kind !== 'user' && kind !== 'group') || id === '')
      throw new StaleError('This button is of an older version.');
    const { context, workspaceId, userId: by, place } = visit;
    await removeRole(context, { workspaceId, by, kind, id });
    if (place.kind === 'modal' || (place.kind === 'message' && place.ephemeral))
      return showPage(visit, { page: 'people' }, 'replace');
    await say(visit, { kind: 'done', says: 'The role is taken away.' });
  },
};
