/** What became of one customer's plan: its stored value and the ledger's last word on each change. */
import type { LinePlan } from '../agreement/agreement-line.ts';
import { standingOf } from '../agreement-plan.ts';
import type { Adjust } from '../change.ts';
import { sum } from '../numbers/decimal.ts';
import { quantityOn } from '../numbers/timeline.ts';
import type { AgreementPlan } from '../plan.ts';
import { type Standing, worst } from '../standing.ts';
import { tieOut } from '../tieout.ts';
import { reportCharge } from './charge.ts';
import { failedInWriting, heldInWriting, IN_FLIGHT } from './in-writing.ts';
import type { CustomerReport, Decided, LineReport, Outcome, Result } from './reports.ts';

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
  const ended = stored.state === 'applied' || stored.state === 'undone';
  const charges = plan.charges.map(charge => reportCharge(charge, byKey.get(charge.key), ended));
  const chargeOf = new Map(charges.map(charge => [charge.key, charge]));
  const itemOf = (line: LinePlan) => plan.items.find(item => item.productKey === line.productKey);
  const lines = plan.lines.map(line => {
    const item = itemOf(line);
    return reportLine(
      line,
      plan,
      [...(item ? [item.key] : []), ...line.changes.map(change => change.key)],
      byKey,
      ended,
    );
  });
  const standings = new Map(
    lines.filter(line => !isCharged(line)).map(line => [line.productKey, line] as const),
  );
  const entries = plan.entries.map(({ keys: _, charge, ...entry }) => {
    const its = charge === undefined ? standings.get(entry.productKey ?? '') : chargeOf.get(charge);
    return its ? { ...entry, standing: its.standing, reason: its.reason } : entry;
  });
  for (const line of lines.filter(isCharged)) {
    const mine = entries.filter(({ productKey }) => productKey === line.productKey);
    line.standing = worst(mine.map(({ standing }) => standing));
    line.reason = mine.find(({ standing }) => standing === line.standing)?.reason ?? null;
  }
  const report = {
    planId: stored.id,
    checksum: plan.checksum,
    agreementId: plan.agreement.id,
    agreementName: plan.agreement.name,
    companyName: plan.agreement.companyName,
    tenants: plan.tenants,
    invoice: plan.invoice,
    waiting: stored.state === 'proposed',
    shadow: plan.shadow,
    asks: plan.asks,
    created: plan.items.filter(item => byKey.get(item.key)?.state === 'confirmed').map(item => item.name),
    lines,
    charges,
    charged: plan.charged,
    apart: plan.apart ?? null,
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

/** Billed by contract charges, not on its line. */
const isCharged = ({ exclusions }: Pick<LineReport, 'exclusions'>): boolean =>
  exclusions.some(({ reason }) => reason === 'charged');

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
    problems: [...line.problems, ...(bad ? [failedInWriting(line.productName, bad)] : [])],
    exclusions: line.exclusions,
    warnings: line.warnings,
    notes: line.notes,
    drift: line.drift,
  };
}

/** A line that was written stands by its worst part: a held price, days given up, else applied (rules 9). */
function afterWriting(line: LinePlan): { standing: Standing; reason: string | null } {
  const [hold] = line.holds;
  if (hold) return { standing: 'held', reason: hold.reason };
  const [exclusion] = line.exclusions;
  return exclusion
    ? { standing: 'excluded', reason: exclusion.reason }
    : { standing: 'applied', reason: null };
}

function customerResult(report: Omit<CustomerReport, 'result'>, state: Decided): Result {
  if (report.lines.length === 0 && report.entries.length === 0) return 'Failure';
  const standing = worst(report.entries.map(entry => entry.standing));
  const failed =
    report.problems.length > 0 ||
    standing === 'failed' ||
    report.charges.some(charge => charge.standing === 'failed') ||
    report.lines.some(line => line.standing === 'failed');
  if (state === 'rejected') return 'Rejected';
  if (state === 'expired' || state === 'replaced') return 'Expired';
  if (failed) return 'Failure';
  if (state === 'proposed' || state === 'shadow' || state === 'preview') return 'Waiting for approval';
  if (state === 'approved' || state === 'applying') return 'Running';
  const warned =
    report.lines.some(line => line.warnings.length > 0 || line.holds.length > 0 || line.drift !== null) ||
    report.warnings.length > 0 ||
    report.doubleBilling.length > 0 ||
    report.holds.length > 0 ||
    report.charges.some(charge => charge.holds.length > 0);
  if (warned || standing === 'held') return 'Warning';
  const wrote = report.lines.some(line => line.changes.length > 0) || report.charges.length > 0;
  return wrote ? 'Success' : 'No Change';
}
