/**
 * Plans of contract charges alone, beside the customers' own plans: of invoices that are not applied and that somebody
 * decided to bill by charges. Without such a decision nothing is read.
 */
import { planCharges } from '../../plan/charges/plan-charges.ts';
import { heldKind, isApproved } from '../../plan/invoice/invoices.ts';
import type { Invoice } from '../../plan/invoice/line.ts';
import { addMonths, type Month } from '../../plan/numbers/calendar.ts';
import { sum } from '../../plan/numbers/decimal.ts';
import type { AgreementPlan, PlannedInvoice, PlannedTenant } from '../../plan/plan.ts';
import type { Mapping } from '../../plan/settings.ts';
import type { RunFacts } from '../../plan/tally/reports.ts';
import type { Source } from '../../sources/source.ts';
import { listTenantLines } from '../../store/invoices.ts';
import type { Target } from '../../targets/target.ts';
import type { SyncContext } from '../sync-context.ts';
import { accountForOthers, wholeInvoiceHold } from './account-for-others.ts';
import type { CustomersRun, Group } from './choose-invoices.ts';
import { hashOf } from './customer-hash.ts';
import { chargeAgreementsOf, type OnInvoice, readCharges } from './read-charges.ts';
import { type ReadInvoice, readOrNote, tenantFinder } from './read-invoice.ts';
import type { World } from './read-world.ts';

export type Apart = {
  context: SyncContext;
  run: CustomersRun;
  source: Source;
  target: Target;
  invoices: readonly Invoice[];
  mappings: readonly Mapping[];
  groups: readonly Group[];
  world: World;
  facts: RunFacts;
};

export type Keep = (plan: AgreementPlan) => Promise<boolean>;

/** Decided invoices are looked at for this many months: until then all their charges are made, or were given up. */
const MONTHS_BACK = 3;

/** One plan for each customer with lines on such an invoice; it is listed as held no more. */
export async function planListedInvoices(apart: Apart, keep: Keep): Promise<void> {
  const { context, run, source, groups, mappings, world, facts } = apart;
  const findTenant = tenantFinder([...world.tenants.values()]);
  for (const invoice of decidedInvoices(apart)) {
    const found = await readOrNote(context, run, source, invoice, findTenant, facts);
    if (!found) continue;
    // Its lines are dated as what they correct.
    const read = { ...found, monthUnclear: false };
    const isListed = facts.heldInvoices.some(({ id }) => id === invoice.id);
    const plans = wholeInvoiceHold(read, world.settings) === null ? await plansOf(apart, read) : [];
    if (!isListed && plans.every(isIdle)) continue;
    facts.heldInvoices = facts.heldInvoices.filter(({ id }) => id !== invoice.id);
    const done = new Set<string>();
    const known = new Set<string>();
    for (const plan of plans) {
      if (isIdle(plan) && !run.afresh) accountFor(plan, facts);
      else if (!(await keep(plan))) {
        known.add(plan.agreement.id);
        continue;
      }
      for (const { id } of plan.tenants) done.add(id);
    }
    const planned = new Map([[invoice.id, done]]);
    accountForOthers(run, read, mappings, groups, planned, known, world.settings, world.tenants, facts);
  }
}

function decidedInvoices({ invoices, groups }: Apart): Invoice[] {
  const decided = new Set(
    groups.flatMap(({ decisions }) =>
      decisions.flatMap(({ choice, subject }) => (choice === 'bill-as-charge' && subject ? [subject] : [])),
    ),
  );
  const newest = invoices.reduce<Month>((last, { month }) => (month > last ? month : last), '');
  return invoices.filter(
    one =>
      heldKind(one) !== null &&
      isApproved(one) &&
      decided.has(one.id) &&
      one.month >= addMonths(newest, -MONTHS_BACK),
  );
}

async function plansOf({ context, run, target, groups, world }: Apart, read: ReadInvoice) {
  const { invoice, revisionId } = read;
  const customers: (OnInvoice & { mappings: Mapping[] })[] = [];
  for (const group of groups) {
    const mappings = group.mappings.filter(
      ({ startMonth, sourceAgreementId }) =>
        startMonth <= invoice.month &&
        (invoice.agreementId === null || invoice.agreementId === sourceAgreementId),
    );
    const tenantIds = mappings.map(({ tenantId }) => tenantId);
    const lines = await listTenantLines(context.db, run.workspaceId, revisionId, tenantIds);
    if (lines.length > 0) customers.push({ group, invoice, lines, mappings });
  }
  if (customers.length === 0) return [];
  const ids = customers.map(({ group }) => group.agreementId);
  const agreements = await target.readAgreements([
    ...new Set([...ids, ...chargeAgreementsOf(customers.map(({ group }) => group))]),
  ]);
  const books = await readCharges(context, run.workspaceId, target, customers, agreements);
  return customers.map(({ group, lines, mappings }, at) => {
    const [{ sourceAgreementId, strategy }] = group.mappings as [Mapping];
    return planCharges({
      invoice: plannedInvoice(invoice, lines),
      apart: heldKind(invoice) ?? 'adjustment',
      tenants: mappings.map(mapping => plannedTenant(mapping, lines)),
      ...{ lines, usage: [], billed: new Set<string>(), charges: books[at]!, strategy },
      agreement: agreements.find(({ id }) => id === group.agreementId) ?? null,
      agreementId: group.agreementId,
      agreementNumber: world.agreementNumbers.get(sourceAgreementId) ?? null,
      decisions: group.decisions,
      settings: world.settings,
      shadow: group.mappings.some(one => one.shadow),
    });
  });
}

export const plannedInvoice = (
  { id, number, month, issued, status, currency }: Invoice,
  lines: OnInvoice['lines'],
): PlannedInvoice => ({ id, number, month, issued, status, currency, hash: hashOf(lines) });

/** With those of its lines that are in the plan. */
export function plannedTenant(
  { tenantId, customerName, tenantDomain }: Mapping,
  lines: OnInvoice['lines'],
): PlannedTenant {
  const mine = lines.filter(one => one.tenantId === tenantId);
  return {
    ...{ id: tenantId, name: customerName, domain: tenantDomain, hash: hashOf(mine) },
    lines: mine.length,
    cost: sum(mine.map(({ line }) => line.cost)),
  };
}

/** There is nothing to do and nothing to decide. */
export const isIdle = ({ charges, holds, problems }: AgreementPlan): boolean =>
  charges.length === 0 && holds.length === 0 && problems.length === 0;

/** Its money where no plan of it is kept. */
function accountFor({ entries, invoice }: AgreementPlan, facts: RunFacts): void {
  for (const { keys: _, ...entry } of entries) facts.others.push({ ...entry, invoiceId: invoice.id });
}
