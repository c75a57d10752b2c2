import { StaleError } from '../../../errors.ts';
import { findMapping } from '../../../store/mappings.ts';
import { findName } from '../../../store/names.ts';
import { openModal } from '../../answers.ts';
import { aboutOne } from '../../mapping/one-customer.ts';
import { fromPage } from '../../mapping/refresh-list.ts';
import { excludeView } from '../../ui/modals/exclude-customer.ts';
import type { ActionEntry } from '../../visit.ts';

/** Asks for the reason first. */
export const excludeCustomer: ActionEntry = {
  who: 'operator',
  run: (visit, { value: tenantId }) => {
    const from = fromPage(visit);
    const { context, workspaceId } = visit;
    return openModal(visit, 'Leave a customer out', async () => {
      const name =
        (await findMapping(context.db, workspaceId, tenantId))?.customerName ??
        (await findName(context.db, workspaceId, 'tenant', tenantId))?.name;
      if (name === undefined) throw new StaleError('That customer is not known here any more.');
      return excludeView(name, aboutOne({ tenantId, ...(from ? { from } : {}) }));
    });
  },
};
