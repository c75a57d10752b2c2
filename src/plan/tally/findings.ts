/** What of a customer's report a person should read. */
import type { ExclusionReason } from '../standing.ts';
import type { CustomerReport } from './reports.ts';

export const customerName = ({ tenants, agreementName }: CustomerReport): string =>
  tenants.map(({ name }) => name).join(', ') || agreementName;

/** What is on the invoice and is billed to nobody. */
const UNBILLED: ReadonlySet<ExclusionReason> = new Set(['outside-contract', 'posted', 'same-date']);

/** There is something about it that a person should read. */
export const hasFindings = (customer: CustomerReport): boolean =>
  customer.problems.length > 0 ||
  customer.holds.length > 0 ||
  customer.warnings.length > 0 ||
  customer.doubleBilling.length > 0 ||
  customer.charges.some(({ problems, holds }) => problems.length > 0 || holds.length > 0) ||
  customer.exclusions.some(({ choices = [] }) => choices.length > 0) ||
  customer.lines.some(
    ({ problems, holds, warnings, drift, exclusions }) =>
      problems.length > 0 ||
      holds.length > 0 ||
      warnings.length > 0 ||
      drift !== null ||
      exclusions.some(({ reason }) => UNBILLED.has(reason)),
  );
