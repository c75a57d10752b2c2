/** A run told in numbers: products, its result, its counts and its tie-out. */
import type { ProductPlan } from '../plan.ts';
import type { Standing } from '../standing.ts';
import { type TieOut, tieOut } from '../tieout.ts';
import type { CustomerReport, Outcome, ProductReport, Result, RunFacts, RunReport } from './reports.ts';

export function reportProducts(
  plan: ProductPlan,
  stored: { id: string },
  outcomes: readonly Outcome[],
): ProductReport {
  const byKey = new Map(outcomes.map(outcome => [outcome.changeKey, outcome]));
  const products = plan.products.map(row => {
    const outcome =
      row.outcome.kind === 'create' || row.outcome.kind === 'reprice'
        ? byKey.get(row.outcome.change.key)
        : undefined;
    const bad = outcome && outcome.state !== 'confirmed' ? outcome : undefined;
    const problem = bad ? [bad.code, bad.words].filter(Boolean).join(': ') || bad.state : null;
    const waits = bad?.state === 'held' || row.outcome.kind === 'held' || row.outcome.kind === 'adopt';
    return { ...row, done: outcome?.state === 'confirmed', waits, problem };
  });
  const failed = products.filter(row => row.problem !== null && !row.waits).length;
  const synced = products.filter(row => row.done).length;
  const held = products.some(row => row.waits);
  const result = failed > 0 ? 'Failure' : held ? 'Warning' : synced > 0 ? 'Success' : 'No Change';
  return { planId: stored.id, checksum: plan.checksum, result, synced, failed, products, notes: plan.notes };
}

/** The run's result is the worst of its parts; a run that read nothing is never green (rules 10). */
export function runResult(
  customers: readonly CustomerReport[],
  products: ProductReport | null,
  facts: RunFacts,
): Result {
  const results = [...customers.map(one => one.result), ...(products ? [products.result] : [])];
  if (facts.problems.length > 0) results.push('Failure');
  const held = facts.heldInvoices.length > 0 || facts.others.some(entry => entry.standing === 'held');
  if (held) results.push('Warning');
  const order: Result[] = [
    'Running',
    'Failure',
    'Waiting for approval',
    'Warning',
    'Expired',
    'Rejected',
    'Success',
  ];
  return order.find(result => results.includes(result)) ?? 'No Change';
}

/** The tie-out of one invoice over all customers of a run and those that had no plan. */
export function invoiceTieOut(report: Pick<RunReport, 'customers' | 'facts'>, invoiceId: string): TieOut {
  const entries = [
    ...report.customers.filter(one => one.invoice.id === invoiceId).flatMap(one => one.entries),
    ...report.facts.others.filter(one => one.invoiceId === invoiceId),
  ];
  const invoice = report.facts.invoices.find(one => one.id === invoiceId);
  return tieOut(entries, { lines: invoice?.lines ?? 0, cost: invoice?.cost ?? '0' });
}

/**
 * The columns of history and cards (rules 10): customers worked on, subscriptions written, and what went wrong. A contract
 * charge is no subscription and has its own number.
 */
export type Counts = {
  customersSynced: number;
  customersFailed: number;
  subscriptionsSynced: number;
  /** Contract charges made or taken back. */
  chargesWritten: number;
  productsSynced: number;
  productsFailed: number;
  errors: number;
  warnings: number;
};

/** Each once: a plan of charges alone is of a customer who mostly has another one. */
function countCustomers(customers: readonly CustomerReport[]): number {
  const own = customers.filter(({ apart }) => apart === null);
  const counted = new Set(own.map(({ agreementId }) => agreementId));
  const others = customers.filter(({ apart, agreementId }) => apart !== null && !counted.has(agreementId));
  return own.length + new Set(others.map(({ agreementId }) => agreementId)).size;
}

export function countsOf({
  customers,
  products,
  facts,
}: Pick<RunReport, 'customers' | 'products' | 'facts'>): Counts {
  const lines = customers.flatMap(one => one.lines);
  const charges = customers.flatMap(one => one.charges);
  const written = lines.filter(line => line.changes.length > 0 && line.changes.every(change => change.done));
  const count = (lists: readonly (readonly unknown[])[]): number =>
    lists.reduce((total, list) => total + list.length, 0);
  return {
    customersSynced: countCustomers(customers),
    customersFailed: countCustomers(customers.filter(one => one.result === 'Failure')),
    subscriptionsSynced: written.length,
    chargesWritten: charges.filter(({ standing }) => standing === 'applied').length,
    productsSynced: products?.synced ?? 0,
    productsFailed: products?.failed ?? 0,
    errors:
      count([facts.problems, ...[...customers, ...lines, ...charges].map(({ problems }) => problems)]) +
      (products?.failed ?? 0),
    warnings: count([
      ...customers.flatMap(one => [one.warnings, one.holds, one.doubleBilling]),
      ...lines.flatMap(line => [line.warnings, line.holds]),
      ...charges.map(charge => charge.holds),
    ]),
  };
}

/** Nothing failed and nothing was held: what cards call a successful sync (rules 10). */
export function isClean({
  customers,
  products,
  facts,
}: Pick<RunReport, 'customers' | 'products' | 'facts'>): boolean {
  const bad = new Set<Standing>(['failed', 'held']);
  const entries = [...customers.flatMap(one => one.entries), ...facts.others];
  const findings = [
    ...customers.flatMap(one => [...one.problems, ...one.holds]),
    ...customers
      .flatMap(one => [...one.lines, ...one.charges])
      .flatMap(({ problems, holds }) => [...problems, ...holds]),
    ...facts.problems,
    ...facts.heldInvoices,
    ...(products?.products.filter(row => row.waits || row.problem !== null) ?? []),
  ];
  return findings.length === 0 && !entries.some(entry => bad.has(entry.standing));
}
