import type { Month } from '../../plan/numbers/calendar.ts';
import type { InvoiceRevision } from '../../store/invoices.ts';

/**
 * The standard invoices of the newest usage month, each as it was read last.
 * @param revisions read last first
 */
export function newestRevisions(revisions: readonly InvoiceRevision[]): InvoiceRevision[] {
  const standard = revisions.filter(({ invoice: { kind } }) => kind === null || kind === 'standard');
  const month = standard.reduce<Month>(
    (last, { invoice }) => (invoice.month > last ? invoice.month : last),
    '',
  );
  const byInvoice = new Map<string, InvoiceRevision>();
  for (const one of standard)
    if (one.invoice.month === month && !byInvoice.has(one.invoice.id)) byInvoice.set(one.invoice.id, one);
  return [...byInvoice.values()];
}
