import { checksumOf } from '../plan.ts';
import type { CustomerReport, RunReport } from './reports.ts';
import { countsOf } from './run.ts';

/** Something was written. */
export function wroteSomething(report: RunReport): boolean {
  const { subscriptionsSynced, productsSynced, chargesWritten } = countsOf(report);
  return subscriptionsSynced > 0 || productsSynced > 0 || chargesWritten > 0;
}

/** The same for two runs that found the same, whatever they are called and in whatever words the far side said it. */
export const findingsOf = ({ result, customers, products, facts }: RunReport): string =>
  checksumOf({
    result,
    customers: customers.map(findingsOfCustomer),
    products: products?.products.filter(one => one.waits || one.problem !== null) ?? [],
    problems: facts.problems.map(({ code, says }) => [code, says]),
    heldInvoices: facts.heldInvoices,
  });

const findingsOfCustomer = ({ agreementId, invoice, result, lines, ...own }: CustomerReport) => ({
  agreementId,
  invoice: invoice.id,
  result,
  warnings: own.warnings,
  doubleBilling: own.doubleBilling,
  holds: own.holds,
  problems: own.problems.map(({ code, says }) => [code, says]),
  charges: own.charges.map(({ key, standing, reason }) => [key, standing, reason]),
  lines: lines.map(line => ({
    product: line.productKey,
    holds: line.holds,
    warnings: line.warnings,
    problems: line.problems.map(({ code, says }) => [code, says]),
  })),
});
