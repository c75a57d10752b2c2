import { StaleError } from '../../../errors.ts';
import { getPlan } from '../../../store/plans.ts';
import { openModal } from '../../answers.ts';
import { readHeldAbout } from '../../page-state.ts';
import { mapProductModal } from '../../ui/modals/map-product.ts';
import type { ActionEntry } from '../../visit.ts';

/** Asks which product of the price list a line's product is. */
export const mapProduct: ActionEntry = {
  who: 'operator',
  run: async (visit, { value }) => {
    const { context, workspaceId } = visit;
    const about = readHeldAbout(value);
    await openModal(visit, 'Map product', async () => {
      const { plan } = await getPlan(context.db, workspaceId, about.plan);
      if (plan.kind !== 'agreement') throw new StaleError('This button is of an older version.');
      const customer = plan.tenants.map(({ name }) => name).join(', ');
      return mapProductModal({ about, customer, offer: about.subject ?? about.product ?? '' });
    });
  },
};
