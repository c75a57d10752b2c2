import type { DateText } from './numbers/calendar.ts';
import type { Decimal } from './numbers/decimal.ts';

/** What the target holds, in neutral words: the *current* side of every comparison. */

/** An agreement (Autotask: contract). Dates inclusive. */
export type Agreement = {
  id: string;
  companyId: string;
  companyName: string | null;
  name: string;
  /** Only recurring agreements carry services by the month. */
  recurring: boolean;
  /** The target's own word for its kind, e.g. `Fixed Price`. */
  kindWord: string;
  /** Single charges may be put on it. */
  takesCharges: boolean;
  active: boolean;
  /** The billing period; only `monthly` can be planned onto. */
  period: 'monthly' | 'quarterly' | 'semi-annual' | 'yearly' | 'unknown';
  from: DateText;
  to: DateText;
};

/** A run of days with a number of units on an agreement line, as the target keeps it. Dates inclusive. */
export type UnitRow = {
  from: DateText;
  to: DateText;
  units: number;
  /** Amounts of the whole row, not per unit; rounded by the target. */
  cost: Decimal | null;
  price: Decimal | null;
  /** Approved and posted: frozen for ever. */
  posted: boolean;
};

/** One catalogue item standing on one agreement, with its unit rows. */
export type StandingLine = {
  id: string;
  agreementId: string;
  itemId: string;
  itemName: string;
  itemSku: string | null;
  /** Per unit, excluding tax, in the customer's currency. */
  unitPrice: Decimal;
  /** null: not readable with our rights. */
  unitCost: Decimal | null;
  rows: UnitRow[];
};

/** A catalogue item (Autotask: service). */
export type Item = {
  id: string;
  name: string;
  active: boolean;
  unitPrice: Decimal;
  /** null: not readable with our rights. */
  unitCost: Decimal | null;
  sku: string | null;
};

/** A charge on an agreement that carries our mark. */
export type StandingCharge = {
  id: string;
  agreementId: string;
  mark: string;
  name: string;
  date: DateText;
  /** In full; null: not readable with our rights. */
  cost: Decimal | null;
  price: Decimal;
  /** Posted: it cannot be changed or taken back any more. */
  billed: boolean;
};
