/**
 * What became of each invoice line of a plan: the account it stands in and why, its agreement line, and the changes
 * that were made for it. The money itself is the invoice line's own; here is only which lines they are.
 */
import type { Change } from '../change.ts';
import type { AgreementPlan, ProductPlan } from '../plan.ts';
import type { Entry, Standing } from '../standing.ts';
import { reportCustomer } from '../tally/customer.ts';
import type { ChargeReport, CustomerReport, Decided, LineReport } from '../tally/reports.ts';
import { type ChangeEvidence, changeEvidence, type LedgerRow } from './change-evidence.ts';
import { whyOfLine } from './reasons.ts';

/** Invoice lines that share one fate. */
export type Placement = {
  /** The lines' keys. */
  keys: readonly string[];
  standing: Standing;
  reason: string | null;
  /** Why, in one sentence. */
  says: string;
  /** The agreement line; null: they are in none. */
  line: { productKey: string; productName: string; itemId: string | null; lineId: string | null } | null;
  /** Keys of the changes made for them, in the order in which they are written. */
  changes: string[];
};

export type PlanEvidence = {
  placements: Placement[];
  changes: ChangeEvidence[];
  /** Changes that no invoice line asked for: of what is not on the invoice any more, of the catalogue, of an undo. */
  alone: string[];
};

export function agreementEvidence(
  plan: AgreementPlan,
  stored: { id: string; state: Decided },
  rows: readonly LedgerRow[],
): PlanEvidence {
  const report = reportCustomer(plan, stored, rows);
  const all = [...plan.items, ...plan.lines.flatMap(line => line.changes), ...plan.charges];
  const placements = plan.entries.map((entry, at) =>
    placementOf(entry, report.entries[at]!, { plan, state: stored.state, report, all, rows }),
  );
  return told(placements, all, rows);
}

export const productEvidence = (plan: ProductPlan, rows: readonly LedgerRow[]): PlanEvidence =>
  told(
    [],
    plan.products.flatMap(({ outcome }) =>
      outcome.kind === 'create' || outcome.kind === 'reprice' ? [outcome.change] : [],
    ),
    rows,
  );

function told(placements: Placement[], all: readonly Change[], rows: readonly LedgerRow[]): PlanEvidence {
  const byKey = new Map(rows.map(row => [row.changeKey, row]));
  const placed = new Set(placements.flatMap(({ changes }) => changes));
  return {
    placements,
    changes: all.map(change => changeEvidence(change, byKey.get(change.key))),
    alone: all.flatMap(({ key }) => (placed.has(key) ? [] : [key])),
  };
}

type Around = {
  plan: AgreementPlan;
  state: Decided;
  report: CustomerReport;
  all: readonly Change[];
  rows: readonly LedgerRow[];
};

function placementOf(planned: Entry, { standing, reason }: Entry, around: Around): Placement {
  const { plan, report, all, rows } = around;
  const { keys = [], productKey, charge } = planned;
  const line = plan.lines.find(one => one.productKey === productKey);
  const told =
    report.charges.find(({ key }) => key === charge) ??
    report.lines.find(one => one.productKey === productKey);
  const mine = all.filter(change => isFor(change, productKey, keys));
  const ids = rows.findLast(row => row.itemId !== null && mine.some(({ key }) => key === row.changeKey));
  const finding = told ? findingOf(told, standing, reason) : ownFinding(planned, plan);
  return {
    ...{ keys, standing, reason },
    says: finding ?? whyOfLine(standing, reason, around.state),
    line: line
      ? {
          ...{ productKey: line.productKey, productName: line.productName },
          itemId: ids?.itemId ?? line.itemId,
          lineId: ids?.lineId ?? line.lineId,
        }
      : null,
    changes: mine.map(({ key }) => key),
  };
}

/** Whether a change was made for these lines: by their agreement line, or by the lines that a charge is of. */
function isFor(change: Change, productKey: string | null, keys: readonly string[]): boolean {
  if (change.kind === 'charge') return change.source.lines.some(key => keys.includes(key));
  return change.productKey === productKey;
}

/** What is said of the agreement line or charge that fits where it stands. */
function findingOf(
  { holds, problems, ...told }: LineReport | ChargeReport,
  standing: Standing,
  reason: string | null,
): string | undefined {
  if (standing === 'failed') {
    const [said] = problems.map(({ says, words }) => [says, ...(words === null ? [] : [words])].join(': '));
    return said;
  }
  const exclusions = 'exclusions' in told ? told.exclusions : [];
  const findings = standing === 'held' ? holds : standing === 'excluded' ? exclusions : [];
  return (findings.find(one => one.reason === reason) ?? findings[0])?.says;
}

/** Of a line in no agreement line: each has its own finding, in the order of the accounts. */
function ownFinding(entry: Entry, plan: AgreementPlan): string | undefined {
  const { entries, holds, problems, exclusions } = plan;
  const findings = { held: holds, failed: problems, excluded: exclusions }[entry.standing as 'held'] ?? [];
  const alike = entries.filter(
    ({ productKey, standing }) => productKey === null && standing === entry.standing,
  );
  const named = holds.find(({ subject }) => subject !== undefined && entry.keys?.includes(subject));
  return (named ?? findings[alike.indexOf(entry)])?.says;
}
