import type { Money } from './change.ts';
import type { DateText } from './numbers/calendar.ts';
import type { Decimal } from './numbers/decimal.ts';

/**
 * Where an invoice line's money stands (rules 9). A line is in exactly one account, the worst of its agreement line;
 * the order here is from worst to best.
 */
export const STANDINGS = ['failed', 'held', 'waiting', 'unmapped', 'excluded', 'applied', 'right'] as const;
export type Standing = (typeof STANDINGS)[number];

export const worst = (standings: Iterable<Standing>): Standing => {
  const found = new Set(standings);
  return STANDINGS.find(standing => found.has(standing)) ?? 'right';
};

/** Not written, and why. `money` is the supplier's cost and the retail price that wait with it, where it can be told. */
export type Hold = {
  reason: HoldReason;
  /** One sentence for people. */
  says: string;
  choices: Choice[];
  money: Money | null;
  /** What a choice about it has to name where a product key does not tell: an invoice line, subscription or item. */
  subject?: string;
  /** What `bill-as-charge` would make of it. */
  offer?: ChargeOffer;
};

/** The charge that somebody may choose, or why none can be made. */
export type ChargeOffer = { money: Money; agreementName: string; date: DateText };

export type HoldReason =
  | 'adjustment'
  | 'below-cost'
  | 'below-zero'
  | 'charge-differs'
  | 'charge-gone'
  | 'charged-twice'
  | 'credit'
  | 'currency'
  | 'dates-unclear'
  | 'drift'
  | 'fractional'
  | 'item-unknown'
  | 'missing-from-invoice'
  | 'month-unclear'
  | 'name-taken'
  | 'older'
  | 'one-off'
  | 'order-unclear'
  | 'outside-month'
  | 'overlap'
  | 'period-not-monthly'
  | 'posted'
  | 'same-date'
  | 'several-lines'
  | 'stale'
  | 'unmatched-line'
  | 'unsettled'
  | 'usage-grid'
  | 'usage-price';

/** What a person may decide about a hold or a failure; each is a function of `sync/decide.ts`. */
export type Choice =
  | 'adopt-item'
  | 'bill-as-charge'
  | 'check-again'
  | 'contract-days'
  | 'count-as-cancelled'
  | 'leave'
  | 'map-product'
  | 'mark-as-done'
  | 'next-open-period'
  | 'one-day-later'
  | 'own-days'
  | 'overwrite'
  | 'release'
  | 'skip-item';

/** Left out on purpose: by a setting, by a decision, by somebody's word. Never silent. */
export type Exclusion = {
  reason: ExclusionReason;
  says: string;
  money: Money | null;
  /** What may be chosen about it, if anything, as about what is held. */
  choices?: Choice[];
  subject?: string;
  offer?: ChargeOffer;
};
export type ExclusionReason =
  | 'azure-off'
  | 'before-start'
  | 'charged'
  | 'excluded'
  | 'left'
  | 'motion'
  | 'other-agreement'
  | 'outside-contract'
  | 'same-date'
  | 'posted'
  | 'skipped'
  | 'sync-off';

/** Could not be done. `says` is for people, `words` the target's own, shown beneath. */
export type Problem = {
  code: ProblemCode;
  says: string;
  remedy: string;
  words: string | null;
  choices: Choice[];
  /** As of what is held. */
  subject?: string;
};
export type ProblemCode =
  | 'agreement-gone'
  | 'agreement-unusable'
  | 'charge-agreement'
  | 'no-billing-code'
  | 'no-charge-code'
  | 'no-price'
  | 'outside-contract'
  | 'product-not-found'
  | 'refused'
  | 'stale';

/** The target's sentence for a day outside its contract, as the guide quotes it. */
export const OUTSIDE_CONTRACT =
  'ContractServiceAdjustment effectiveDate must be between the start date and end date of the Contract referenced by contractID.';

/** Supplier cost and retail money of a set of invoice lines that share one fate. Unrounded. */
export type Entry = {
  tenantId: string | null;
  productKey: string | null;
  /** What the invoice calls it. */
  label: string;
  lines: number;
  cost: Decimal;
  price: Decimal;
  standing: Standing;
  reason: string | null;
  /** In a plan: the key of the charge that bills them. */
  charge?: string;
  /** In a plan: the keys of those lines. */
  keys?: string[];
};
