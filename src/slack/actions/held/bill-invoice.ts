import { decideOnInvoice } from '../../../sync/decide-on-invoice.ts';
import { show } from '../../answers.ts';
import { readBilledInvoice } from '../../page-state.ts';
import { actions, button, section } from '../../ui/parts/blocks.ts';
import { name } from '../../ui/parts/text.ts';
import type { ActionEntry } from '../../visit.ts';

/** Has the lines of an invoice that is not applied planned as contract charges by the next sync. */
export const billInvoice: ActionEntry = {
  who: 'operator',
  run: async (visit, { value }) => {
    const { context, workspaceId, userId: by } = visit;
    const { run, invoice: invoiceId } = readBilledInvoice(value);
    const { number, id } = await decideOnInvoice(context, { workspaceId, run, invoiceId, by });
    await show(visit, {
      title: 'Decided',
      text: 'Decided: Bill as contract charges.',
      blocks: [
        section(
          `:white_check_mark: *Bill as contract charges* is noted for ${name(number ?? id)}. The next sync plans a charge for each of its lines; each customer’s plan waits for approval.`,
        ),
        ...actions([button('Sync now', 'sync', JSON.stringify({ kind: 'customers' }), { style: 'primary' })]),
      ],
    });
  },
};
