/** A run told in numbers: what people see of it in messages, lists and mails. */
import type { LinePlan } from './agreement-line.ts';
import { standingOf } from './agreement-plan.ts';
import type { DateText, Month } from './calendar.ts';
import type { Adjust, Money } from './change.ts';
import { type Decimal, sum } from './decimal.ts';
import type { InvoiceStatus } from './line.ts';
import type { Drift } from './line-history.ts';
import type { AgreementPlan, PlannedInvoice, PlannedTenant, ProductPlan } from './plan.ts';
import { type Entry, type Exclusion, type Hold, type Problem, type Standing, worst } from './standing.ts';
import { type TieOut, tieOut } from './tieout.ts';
import { quantityOn } from './timeline.ts';

/** The guide's four results, and what a run or customer shows while people or machines are not done (rules 10). */
export type Result =
  | 'No Change'
  | 'Success'
  | 'Warning'
  | 'Failure'
  | 'Waiting for approval'
  | 'Rejected'
  | 'Expired'
  | 'Running';

/** What became of one change: the ledger's last word on it. */
export type Outcome = {
  changeKey: string;
  state: 'planned' | 'claimed' | 'sent' | 'confirmed' | 'unknown' | 'failed' | 'held';
  code: string | null;
  /** The target's own words. */
  words: string | null;
};

export type ChangeReport = {
  effective: DateText;
  delta: number;
  /** Units on that day before and after the change. */
  before: number;
  after: number;
  unitPrice: Decimal | null;
  unitCost: Decimal | null;
  done: boolean;
};

export type LineReport = {
  productKey: string;
  productName: string;
  standing: Standing;
  /** Why it stands there, in a word. */
  reason: string | null;
  seats: { before: number; after: number };
  changes: ChangeReport[];
  /** Supplier cost and retail of its invoice lines, unrounded. */
  invoiced: Money;
  bill: { before: Money; after: Money };
  holds: Hold[];
  problems: Problem[];
  exclusions: Exclusion[];
  warnings: string[];
  notes: string[];
  drift: Drift | null;
};

export type CustomerReport = {
  planId: string;
  checksum: string;
  agreementId: string;
  agreementName: string;
  companyName: string | null;
  tenants: PlannedTenant[];
  invoice: PlannedInvoice;
  result: Result;
  shadow: boolean;
  asks: string[];
  /** Services made for it. */
  created: string[];
  lines: LineReport[];
  holds: (Hold & { label: string })[];
  problems: (Problem & { label: string })[];
  exclusions: (Exclusion & { label: string })[];
  warnings: string[];
  doubleBilling: string[];
  entries: Entry[];
  tie: TieOut;
};

export type ProductReport = {
  planId: string;
  checksum: string;
  result: Result;
  synced: number;
  failed: number;
  /** `waits`: held, a person has to choose. */
  products: (ProductPlan['products'][number] & { done: boolean; waits: boolean; problem: string | null })[];
  notes: string[];
};

/** What a run found besides its plans: invoices, money of customers without a plan, and what went wrong for all. */
export type RunFacts = {
  invoices: {
    id: string;
    number: string | null;
    month: Month;
    issued: DateText | null;
    status: InvoiceStatus;
    lines: number;
    /** Σ SubTotal of the lines in scope, unrounded. */
    cost: Decimal;
  }[];
  /** Accounts of tenants that have no plan for that invoice. */
  others: (Entry & { invoiceId: string })[];
  /** Credit notes, one-offs and adjustments: listed with their money, never applied by themselves. */
  heldInvoices: {
    id: string;
    number: string | null;
    month: Month;
    reason: Hold['reason'];
    total: Decimal | null;
  }[];
  /** Not approved yet, or older than what was applied, or next in line. */
  notNow: {
    number: string | null;
    month: Month;
    why: 'unapproved' | 'older' | 'waiting';
    customers: number;
  }[];
  problems: { code: string; says: string; remedy: string; words: string | null }[];
  notes: string[];
};

export const NO_FACTS: RunFacts = {
  invoices: [],
  others: [],
  heldInvoices: [],
  notNow: [],
  problems: [],
  notes: [],
};

export type Decided =
  | 'proposed'
  | 'approved'
  | 'applying'
  | 'applied'
  | 'rejected'
  | 'expired'
  | 'replaced'
  | 'shadow';

