import { StaleError } from '../errors.ts';
import type { RunFacts } from '../plan/tally/reports.ts';
import { recordAudit } from '../store/audit.ts';
import { inTransaction } from '../store/database.ts';
import { saveDecision } from '../store/decisions.ts';
import { tell } from './report.ts';
import type { SyncContext } from './sync-context.ts';

/**
 * Writes down that the lines of an invoice that is not applied (a credit note, a one-off or adjustment invoice) shall be
 * billed by contract charges, for every customer who has one. The next sync plans them; a person approves each plan.
 * @throws StaleError when the run does not list such an invoice
 */
export async function decideOnInvoice(
  context: SyncContext,
  { workspaceId, run, invoiceId, by }: { workspaceId: string; run: number; invoiceId: string; by: string },
): Promise<RunFacts['heldInvoices'][number]> {
  const { facts } = await tell(context, workspaceId, run);
  const invoice = facts.heldInvoices.find(({ id }) => id === invoiceId);
  if (!invoice) throw new StaleError('That invoice is not listed by this run any more.');
  const at = context.clock.now();
  await inTransaction(context.db, async tx => {
    await saveDecision(tx, workspaceId, {
      ...{ agreementId: null, productKey: null, choice: 'bill-as-charge', through: null },
      ...{ month: invoice.month, subject: invoice.id, by, at, runNumber: run },
    });
    await recordAudit(tx, workspaceId, {
      ...{ at, actor: by, action: 'decided bill-as-charge' },
      subject: invoice.number ?? invoice.id,
      detail: { invoiceId, run },
    });
  });
  return invoice;
}
