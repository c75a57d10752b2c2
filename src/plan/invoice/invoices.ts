/**
 * Which invoice a customer's sync works on (rules 3).
 *
 * | the invoice is                                          | then                                                        |
 * | ------------------------------------------------------- | ----------------------------------------------------------- |
 * | of another program or PRISM agreement                   | not this customer's                                         |
 * | draft, pending or void                                  | waits until it is approved                                  |
 * | a credit note, one-off, adjustment or annual invoice    | listed with its money, held                                 |
 * | for a month before the mapping's start                  | excluded, `before-start`                                    |
 * | not applied, after the newest applied month             | the oldest of these is next                                 |
 * | not applied, in or before the newest applied month      | held, `older`; its own days on approval                     |
 * | applied, changed since, and before the newest applied   | the same                                                    |
 * | applied, and nothing newer waits                        | looked at again: revised, or nothing to do                  |
 */

import type { Decision } from '../decision.ts';
import { firstDay, type Month } from '../numbers/calendar.ts';
import type { Invoice } from './line.ts';

export type Applied = { invoiceId: string; month: Month; hash: string };

export type InvoiceChoice = {
  /** What to plan now; null: there is none. */
  next: { invoice: Invoice; why: 'new' | 'again' | 'own-days'; ownDaysUntil: string | null } | null;
  /** Not applied and older than what is applied. */
  older: Invoice[];
  /** Further unapplied invoices that follow, oldest first, after `next`. */
  waiting: Invoice[];
  /** Issued but not approved yet. */
  unapproved: Invoice[];
};

const APPROVED = new Set(['approved', 'paid', 'unknown']);
export const isApproved = ({ status }: Invoice): boolean => APPROVED.has(status);
/** A kind the source does not state is decided by its lines. */
const isStandard = (invoice: Invoice): boolean => invoice.kind === null || invoice.kind === 'standard';

export function chooseInvoice(
  invoices: readonly Invoice[],
  mapping: { sourceAgreementId: string; startMonth: Month },
  applied: readonly Applied[],
  decisions: readonly Decision[] = [],
  /** Invoices applied before the newest one whose lines are not those that were applied. */
  revised: ReadonlySet<string> = new Set(),
): InvoiceChoice {
  const mine = invoices
    .filter(isStandard)
    .filter(one => one.agreementId === null || one.agreementId === mapping.sourceAgreementId)
    .filter(one => one.month >= mapping.startMonth)
    .sort((a, b) => a.month.localeCompare(b.month) || (a.issued ?? '').localeCompare(b.issued ?? ''));
  const usable = mine.filter(isApproved);
  const done = new Map(applied.map(one => [one.invoiceId, one]));
  const newest = applied.reduce<Month | null>(
    (last, one) => (last === null || one.month > last ? one.month : last),
    null,
  );
  const fresh = usable.filter(one => !done.has(one.id));
  const coming = fresh.filter(one => newest === null || one.month > newest);
  const older = usable.filter(
    one => newest !== null && (done.has(one.id) ? revised.has(one.id) : one.month <= newest),
  );
  const unapproved = mine.filter(one => one.status === 'draft' || one.status === 'pending');
  const own = older.find(one =>
    decisions.some(({ choice, month }) => choice === 'own-days' && month === one.month),
  );
  const later = (month: Month): string | null => {
    const after = applied
      .map(one => one.month)
      .filter(one => one > month)
      .sort()[0];
    return after === undefined ? null : firstDay(after);
  };
  const [first, ...waiting] = coming;
  if (own) {
    const next = { invoice: own, why: 'own-days' as const, ownDaysUntil: later(own.month) };
    return { next, older: older.filter(one => one !== own), waiting: coming, unapproved };
  }
  if (first) return { next: { invoice: first, why: 'new', ownDaysUntil: null }, older, waiting, unapproved };
  const again = usable.filter(one => done.get(one.id)?.month === newest).at(-1);
  return {
    next: again ? { invoice: again, why: 'again', ownDaysUntil: null } : null,
    older,
    waiting: [],
    unapproved,
  };
}

/** Kinds that are listed with their money and never applied by themselves. */
export function heldKind(invoice: Invoice): 'credit' | 'one-off' | 'adjustment' | null {
  switch (invoice.kind) {
    case 'credit':
      return 'credit';
    case 'one-off':
    case 'annual':
      return 'one-off';
    case 'adjustment':
      return 'adjustment';
    default:
      return null;
  }
}