export function reportCustomer(
  plan: AgreementPlan,
  stored: { id: string; state: Decided },
  outcomes: readonly Outcome[],
): CustomerReport {
  const invoiced = {
    lines: plan.tenants.reduce((total, tenant) => total + tenant.lines, 0),
    cost: sum(plan.tenants.map(tenant => tenant.cost)),
  };
  const byKey = new Map(outcomes.map(outcome => [outcome.changeKey, outcome]));
  const itemOf = (line: LinePlan) => plan.items.find(item => item.productKey === line.productKey);
  const lines = plan.lines.map(line => {
    const item = itemOf(line);
    return reportLine(
      line,
      plan,
      [...(item ? [item.key] : []), ...line.changes.map(change => change.key)],
      byKey,
      stored.state === 'applied',
    );
  });
  const standings = new Map(lines.map(line => [line.productKey, line]));
  const entries = plan.entries.map(entry => {
    const line = entry.productKey === null ? undefined : standings.get(entry.productKey);
    return line ? { ...entry, standing: line.standing, reason: line.reason } : entry;
  });
  const report = {
    planId: stored.id,
    checksum: plan.checksum,
    agreementId: plan.agreement.id,
    agreementName: plan.agreement.name,
    companyName: plan.agreement.companyName,
    tenants: plan.tenants,
    invoice: plan.invoice,
    shadow: plan.shadow,
    asks: plan.asks,
    created: plan.items.filter(item => byKey.get(item.key)?.state === 'confirmed').map(item => item.name),
    lines,
    holds: plan.holds,
    problems: plan.problems,
    exclusions: plan.exclusions,
    warnings: plan.warnings,
    doubleBilling: plan.doubleBilling,
    entries,
    tie: tieOut(entries, invoiced),
  };
  return { ...report, result: customerResult(report, stored.state) };
}

function reportLine(
  line: LinePlan,
  plan: AgreementPlan,
  keys: readonly string[],
  byKey: ReadonlyMap<string, Outcome>,
  ended: boolean,
): LineReport {
  const mine = plan.entries.filter(entry => entry.productKey === line.productKey);
  const outcomes = line.changes.length === 0 ? [] : keys.map(key => byKey.get(key));
  const bad = outcomes.find(one => one && (one.state === 'failed' || (ended && IN_FLIGHT.has(one.state))));
  const held = outcomes.find(one => one?.state === 'held');
  const done = (change: Adjust): boolean => byKey.get(change.key)?.state === 'confirmed';
  const written = line.changes.length > 0 && outcomes.every(one => one?.state === 'confirmed');
  const { standing, reason } = bad
    ? { standing: 'failed' as const, reason: bad.code ?? bad.state }
    : held
      ? { standing: 'held' as const, reason: held.code ?? 'held' }
      : written
        ? afterWriting(line)
        : standingOf(line);
  return {
    productKey: line.productKey,
    productName: line.productName,
    standing,
    reason,
    seats: line.seats,
    changes: line.changes.map(change => ({
      effective: change.effective,
      delta: change.delta,
      before: quantityOn(change.before.timeline, change.effective),
      after: quantityOn(change.after.timeline, change.effective),
      unitPrice: change.unitPrice ?? null,
      unitCost: change.unitCost ?? null,
      done: done(change),
    })),
    invoiced: {
      cost: sum(mine.map(entry => entry.cost)),
      price: sum(mine.map(entry => entry.price)),
    },
    bill: line.bill,
    holds: [...line.holds, ...(held ? [heldInWriting(line, held)] : [])],
    problems: [...line.problems, ...(bad ? [failedInWriting(line, bad)] : [])],
    exclusions: line.exclusions,
    warnings: line.warnings,
    notes: line.notes,
    drift: line.drift,
  };
}

/** Sent, and not known to be done: after the plan's end it stands with what failed until a reading settles it. */
const IN_FLIGHT: ReadonlySet<Outcome['state']> = new Set(['claimed', 'sent', 'unknown']);

/** A line that was written stands by its worst part: a held price, days given up, else applied (rules 9). */
function afterWriting(line: LinePlan): { standing: Standing; reason: string | null } {
  const [hold] = line.holds;
  if (hold) return { standing: 'held', reason: hold.reason };
  const [exclusion] = line.exclusions;
  return exclusion
    ? { standing: 'excluded', reason: exclusion.reason }
    : { standing: 'applied', reason: null };
}

const HELD_IN_WRITING: Record<string, { says: string; choices: Hold['choices'] }> = {
  stale: {
    says: 'was changed in Autotask after the plan was made; nothing was written',
    choices: ['check-again'],
  },
  'same-date': {
    says: 'has a change on that day already, and Autotask takes no second one; nothing was written',
    choices: ['one-day-later', 'bill-as-charge', 'leave'],
  },
  'name-taken': {
    says: 'needs a service whose name another service in Autotask has',
    choices: ['adopt-item', 'skip-item'],
  },
  unsettled: {
    says: 'was sent, and it cannot be told whether Autotask did it',
    choices: ['check-again', 'mark-as-done'],
  },
  'after-failure': {
    says: 'waits because an earlier change of the same line was not done',
    choices: ['check-again'],
  },
};

