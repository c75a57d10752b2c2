import type { Money } from '../change.ts';
import type { Agreement, StandingCharge } from '../current.ts';

/** A charge that was made and seen: by which run, when, of how much. */
export type MadeCharge = {
  run: number;
  at: Date;
  name: string;
  money: Money;
  invoiceId: string;
  tenantId: string;
  /** null: of an invoice line. */
  productKey: string | null;
};

/** What is known of a customer's charges before it is planned. */
export type ChargeBook = {
  /** Where each tenant's charges go; `agreement` null: it does not exist any more. */
  agreements: ReadonlyMap<string, { id: string; agreement: Agreement | null }>;
  /** Those that stand in the target, by mark. */
  standing: ReadonlyMap<string, readonly StandingCharge[]>;
  /** Those that we made last, by mark, whether they still stand or not. */
  made: ReadonlyMap<string, MadeCharge>;
  /** When a plan of it was rejected last, by mark. */
  rejected: ReadonlyMap<string, Date>;
};

export const NO_CHARGES: ChargeBook = {
  agreements: new Map(),
  standing: new Map(),
  made: new Map(),
  rejected: new Map(),
};
