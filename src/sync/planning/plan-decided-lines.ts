/**
 * Plans of contract charges alone, of single lines and usage of applied invoices that somebody decided to charge and that
 * this run does not plan again: others were applied since, or the timetable asks.
 */
import type { LineDraft } from '../../plan/agreement/agreement.ts';
import { standingTimeline } from '../../plan/agreement/agreement-line.ts';
import { NO_CHARGES } from '../../plan/charges/charge-book.ts';
import { decidedMarks } from '../../plan/charges/decided-marks.ts';
import { isSince } from '../../plan/charges/place-charge.ts';
import { planCharges } from '../../plan/charges/plan-charges.ts';
import type { Decision } from '../../plan/decision.ts';
import { type CustomerLine, draftLines } from '../../plan/invoice/drafts.ts';
import { productBook } from '../../plan/invoice/join.ts';
import type { Invoice } from '../../plan/invoice/line.ts';
import { firstDay, lastDay } from '../../plan/numbers/calendar.ts';
import { subtract, sum } from '../../plan/numbers/decimal.ts';
import { stretchesBetween } from '../../plan/numbers/timeline.ts';
import type { AgreementPlan } from '../../plan/plan.ts';
import type { Mapping } from '../../plan/settings.ts';
import { listMadeCharges, listRejectedCharges } from '../../store/charges.ts';
import { findLatestRevision, listTenantLines } from '../../store/invoices.ts';
import type { Group } from './choose-invoices.ts';
import { type Apart, isIdle, type Keep, plannedInvoice, plannedTenant } from './plan-apart.ts';
import { chargeAgreementsOf, readCharges } from './read-charges.ts';

/** @param planned the invoices planned in this run, by agreement */
export async function planDecidedLines(
  apart: Apart,
  planned: ReadonlyMap<string, string>,
  keep: Keep,
): Promise<void> {
  for (const group of apart.groups) {
    const decided = group.decisions.filter(({ choice }) => choice === 'bill-as-charge');
    const months = new Set(decided.map(({ month }) => month));
    const invoiceIds = group.applied
      .filter(({ month, invoiceId }) => months.has(month) && planned.get(group.agreementId) !== invoiceId)
      .map(({ invoiceId }) => invoiceId);
    for (const invoiceId of new Set(invoiceIds)) {
      const plan = await planOf(apart, group, invoiceId);
      if (plan && !isIdle(plan) && (await keep(plan))) account(plan, apart);
    }
  }
}

async function planOf(apart: Apart, group: Group, invoiceId: string): Promise<AgreementPlan | null> {
  const { context, run, target, world } = apart;
  const { db } = context;
  const { agreementId } = group;
  const revision = await findLatestRevision(db, run.workspaceId, invoiceId);
  if (!revision) return null;
  const { invoice, revisionId } = revision;
  const tenantIds = group.mappings.map(({ tenantId }) => tenantId);
  const all = await listTenantLines(db, run.workspaceId, revisionId, tenantIds);
  const open = await openDecisions(apart, group, invoice, all);
  const wanted = new Set(open.map(({ subject }) => subject));
  const keys = new Set(open.flatMap(({ productKey }) => productKey ?? []));
  const usage = usageOf(apart, group, invoice, all).filter(({ productKey }) => keys.has(productKey));
  const used = new Set(usage.flatMap(({ spans }) => spans.flatMap(span => span.lines)));
  const lines = all.filter(({ line }) => wanted.has(line.key));
  if (lines.length === 0 && usage.length === 0) return null;
  const agreements = await target.readAgreements([...new Set([agreementId, ...chargeAgreementsOf([group])])]);
  const agreement = agreements.find(({ id }) => id === agreementId) ?? null;
  const [charges] = await readCharges(
    context,
    run.workspaceId,
    target,
    [{ group, invoice, lines: all }],
    agreements,
  );
  const [{ sourceAgreementId, strategy }] = group.mappings as [Mapping];
  const mine = all.filter(({ line }) => wanted.has(line.key) || used.has(line.key));
  return planCharges({
    invoice: plannedInvoice(invoice, all),
    apart: 'lines',
    tenants: group.mappings.map(mapping => plannedTenant(mapping, mine)),
    ...{ lines, usage, agreement, agreementId, strategy, decisions: group.decisions },
    charges: charges ?? NO_CHARGES,
    billed: await billedProducts(apart, agreementId, invoice, usage),
    agreementNumber: world.agreementNumbers.get(sourceAgreementId) ?? null,
    settings: world.settings,
    shadow: group.mappings.some(one => one.shadow),
  });
}

