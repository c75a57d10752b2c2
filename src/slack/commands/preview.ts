import { show } from '../answers.ts';
import { findCustomers, whichCustomer } from '../find-customers.ts';
import { startPreview } from '../start-preview.ts';
import type { CommandEntry } from '../visit.ts';

export const preview: CommandEntry = {
  who: 'viewer',
  usage: 'preview products | <customer>',
  says: 'what a sync would do now; writes nothing',
  run: async (visit, { text }) => {
    if (text === '' || /^products?$/i.test(text)) return startPreview(visit, { kind: 'products' });
    const found = await findCustomers(visit.context.db, visit.workspaceId, text);
    const [only] = found;
    if (only && found.length === 1)
      return startPreview(visit, { kind: 'customers', tenantIds: [only.tenantId] });
    await show(visit, whichCustomer(found, text, { label: 'Preview', action: 'preview-customer' }));
  },
};
