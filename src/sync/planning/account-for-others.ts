/** Money of an invoice that is in no plan: every line has its account all the same (rules 9). */
import type { Invoice, Tenant } from '../../plan/invoice/line.ts';
import type { Mapping, ProgramSettings } from '../../plan/settings.ts';
import type { Entry } from '../../plan/standing.ts';
import type { RunFacts } from '../../plan/tally/reports.ts';
import type { CustomersRun, Group } from './choose-invoices.ts';
import { type ReadInvoice, sumTotals } from './read-invoice.ts';

/** Why nothing of an invoice may be applied to anybody, or null. */
export function wholeInvoiceHold(
  read: ReadInvoice,
  settings: ProgramSettings,
): 'month-unclear' | 'currency' | null {
  if (read.monthUnclear) return 'month-unclear';
  const { currency } = read.invoice;
  return settings.currency !== null && currency !== null && currency !== settings.currency
    ? 'currency'
    : null;
}

/** Every line of the invoice that is in no plan gets its account too (rules 9). */
export function accountForOthers(
  run: CustomersRun,
  read: ReadInvoice,
  mappings: readonly Mapping[],
  groups: readonly Group[],
  planned: ReadonlyMap<string, ReadonlySet<string>>,
  known: ReadonlySet<string>,
  settings: ProgramSettings,
  tenants: ReadonlyMap<string, Tenant>,
  facts: RunFacts,
): void {
  const { invoice } = read;
  const done = planned.get(invoice.id) ?? new Set();
  const whole = wholeInvoiceHold(read, settings);
  const inScope = read.totals.filter(
    one =>
      run.tenantIds === null || done.has(one.tenantId ?? '') || run.tenantIds.includes(one.tenantId ?? ''),
  );
  for (const { tenantId, lines, cost, price } of inScope) {
    if (tenantId !== null && done.has(tenantId)) continue;
    const mapping = mappings.find(one => one.tenantId === tenantId);
    const { standing, reason } = whole
      ? { standing: 'held' as const, reason: whole }
      : standingOfOther(mapping, invoice, groups, known, run);
    facts.others.push({
      invoiceId: invoice.id,
      tenantId,
      productKey: null,
      label:
        mapping?.customerName ?? tenants.get(tenantId ?? '')?.customerName ?? 'a tenant PRISM does not list',
      lines,
      cost,
      price,
      standing,
      reason,
    });
  }
  facts.invoices.push({
    id: invoice.id,
    number: invoice.number,
    month: invoice.month,
    issued: invoice.issued,
    status: invoice.status,
    lines: sumTotals(inScope).lines,
    cost: sumTotals(inScope).cost,
    hash: read.hash,
  });
}

function standingOfOther(
  mapping: Mapping | undefined,
  invoice: Invoice,
  groups: readonly Group[],
  known: ReadonlySet<string>,
  run: CustomersRun,
): Pick<Entry, 'standing' | 'reason'> {
  if (mapping?.excludedBecause) return { standing: 'excluded', reason: 'excluded' };
  if (!mapping || mapping.companyId === null || mapping.agreementId === null)
    return { standing: 'unmapped', reason: null };
  if (!mapping.syncOn) return { standing: 'excluded', reason: 'sync-off' };
  if (invoice.agreementId !== null && mapping.sourceAgreementId !== invoice.agreementId)
    return { standing: 'excluded', reason: 'other-agreement' };
  if (mapping.startMonth > invoice.month) return { standing: 'excluded', reason: 'before-start' };
  if (known.has(mapping.agreementId)) return { standing: 'waiting', reason: 'planned-before' };
  const group = groups.find(one => one.agreementId === mapping.agreementId);
  if (group?.choice.next?.invoice.id === invoice.id && !run.afresh)
    return { standing: 'right', reason: 'applied-before' };
  return { standing: 'waiting', reason: 'another-invoice-first' };
}