/** Those since which no charge was made, and none rejected. */
async function openDecisions(
  { context, run }: Apart,
  group: Group,
  invoice: Invoice,
  lines: readonly CustomerLine[],
): Promise<Decision[]> {
  const [made, rejected] = await Promise.all([
    listMadeCharges(context.db, run.workspaceId, [invoice.id]),
    listRejectedCharges(context.db, run.workspaceId, [invoice.id]),
  ]);
  const of = {
    tenantIds: group.mappings.map(({ tenantId }) => tenantId),
    lineKeys: lines.map(({ line }) => line.key),
  };
  return group.decisions.filter(decision =>
    decidedMarks([decision], invoice, of).some(
      mark => isSince(decision, made.get(mark)?.at) && isSince(decision, rejected.get(mark)),
    ),
  );
}

function usageOf(
  { world }: Apart,
  group: Group,
  invoice: Invoice,
  lines: readonly CustomerLine[],
): LineDraft[] {
  const { month } = invoice;
  const [{ sourceAgreementId, strategy }] = group.mappings as [Mapping];
  const { settings, subscriptions, remembered, links } = world;
  const drafts = draftLines(lines, {
    ...{ month, reading: 'inclusive', subscriptions, remembered, decisions: [], settings },
    agreementNumber: world.agreementNumbers.get(sourceAgreementId) ?? null,
    book: productBook(world.products),
    linked: key => Boolean(links.get(key)?.itemId),
    charging: { invoice, charges: NO_CHARGES, strategy, settings },
  });
  return [...drafts.drafts.values()].filter(({ kind }) => kind === 'usage');
}

/** Products whose agreement line has units in the invoice's month. */
async function billedProducts(
  { target, world }: Apart,
  agreementId: string,
  { month }: Invoice,
  usage: readonly LineDraft[],
): Promise<Set<string>> {
  if (usage.length === 0) return new Set();
  const range = { from: firstDay(month), to: lastDay(month) };
  const standing = await target.readLines([agreementId], range.from);
  const hasUnits = (productKey: string): boolean =>
    standing
      .filter(({ itemId }) => itemId === world.links.get(productKey)?.itemId)
      .some(line =>
        stretchesBetween(standingTimeline(line, range.from, range.to), range.from, range.to).some(
          ({ quantity }) => quantity !== 0,
        ),
      );
  return new Set(usage.map(({ productKey }) => productKey).filter(hasUnits));
}

/**
 * Its lines are accounted for by the plan. Where the run has the invoice's other lines too, they are none of these any
 * more; else the invoice stands among those of the run with these lines alone.
 */
function account({ invoice, tenants, entries }: AgreementPlan, { facts }: Apart): void {
  const { id, number, month, issued, status } = invoice;
  const known = facts.invoices.some(one => one.id === id);
  for (const tenant of tenants.filter(({ lines }) => lines > 0)) {
    const mine = entries.filter(({ tenantId }) => tenantId === tenant.id);
    const price = sum(mine.map(one => one.price));
    facts.others = facts.others.map(one =>
      one.invoiceId === id && one.tenantId === tenant.id
        ? {
            ...one,
            lines: one.lines - tenant.lines,
            ...{ cost: subtract(one.cost, tenant.cost), price: subtract(one.price, price) },
          }
        : one,
    );
  }
  if (known) return;
  const lines = tenants.reduce((total, tenant) => total + tenant.lines, 0);
  const cost = sum(tenants.map(tenant => tenant.cost));
  facts.invoices.push({ id, number, month, issued, status, lines, cost });
}
