/**
 * A run's evidence, a customer at a time: every line of its invoices once, with its account, agreement line, changes and
 * approval. Memory holds one customer, not the run.
 */
import type { ChangeEvidence } from '../../plan/evidence/change-evidence.ts';
import type { EvidenceRow, PlanHeading, ToldWhere } from '../../plan/evidence/evidence-row.ts';
import { agreementEvidence, type Placement, productEvidence } from '../../plan/evidence/plan-evidence.ts';
import { whyOfOther } from '../../plan/evidence/reasons.ts';
import type { Plan } from '../../plan/plan.ts';
import type { RunFacts } from '../../plan/tally/reports.ts';
import type { Database } from '../../store/database.ts';
import { findRevisionId, type KeyedLine, listLinesByKey, listUnmatchedPage } from '../../store/evidence.ts';
import { listIntents } from '../../store/intents.ts';
import { listTenantLines } from '../../store/invoices.ts';
import { getPlan, listPlans, type PlanHead } from '../../store/plans.ts';

/** Rows of one plan, or of a part of what is in none. */
export type EvidenceSection = {
  plan: PlanHeading | null;
  changes: ChangeEvidence[];
  rows: EvidenceRow[];
};

export type EvidenceOf = { workspaceId: string; run: number; facts: RunFacts; told: ToldWhere | null };

const TOGETHER = 2_000;

export async function* readEvidence(db: Database, of: EvidenceOf): AsyncGenerator<EvidenceSection> {
  for (const head of await listPlans(db, of.workspaceId, of.run)) yield planSection(db, of, head);
  for (const other of of.facts.others) yield* otherSections(db, of, other);
}

async function planSection(db: Database, of: EvidenceOf, head: PlanHead): Promise<EvidenceSection> {
  const { workspaceId, run, told } = of;
  const { plan } = await getPlan(db, workspaceId, head.id);
  const ledger = await listIntents(db, workspaceId, head.id);
  const heading = headingOf(head, plan);
  const { placements, changes, alone } =
    plan.kind === 'agreement' ? agreementEvidence(plan, head, ledger) : productEvidence(plan, ledger);
  const byKey = new Map(changes.map(change => [change.key, change]));
  const common = { run, plan: heading, told, invoice: plan.kind === 'agreement' ? plan.invoice : null };
  const rows: EvidenceRow[] = [];
  for await (const { tenantId, line, place } of placed(db, of, plan, placements)) {
    const { keys: _, changes: made, ...where } = place;
    const customer = line.customerName ?? tenantName(plan, tenantId);
    const mine = made.map(key => byKey.get(key)!);
    rows.push({ ...common, line, tenantId, customer, place: where, changes: mine });
  }
  rows.sort((a, b) => a.line!.row - b.line!.row);
  for (const key of alone) {
    const customer = plan.kind === 'agreement' ? plan.tenants.map(({ name }) => name).join(', ') : null;
    rows.push({ ...common, line: null, tenantId: null, customer, place: null, changes: [byKey.get(key)!] });
  }
  return { plan: heading, changes, rows };
}

async function* placed(
  db: Database,
  { workspaceId, facts }: EvidenceOf,
  plan: Plan,
  placements: readonly Placement[],
): AsyncGenerator<KeyedLine & { place: Placement }> {
  if (plan.kind !== 'agreement') return;
  const { id: invoiceId } = plan.invoice;
  const hash = facts.invoices.find(({ id }) => id === invoiceId)?.hash ?? null;
  const places = new Map(placements.flatMap(place => place.keys.map(key => [key, place] as const)));
  const keys = [...places.keys()];
  const tenantIds = plan.tenants.map(({ id }) => id);
  for (let at = 0; at < keys.length; at += TOGETHER) {
    const some = keys.slice(at, at + TOGETHER);
    for (const one of await listLinesByKey(db, workspaceId, { invoiceId, hash, tenantIds, keys: some }))
      yield { ...one, place: places.get(one.line.key)! };
  }
}

const tenantName = (plan: Plan, tenantId: string | null): string | null =>
  (plan.kind === 'agreement' && plan.tenants.find(({ id }) => id === tenantId)?.name) || null;

const headingOf = (head: PlanHead, plan: Plan): PlanHeading => ({
  id: head.id,
  checksum: head.checksum,
  state: head.state,
  agreementId: plan.kind === 'agreement' ? plan.agreement.id : null,
  agreementName: plan.kind === 'agreement' ? plan.agreement.name : null,
  companyName: plan.kind === 'agreement' ? plan.agreement.companyName : null,
  decidedBy: head.decidedBy,
  decidedAt: head.decidedAt,
  decisionReason: head.reason,
});

/** Lines of a tenant that has no plan for its invoice, or of none. */
async function* otherSections(
  db: Database,
  { workspaceId, run, facts, told }: EvidenceOf,
  other: RunFacts['others'][number],
): AsyncGenerator<EvidenceSection> {
  const { invoiceId, tenantId, standing, reason } = other;
  const invoice = facts.invoices.find(({ id }) => id === invoiceId);
  const hash = invoice?.hash;
  const revisionId =
    hash === undefined ? undefined : await findRevisionId(db, workspaceId, { invoiceId, hash });
  if (!invoice || revisionId === undefined) return;
  const place = { standing, reason, says: whyOfOther(standing, other), line: null };
  const common = {
    run,
    invoice: { ...invoice, currency: null },
    tenantId,
    place,
    plan: null,
    changes: [],
    told,
  };
  for await (const lines of linesOf(db, workspaceId, revisionId, tenantId)) {
    const rows = lines.map(line => ({ ...common, line, customer: line.customerName ?? other.label }));
    yield { plan: null, changes: [], rows };
  }
}

async function* linesOf(db: Database, workspaceId: string, revisionId: string, tenantId: string | null) {
  if (tenantId !== null) {
    const found = await listTenantLines(db, workspaceId, revisionId, [tenantId]);
    yield found.map(({ line }) => line);
    return;
  }
  for (let after = ''; ; ) {
    const lines = await listUnmatchedPage(db, workspaceId, { revisionId, after, limit: TOGETHER });
    const last = lines.at(-1);
    if (!last) return;
    yield lines;
    after = last.key;
  }
}
