import { inTransaction } from '../../../store/database.ts';
import { askForNames } from '../../../sync/chores/refresh-names.ts';
import { say } from '../../answers.ts';
import { fromPage, refreshList } from '../../mapping/refresh-list.ts';
import type { ActionEntry } from '../../visit.ts';

/** Has names read again in the background. */
export const refreshNames: ActionEntry = {
  who: 'operator',
  run: async visit => {
    const { context, workspaceId } = visit;
    await inTransaction(context.db, tx => askForNames(context, workspaceId, tx));
    const from = fromPage(visit);
    if (from) return refreshList(visit, from);
    await say(visit, { kind: 'done', says: 'Names are being read from PRISM and Autotask.' });
  },
};
