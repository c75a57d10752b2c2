/** What became of one customer's plan: its stored value and the ledger's last word on each change. */
import type { LinePlan } from '../agreement/agreement-line.ts';
import { standingOf } from '../agreement-plan.ts';
import type { Adjust } from '../change.ts';
import { sum } from '../numbers/decimal.ts';
import { quantityOn } from '../numbers/timeline.ts';
import type { AgreementPlan } from '../plan.ts';
import { type Hold, type Problem, type Standing, worst } from '../standing.ts';
import { tieOut } from '../tieout.ts';
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
  const itemOf = (line: LinePlan) => plan.items.find(item => item.productKey === line.productKey);
  const lines = plan.lines.map(line => {
    const item = itemOf(line);
    return reportLine(
      line,
      plan,
      [...(item ? [item.key] : []), ...line.changes.map(change => change.key)],
      byKey,
      stored.state === 'applied' || stored.state === 'undone',
    );
  });
  const standings = new Map(lines.map(line => [line.productKey, line]));
  const entries = plan.entries.map(({ keys: _, ...entry }) => {
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
    waiting: stored.state === 'proposed',
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
    case 'busy':
      return 'Autotask was too busy to take it. Press Retry failed in a while.';
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
  if (state === 'proposed' || state === 'shadow' || state === 'preview') return 'Waiting for approval';
  if (state === 'approved' || state === 'applying') return 'Running';
  const warned =
    report.lines.some(line => line.warnings.length > 0 || line.holds.length > 0 || line.drift !== null) ||
    report.warnings.length > 0 ||
    report.doubleBilling.length > 0 ||
    report.holds.length > 0;
  if (warned || standing === 'held') return 'Warning';
  return report.lines.some(line => line.changes.length > 0) ? 'Success' : 'No Change';
}
