/**
 * Plans for every mapped customer of a run (rules 3–7): which invoice each works on, the invoices read once, the target
 * read in bulk for a handful of customers at a time, one plan per agreement. Memory holds two handfuls, not the month.
 */
import { planAgreement } from '../../plan/agreement-plan.ts';
import type { Catalogue } from '../../plan/catalogue.ts';
import type { ChargeBook } from '../../plan/charges/charge-book.ts';
import type { Agreement, StandingLine } from '../../plan/current.ts';
import type { CustomerLine } from '../../plan/invoice/drafts.ts';
import { matchProduct } from '../../plan/invoice/join.ts';
import type { Product } from '../../plan/invoice/line.ts';
import { firstDay } from '../../plan/numbers/calendar.ts';
import { sum } from '../../plan/numbers/decimal.ts';
import type { AgreementPlan, PlannedTenant } from '../../plan/plan.ts';
import type { RunFacts } from '../../plan/tally/reports.ts';
import { noteChore } from '../../store/chores.ts';
import { findLatestRevision, listTenantLines, listTenantTotals } from '../../store/invoices.ts';
import { listMappings } from '../../store/mappings.ts';
import { saveMatches } from '../../store/matches.ts';
import { listMemories } from '../../store/memories.ts';
import type { Target } from '../../targets/target.ts';
import type { SyncContext } from '../sync-context.ts';
import { accountForOthers, wholeInvoiceHold } from './account-for-others.ts';
import { type CustomersRun, factsOf, type Group, groupMappings } from './choose-invoices.ts';
import { hashOf } from './customer-hash.ts';
import { loadCatalogue } from './load-catalogue.ts';
import { findOlderRevisions } from './older-revisions.ts';
import { oneAhead } from './one-ahead.ts';
import { planListedInvoices } from './plan-apart.ts';
import { planDecidedLines } from './plan-decided-lines.ts';
import { chargeAgreementsOf, readCharges } from './read-charges.ts';
import { type ReadInvoice, readInvoices } from './read-invoice.ts';
import { readTenants, readWorld, type World } from './read-world.ts';

/** Customers read from the target together: pages of 500 records are filled, and memory holds two such handfuls. */
const HANDFUL = 100;

export async function planCustomers(
  context: SyncContext,
  run: CustomersRun,
  keep: (plan: AgreementPlan) => Promise<boolean>,
): Promise<RunFacts> {
  const { db } = context;
  const { workspaceId } = run;
  const source = await context.openSource(workspaceId);
  const target = await context.openTarget(workspaceId);
  const mappings = await listMappings(db, workspaceId);
  const invoices = await source.listInvoices();
  await noteChore(db, workspaceId, 'invoices', { at: context.clock.now(), wanted: null, problem: null });
  const tenants = await readTenants(source, run, mappings);
  const older = await findOlderRevisions(context, run, source, mappings, invoices, tenants);
  const groups = await groupMappings(context, run, mappings, invoices, older);
  const facts = factsOf(invoices, groups);
  if (groups.length === 0) facts.notes.push('No customer is mapped with sync on.');
  const world = await readWorld(context, run, source, groups, tenants);
  const read = await readInvoices(context, run, source, groups, world, facts);

  const planned = new Map<string, Set<string>>();
  /** The invoice that each agreement is planned from. */
  const due = new Map<string, string>();
  /** Agreements whose plan is there already, unchanged. */
  const known = new Set<string>();
  const ready = groups.filter(group => {
    const invoice = group.choice.next && read.get(group.choice.next.invoice.id);
    return invoice !== undefined && invoice !== null && wholeInvoiceHold(invoice, world.settings) === null;
  });
  const handfuls = Array.from({ length: Math.ceil(ready.length / HANDFUL) }, (_, at) =>
    ready.slice(at * HANDFUL, (at + 1) * HANDFUL),
  );
  const looked = oneAhead(handfuls, groups => lookAt(context, run, target, groups, world, read));
  for await (const handful of looked) {
    if (handful === null) continue;
    for await (const plan of planHandful(context, run, handful, world)) {
      due.set(plan.agreement.id, plan.invoice.id);
      if (!(await keep(plan))) {
        known.add(plan.agreement.id);
        continue;
      }
      const tenants = planned.get(plan.invoice.id) ?? new Set();
      for (const { id } of plan.tenants) tenants.add(id);
      planned.set(plan.invoice.id, tenants);
    }
  }
  for (const invoice of read.values())
    accountForOthers(run, invoice, mappings, groups, planned, known, world.settings, world.tenants, facts);
  const apart = { context, run, source, target, invoices, mappings, groups, world, facts };
  await planListedInvoices(apart, keep);
  await planDecidedLines(apart, due, keep);
  return facts;
}

/** Customers that have something to plan, with what the target holds of them. */
type Handful = {
  due: Gathered[];
  agreements: Agreement[];
  standing: StandingLine[];
  catalogue: Catalogue;
  /** Of each of those due, in their order. */
  charges: ChargeBook[];
};