function heldInWriting(line: LinePlan, outcome: Outcome): Hold {
  const code = outcome.code ?? 'unsettled';
  const known = HELD_IN_WRITING[code] ?? HELD_IN_WRITING.unsettled!;
  const reason = code === 'stale' || code === 'same-date' || code === 'name-taken' ? code : 'unsettled';
  // Usage of one day less would be another amount; seats are no charge.
  const unfit = line.kind === 'usage' ? 'one-day-later' : 'bill-as-charge';
  const choices = known.choices.filter(choice => choice !== unfit);
  return { reason, says: `${line.productName} ${known.says}`, choices, money: null };
}

function failedInWriting(line: LinePlan, outcome: Outcome): Problem {
  if (IN_FLIGHT.has(outcome.state)) {
    return {
      code: 'refused',
      says: `The change of ${line.productName} was sent, and the run ended before Autotask could be asked whether it is there`,
      remedy: 'Press Retry failed: it is read back first and never sent twice.',
      words: outcome.words,
      choices: ['check-again'],
    };
  }
  return {
    code: 'refused',
    says: `Autotask did not take the change of ${line.productName}`,
    remedy: remedyFor(outcome.code),
    words: outcome.words,
    choices: ['check-again'],
  };
}

function remedyFor(code: string | null): string {
  switch (code) {
    case 'outside-contract':
      return "Check the contract's dates, type and Active flag in Autotask, then press Retry failed.";
    case 'no-permission':
    case 'unauthorized':
      return 'Check the API user in Autotask (Admin > Resources (Users)): not locked, with the rights the connection check lists. Then press Retry failed.';
    default:
      return "Read Autotask's words below, correct what they name, then press Retry failed.";
  }
}

function customerResult(report: Omit<CustomerReport, 'result'>, state: Decided): Result {
  if (report.lines.length === 0 && report.entries.length === 0) return 'Failure';
  const standing = worst(report.entries.map(entry => entry.standing));
  const failed =
    report.problems.length > 0 ||
    standing === 'failed' ||
    report.lines.some(line => line.standing === 'failed');
  if (state === 'rejected') return 'Rejected';
  if (state === 'expired' || state === 'replaced') return 'Expired';
  if (failed) return 'Failure';
  if (state === 'proposed' || state === 'shadow') return 'Waiting for approval';
  if (state === 'approved' || state === 'applying') return 'Running';
  const warned =
    report.lines.some(line => line.warnings.length > 0 || line.holds.length > 0 || line.drift !== null) ||
    report.warnings.length > 0 ||
    report.doubleBilling.length > 0 ||
    report.holds.length > 0;
  if (warned || standing === 'held') return 'Warning';
  return report.lines.some(line => line.changes.length > 0) ? 'Success' : 'No Change';
}

export type RunReport = {
  run: number;
  kind: 'customers' | 'products';
  result: Result;
  customers: CustomerReport[];
  products: ProductReport | null;
  facts: RunFacts;
  /** Also in the log. */
  reference: string;
};

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

/** The columns of history and cards (rules 10): customers worked on, subscriptions written, and what went wrong. */
export type Counts = {
  customersSynced: number;
  customersFailed: number;
  subscriptionsSynced: number;
  productsSynced: number;
  productsFailed: number;
  errors: number;
  warnings: number;
};

export function countsOf({
  customers,
  products,
  facts,
}: Pick<RunReport, 'customers' | 'products' | 'facts'>): Counts {
  const lines = customers.flatMap(one => one.lines);
  const written = lines.filter(line => line.changes.length > 0 && line.changes.every(change => change.done));
  const count = (lists: readonly (readonly unknown[])[]): number =>
    lists.reduce((total, list) => total + list.length, 0);
  return {
    customersSynced: customers.length,
    customersFailed: customers.filter(one => one.result === 'Failure').length,
    subscriptionsSynced: written.length,
    productsSynced: products?.synced ?? 0,
    productsFailed: products?.failed ?? 0,
    errors:
      count([facts.problems, ...customers.map(one => one.problems), ...lines.map(line => line.problems)]) +
      (products?.failed ?? 0),
    warnings: count([
      ...customers.flatMap(one => [one.warnings, one.holds, one.doubleBilling]),
      ...lines.flatMap(line => [line.warnings, line.holds]),
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
    ...customers.flatMap(one => one.lines).flatMap(line => [...line.problems, ...line.holds]),
    ...facts.problems,
    ...facts.heldInvoices,
    ...(products?.products.filter(row => row.waits || row.problem !== null) ?? []),
  ];
  return findings.length === 0 && !entries.some(entry => bad.has(entry.standing));
}
