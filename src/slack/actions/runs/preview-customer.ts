import { StaleError } from '../../../errors.ts';
import { readWanted } from '../../page-state.ts';
import { startPreview } from '../../start-preview.ts';
import type { ActionEntry } from '../../visit.ts';

/** What a sync of the customer the button names would do now. */
export const previewCustomer: ActionEntry = {
  who: 'viewer',
  run: async (visit, { value }) => {
    const { tenantIds } = readWanted(value);
    if (!tenantIds) throw new StaleError('This button is of an older version.');
    await startPreview(visit, { kind: 'customers', tenantIds });
  },
};
