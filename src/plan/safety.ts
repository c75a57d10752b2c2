/**
 * Whether a person has to look before anything is written (rules 7).
 *
 * | unsafe                                                                                            |
 * | -------------------------------------------------------------------------------------------------- |
 * | more than 20 % of the customer's seats move, and at least 10                                       |
 * | the customer's money moves by more than 20 % against its previous invoice                          |
 * | a line goes to zero without a cancellation (usage aside)                                           |
 * | a unit price doubles or halves                                                                     |
 * | more than 25 new lines                                                                             |
 * | possible double billing                                                                            |
 * | the invoice's total differs from its lines                                                         |
 */
import type { LinePlan } from './agreement/agreement-line.ts';
import {
  absolute,
  big,
  compare,
  type Decimal,
  isZero,
  multiply,
  plain,
  subtract,
  whole,
} from './numbers/decimal.ts';
import type { ProgramSettings, SafetyLimits } from './settings.ts';

export type SafetyFacts = {
  lines: readonly LinePlan[];
  doubleBilling: readonly string[];
  /** Supplier cost of this invoice and of the one before it, for this customer; null when there was none. */
  cost: Decimal;
  previousCost: Decimal | null;
  /** What the invoice's header claims in total and what its lines add up to; null when the header does not say. */
  total: { header: Decimal; lines: Decimal } | null;
};

export function unsafeReasons(facts: SafetyFacts, limits: SafetyLimits): string[] {
  const reasons: string[] = [];
  const seatLines = facts.lines.filter(line => line.kind === 'seat');
  const before = seatLines.reduce((total, line) => total + line.seats.before, 0);
  const moved = seatLines.reduce((total, line) => total + Math.abs(line.seats.after - line.seats.before), 0);
  if (
    moved >= limits.seats &&
    before > 0 &&
    compare(whole(moved), multiply(limits.share, whole(before))) > 0
  ) {
    reasons.push(`${moved} of ${before} seats move`);
  }
  if (facts.previousCost !== null && !isZero(facts.previousCost)) {
    const change = absolute(subtract(facts.cost, facts.previousCost));
    if (compare(change, multiply(limits.share, absolute(facts.previousCost))) > 0) {
      reasons.push(
        `the invoice costs ${big(facts.cost).toFixed(2)}, the one before it ${big(facts.previousCost).toFixed(2)}`,
      );
    }
  }
  for (const line of facts.lines) {
    if (line.goesToZero === 'uncancelled')
      reasons.push(`${line.productName} goes to zero without a cancellation`);
    for (const { from, to } of line.kind === 'usage' ? [] : line.reprices) {
      if (jumps(from, to, limits.priceFactor))
        reasons.push(`the price of ${line.productName} goes from ${from} to ${to}`);
    }
  }
  const fresh = facts.lines.filter(line => line.lineId === null && line.changes.length > 0).length;
  if (fresh > limits.newLines) reasons.push(`${fresh} new lines`);
  reasons.push(...facts.doubleBilling);
  if (
    facts.total !== null &&
    compare(absolute(subtract(facts.total.header, facts.total.lines)), '0.05') > 0
  ) {
    reasons.push(
      `the invoice says ${big(facts.total.header).toFixed(2)} in total, its lines add up to ${big(facts.total.lines).toFixed(2)}`,
    );
  }
  return reasons;
}

function jumps(from: Decimal, to: Decimal, factor: Decimal): boolean {
  if (isZero(from) || isZero(to)) return !isZero(plain(big(from).minus(to)));
  return compare(to, multiply(from, factor)) >= 0 || compare(from, multiply(to, factor)) >= 0;
}

export type ApprovalFacts = {
  hasChanges: boolean;
  /** Charges, in words: each is looked at by a person. */
  charges: readonly string[];
  unsafe: readonly string[];
  /** Nothing was ever applied for this customer. */
  first: boolean;
  /** Lines that stood there before us. */
  adopts: readonly string[];
  /** The invoice was applied before, with other content. */
  revised: boolean;
  /** The invoice was applied before as it is, and hands changed lines since. */
  driftAfterApplied: readonly string[];
  /** An older invoice applied to its own days. */
  older: boolean;
};

/** Why this plan waits for a person; empty when it may be written at once. */
export function approvalReasons(facts: ApprovalFacts, policy: ProgramSettings['approval']): string[] {
  if (!facts.hasChanges) return [];
  const always: string[] = [
    ...facts.charges,
    ...(facts.revised ? ['the invoice was revised after it had been applied'] : []),
    ...(facts.older ? ['an older invoice is applied to its own days'] : []),
    ...facts.driftAfterApplied.map(name => `${name} was changed by hand since this invoice was applied`),
  ];
  if (policy === 'never') return always;
  const careful = [
    ...(facts.first ? ["this customer's first plan"] : []),
    ...facts.adopts.map(name => `${name} stood on the contract before; its quantity is set to the invoice's`),
    ...facts.unsafe,
  ];
  const reasons = [...always, ...careful];
  return policy === 'always' && reasons.length === 0 ? ['every plan is approved by a person'] : reasons;
}
