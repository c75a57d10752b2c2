/** What is known of customers' charges: where they go, which stand in the target, which we made. */
import type { ChargeBook } from '../../plan/charges/charge-book.ts';
import { decidedMarks } from '../../plan/charges/decided-marks.ts';
import type { Agreement } from '../../plan/current.ts';
import type { CustomerLine } from '../../plan/invoice/drafts.ts';
import type { Mapping } from '../../plan/settings.ts';
import { listMadeCharges, listRejectedCharges } from '../../store/charges.ts';
import type { Target } from '../../targets/target.ts';
import type { SyncContext } from '../sync-context.ts';
import type { Group } from './choose-invoices.ts';

/** A customer with the invoice that is planned for it. */
export type OnInvoice = {
  group: Group;
  invoice: { id: string; month: string };
  lines: readonly CustomerLine[];
};

/** The agreement that a tenant's charges go onto. */
export const chargeAgreementOf = ({ chargeAgreementId, agreementId }: Mapping): string =>
  chargeAgreementId ?? agreementId ?? '';

/** Agreements that charges of these customers may go onto, besides their own. */
export const chargeAgreementsOf = (groups: readonly Group[]): string[] =>
  groups.flatMap(({ mappings }) => mappings.flatMap(({ chargeAgreementId }) => chargeAgreementId ?? []));

/**
 * One lookup for a handful of customers; none where nobody ever decided to charge anything.
 * @param agreements their own, and those of their charges
 * @returns in the order of `customers`
 */
export async function readCharges(
  { db }: SyncContext,
  workspaceId: string,
  target: Target,
  customers: readonly OnInvoice[],
  agreements: readonly Agreement[],
): Promise<ChargeBook[]> {
  const invoiceIds = [...new Set(customers.map(({ invoice }) => invoice.id))];
  const tenants = new Set(customers.flatMap(({ group }) => group.mappings.map(one => one.tenantId)));
  const all = await listMadeCharges(db, workspaceId, invoiceIds);
  const made = new Map([...all].filter(([, { tenantId }]) => tenants.has(tenantId)));
  const marks = new Set([...made.keys(), ...customers.flatMap(marksOf)]);
  const [found, rejected] =
    marks.size === 0
      ? [[], new Map<string, Date>()]
      : await Promise.all([target.findCharges([...marks]), listRejectedCharges(db, workspaceId, invoiceIds)]);
  const standing = Map.groupBy(found, ({ mark }) => mark);
  return customers.map(({ group }) => ({
    agreements: new Map(
      group.mappings.map(mapping => {
        const id = chargeAgreementOf(mapping);
        return [mapping.tenantId, { id, agreement: agreements.find(one => one.id === id) ?? null }];
      }),
    ),
    standing,
    made,
    rejected,
  }));
}

const marksOf = ({ group, invoice, lines }: OnInvoice): string[] =>
  decidedMarks(group.decisions, invoice, {
    tenantIds: group.mappings.map(one => one.tenantId),
    lineKeys: lines.map(({ line }) => line.key),
  });
