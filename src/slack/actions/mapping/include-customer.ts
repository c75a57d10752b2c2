import { excludeCustomer } from '../../../sync/exclude-customer.ts';
import { say } from '../../answers.ts';
import { fromPage, refreshList } from '../../mapping/refresh-list.ts';
import type { ActionEntry } from '../../visit.ts';

/** Takes a customer in again that was left out. */
export const includeCustomer: ActionEntry = {
  who: 'operator',
  run: async (visit, { value: tenantId }) => {
    const { context, workspaceId, userId: by } = visit;
    const name = await excludeCustomer(context, { workspaceId, tenantId, because: null, by });
    const from = fromPage(visit);
    if (from) return refreshList(visit, from);
    await say(visit, { kind: 'done', says: `${name} is taken in again.` });
  },
};
