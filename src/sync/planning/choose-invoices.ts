/** Which customers a run is for, and which invoice each of them works on (rules 3). */
import type { Decision } from '../../plan/decision.ts';
import { chooseInvoice, heldKind, type InvoiceChoice, isApproved } from '../../plan/invoice/invoices.ts';
import type { Invoice } from '../../plan/invoice/line.ts';
import type { Mapping } from '../../plan/settings.ts';
import type { RunFacts } from '../../plan/tally/reports.ts';
import { type AppliedInvoice, listApplied } from '../../store/applied.ts';
import { listDecisions } from '../../store/decisions.ts';
import type { SyncContext } from '../sync-context.ts';

export type CustomersRun = {
  workspaceId: string;
  number: number;
  /** Only these tenants; null: all. */
  tenantIds: readonly string[] | null;
  /** A person wants the applied invoice planned afresh; the timetable does not. */
  afresh: boolean;
};

/** By agreement: applied invoices, older than its newest, that were changed since. */
export type OlderRevisions = ReadonlyMap<string, ReadonlySet<string>>;

/** The tenants of one agreement, synced as one customer. */
export type Group = {
  agreementId: string;
  mappings: Mapping[];
  applied: AppliedInvoice[];
  decisions: Decision[];
  choice: InvoiceChoice;
};

export async function groupMappings(
  { db }: SyncContext,
  run: CustomersRun,
  mappings: readonly Mapping[],
  invoices: readonly Invoice[],
  revised: OlderRevisions,
): Promise<Group[]> {
  const wanted = mappings.filter(
    one =>
      one.syncOn &&
      one.agreementId !== null &&
      one.companyId !== null &&
      one.excludedBecause === null &&
      (run.tenantIds === null || run.tenantIds.includes(one.tenantId)),
  );
  const byAgreement = Map.groupBy(wanted, mapping => mapping.agreementId!);
  const groups = await Promise.all(
    [...byAgreement].map(async ([agreementId, [first]]): Promise<Group> => {
      // A scoped run still plans all tenants of the agreement: its lines are sums over all of them.
      const together = mappings.filter(
        one => one.agreementId === agreementId && one.syncOn && one.excludedBecause === null,
      );
      const startMonth = together.map(one => one.startMonth).sort()[0]!;
      const { sourceAgreementId } = first!;
      const applied = await listApplied(db, run.workspaceId, agreementId);
      const decisions = await listDecisions(db, run.workspaceId, agreementId);
      return {
        agreementId,
        mappings: together,
        applied,
        decisions,
        choice: chooseInvoice(
          invoices,
          { sourceAgreementId, startMonth },
          applied,
          decisions,
          revised.get(agreementId),
        ),
      };
    }),
  );
  return groups.sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
}

const nameOf = (group: Group): string => group.mappings[0]?.customerName ?? '';

/** What there is to say of invoices that nobody works on now. */
export function factsOf(invoices: readonly Invoice[], groups: readonly Group[]): RunFacts {
  const notNow = new Map<string, RunFacts['notNow'][number]>();
  const note = (invoice: Invoice, why: 'unapproved' | 'older' | 'waiting', { agreementId }: Group): void => {
    const key = `${invoice.id} ${why}`;
    const known = notNow.get(key);
    notNow.set(key, {
      number: invoice.number,
      month: invoice.month,
      why,
      customers: (known?.customers ?? 0) + 1,
      agreementIds: [...(known?.agreementIds ?? []), agreementId],
    });
  };
  for (const group of groups) {
    for (const invoice of group.choice.unapproved) note(invoice, 'unapproved', group);
    for (const invoice of group.choice.older) note(invoice, 'older', group);
    for (const invoice of group.choice.waiting) note(invoice, 'waiting', group);
  }
  return {
    invoices: [],
    others: [],
    heldInvoices: heldBeside(invoices),
    notNow: [...notNow.values()],
    problems: [],
    notes: [],
  };
}

/**
 * Credit notes and the like of the newest invoice's month, or issued since it whatever month they are for: listed until
 * the next invoice comes.
 */
function heldBeside(invoices: readonly Invoice[]): RunFacts['heldInvoices'] {
  const approved = invoices.filter(isApproved);
  const newest = approved
    .filter(one => heldKind(one) === null)
    .reduce<Invoice | null>((last, one) => (last === null || one.month > last.month ? one : last), null);
  return approved.flatMap(one => {
    const { id, number, month, issued, total } = one;
    const reason = heldKind(one);
    const isNew = newest === null || month >= newest.month || (issued ?? '') >= (newest.issued ?? '9');
    return reason !== null && isNew ? [{ id, number, month, reason, total }] : [];
  });
}
