/** What of a customer's report a person should read. */
import type { CustomerReport } from './reports.ts';

export const customerName = ({ tenants, agreementName }: CustomerReport): string =>
  tenants.map(({ name }) => name).join(', ') || agreementName;

/** There is something about it that a person should read. */
export const hasFindings = (customer: CustomerReport): boolean =>
  customer.problems.length > 0 ||
  customer.holds.length > 0 ||
  customer.warnings.length > 0 ||
  customer.doubleBilling.length > 0 ||
  customer.charges.some(({ problems, holds }) => problems.length > 0 || holds.length > 0) ||
  customer.exclusions.some(({ choices = [] }) => choices.length > 0) ||
  customer.lines.some(
    ({ problems, holds, warnings, drift }) =>
      problems.length > 0 || holds.length > 0 || warnings.length > 0 || drift !== null,
  );
