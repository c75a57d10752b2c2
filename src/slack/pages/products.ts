import { StaleError } from '../../errors.ts';
import { readRun } from '../outgoing/read-run.ts';
import { productsScreen } from '../ui/pages/products.ts';
import { may } from '../visit.ts';
import type { PageEntry } from './index.ts';

/** What a product sync would do or did. */
export const products: PageEntry = {
  who: 'viewer',
  title: 'Products',
  render: async ({ context, workspaceId, role }, state) => {
    if (state.run === undefined) throw new StaleError('This list is of an older version.');
    return productsScreen(await readRun(context, workspaceId, state.run), state, {
      decide: may(role, 'operator'),
    });
  },
};
