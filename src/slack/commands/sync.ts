import { show } from '../answers.ts';
import { findCustomers, whichCustomer } from '../find-customers.ts';
import { startSync } from '../start-sync.ts';
import type { CommandEntry } from '../visit.ts';

export const sync: CommandEntry = {
  who: 'operator',
  usage: 'sync [products | <customer>]',
  says: 'sync the newest invoice, the products, or one customer',
  run: async (visit, { text }) => {
    if (text === '' || /^(all|customers)$/i.test(text)) return startSync(visit, { kind: 'customers' });
    if (/^products?$/i.test(text)) return startSync(visit, { kind: 'products' });
    const found = await findCustomers(visit.context.db, visit.workspaceId, text);
    const [only] = found;
    if (only && found.length === 1)
      return startSync(visit, { kind: 'customers', tenantIds: [only.tenantId] });
    await show(visit, whichCustomer(found, text, { label: 'Sync', action: 'sync' }));
  },
};