async function lookAt(
  context: SyncContext,
  run: CustomersRun,
  target: Target,
  groups: readonly Group[],
  world: World,
  read: ReadonlyMap<string, ReadInvoice>,
): Promise<Handful | null> {
  const gathered = await Promise.all(groups.map(group => gather(context, run, group, read)));
  const due = gathered.filter(({ next, revised }) => next.why !== 'again' || run.afresh || revised);
  if (due.length === 0) return null;
  const ids = due.map(({ group }) => group.agreementId);
  const from = due.map(({ next }) => firstDay(next.invoice.month)).sort()[0]!;
  const [agreements, standing, catalogue] = await Promise.all([
    target.readAgreements([...new Set([...ids, ...chargeAgreementsOf(due.map(({ group }) => group))])]),
    target.readLines(ids, from),
    loadCatalogue(
      target,
      world.links,
      due.flatMap(one => unlinkedProducts(one, world)),
    ),
  ]);
  const onInvoices = due.map(({ group, next, lines }) => ({ group, invoice: next.invoice, lines }));
  const charges = await readCharges(context, run.workspaceId, target, onInvoices, agreements);
  return { due, agreements, standing, catalogue, charges };
}

async function* planHandful(
  context: SyncContext,
  run: CustomersRun,
  { due, agreements, standing, catalogue, charges }: Handful,
  world: World,
): AsyncGenerator<AgreementPlan> {
  const { db } = context;
  const lineOf = Map.groupBy(standing, line => line.agreementId);
  for (const [at, { group, next, invoice, tenants, lines, revised }] of due.entries()) {
    const { sourceAgreementId, strategy } = group.mappings[0]!;
    const { id, number, month, issued, status, currency, total } = next.invoice;
    const { plan, matches } = planAgreement({
      invoice: { id, number, month, issued, status, currency, hash: hashOf(lines) },
      tenants,
      lines,
      agreement: agreements.find(one => one.id === group.agreementId) ?? null,
      agreementId: group.agreementId,
      current: lineOf.get(group.agreementId) ?? [],
      catalogue,
      memory: await listMemories(db, run.workspaceId, group.agreementId),
      decisions: group.decisions,
      charges: charges[at]!,
      strategy,
      shadow: group.mappings.some(one => one.shadow),
      ownDaysUntil: next.ownDaysUntil,
      history: {
        first: group.applied.length === 0,
        revised,
        appliedAsIs: next.why === 'again' && !revised,
        previousCost: await previousCost(context, run, group, month),
      },
      total: total === null ? null : { header: total, lines: invoice.cost },
      reading: invoice.reading,
      agreementNumber: world.agreementNumbers.get(sourceAgreementId) ?? null,
      subscriptions: world.subscriptions,
      book: world.books.get(month)!,
      remembered: world.remembered,
      settings: world.settings,
    });
    await saveMatches(db, run.workspaceId, 'subscription', matches);
    yield plan;
  }
}

type Gathered = {
  group: Group;
  next: NonNullable<Group['choice']['next']>;
  invoice: ReadInvoice;
  tenants: PlannedTenant[];
  lines: CustomerLine[];
  /** The invoice was applied before with other lines. */
  revised: boolean;
};

/** A customer's lines of the invoice it works on, and whether they are the ones that were applied before. */
async function gather(
  { db }: SyncContext,
  run: CustomersRun,
  group: Group,
  read: ReadonlyMap<string, ReadInvoice>,
): Promise<Gathered> {
  const next = group.choice.next!;
  const invoice = read.get(next.invoice.id)!;
  const mappings = group.mappings.filter(one => one.startMonth <= next.invoice.month);
  const ids = mappings.map(one => one.tenantId);
  const lines = await listTenantLines(db, run.workspaceId, invoice.revisionId, ids);
  const tenants = mappings.map((mapping): PlannedTenant => {
    const total = invoice.totals.find(one => one.tenantId === mapping.tenantId);
    return {
      id: mapping.tenantId,
      name: mapping.customerName,
      domain: mapping.tenantDomain,
      hash: hashOf(lines.filter(one => one.tenantId === mapping.tenantId)),
      lines: total?.lines ?? 0,
      cost: total?.cost ?? '0',
    };
  });
  const applied = group.applied.filter(one => one.invoiceId === next.invoice.id);
  const revised = applied.some(one =>
    tenants.some(({ id, hash }) => id === one.tenantId && hash !== one.hash),
  );
  return { group, next, invoice, tenants, lines, revised };
}

/** Products of these lines that have no item yet, as far as they are on the price list. */
function unlinkedProducts({ lines, next }: Gathered, world: World): Product[] {
  const { remembered, links } = world;
  const book = world.books.get(next.invoice.month)!;
  return lines.flatMap(({ line }) => {
    const known = remembered.subscriptions.get(line.subscriptionId ?? '');
    if (known !== undefined && links.has(known)) return [];
    const match = matchProduct(
      line,
      world.subscriptions.get(line.subscriptionId ?? ''),
      book,
      remembered,
      key => links.has(key),
    );
    return match?.product ? [match.product] : [];
  });
}

/** Supplier cost of the customer's last applied invoice before `month`; null when there was none. */
async function previousCost(
  { db }: SyncContext,
  run: CustomersRun,
  group: Group,
  month: string,
): Promise<string | null> {
  const earlier = group.applied
    .filter(one => one.month < month)
    .sort((a, b) => a.month.localeCompare(b.month))
    .at(-1);
  const revision = earlier && (await findLatestRevision(db, run.workspaceId, earlier.invoiceId));
  if (!revision) return null;
  const tenantIds = group.mappings.map(one => one.tenantId);
  const totals = await listTenantTotals(db, run.workspaceId, revision.revisionId, tenantIds);
  return sum(totals.map(one => one.cost));
}
