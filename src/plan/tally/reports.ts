/** What is told of a run: to people in messages, lists and mails, and kept with it. */

import type { Drift } from '../agreement/line-history.ts';
import type { Money } from '../change.ts';
import type { InvoiceStatus } from '../invoice/line.ts';
import type { DateText, Month } from '../numbers/calendar.ts';
import type { Decimal } from '../numbers/decimal.ts';
import type { AgreementPlan, PlannedInvoice, PlannedTenant, ProductPlan } from '../plan.ts';
import type { Entry, Exclusion, Hold, Problem, Standing } from '../standing.ts';
import type { TieOut } from '../tieout.ts';

/** The guide's four results, and what a run or customer shows while people or machines are not done (rules 10). */
export type Result =
  | 'No Change'
  | 'Success'
  | 'Warning'
  | 'Failure'
  | 'Waiting for approval'
  | 'Rejected'
  | 'Expired'
  | 'Running';

/** What became of one change: the ledger's last word on it. */
export type Outcome = {
  changeKey: string;
  state: 'planned' | 'claimed' | 'sent' | 'confirmed' | 'unknown' | 'failed' | 'held';
  code: string | null;
  /** The target's own words. */
  words: string | null;
};

export type ChangeReport = {
  effective: DateText;
  delta: number;
  /** Units on that day before and after the change. */
  before: number;
  after: number;
  unitPrice: Decimal | null;
  unitCost: Decimal | null;
  done: boolean;
};

export type LineReport = {
  productKey: string;
  productName: string;
  standing: Standing;
  /** Why it stands there, in a word. */
  reason: string | null;
  seats: { before: number; after: number };
  changes: ChangeReport[];
  /** Supplier cost and retail of its invoice lines, unrounded. */
  invoiced: Money;
  bill: { before: Money; after: Money };
  holds: Hold[];
  problems: Problem[];
  exclusions: Exclusion[];
  warnings: string[];
  notes: string[];
  drift: Drift | null;
};

/** One contract charge, made or taken back. */
export type ChargeReport = {
  /** The change's. */
  key: string;
  kind: 'charge' | 'remove-charge';
  name: string;
  agreementName: string;
  date: DateText;
  money: Money;
  standing: Standing;
  reason: string | null;
  holds: Hold[];
  problems: Problem[];
};

export type CustomerReport = {
  planId: string;
  checksum: string;
  agreementId: string;
  agreementName: string;
  companyName: string | null;
  tenants: PlannedTenant[];
  invoice: PlannedInvoice;
  result: Result;
  /** Its plan waits for a person, whatever else is to be said of it. */
  waiting: boolean;
  shadow: boolean;
  asks: string[];
  /** Services made for it. */
  created: string[];
  lines: LineReport[];
  charges: ChargeReport[];
  /** What is billed by charges already, each one sentence. */
  charged: string[];
  /** Only charges, of an invoice that is not applied. */
  apart: NonNullable<AgreementPlan['apart']> | null;
  holds: (Hold & { label: string })[];
  problems: (Problem & { label: string })[];
  exclusions: (Exclusion & { label: string })[];
  warnings: string[];
  doubleBilling: string[];
  entries: Entry[];
  tie: TieOut;
};

export type ProductReport = {
  planId: string;
  checksum: string;
  result: Result;
  synced: number;
  failed: number;
  /** `waits`: held, a person has to choose. */
  products: (ProductPlan['products'][number] & { done: boolean; waits: boolean; problem: string | null })[];
  notes: string[];
};

/** What a run found besides its plans: invoices, money of customers without a plan, and what went wrong for all. */
export type RunFacts = {
  invoices: {
    id: string;
    number: string | null;
    month: Month;
    issued: DateText | null;
    status: InvoiceStatus;
    lines: number;
    /** Σ SubTotal of the lines in scope, unrounded. */
    cost: Decimal;
    /** Which revision of it was read: the hash of its lines. */
    hash?: string;
  }[];
  /** Accounts of tenants that have no plan for that invoice. */
  others: (Entry & { invoiceId: string })[];
  /** Credit notes, one-offs and adjustments: listed with their money, never applied by themselves. */
  heldInvoices: {
    id: string;
    number: string | null;
    month: Month;
    reason: Hold['reason'];
    total: Decimal | null;
  }[];
  /** Not approved yet, or older than what was applied, or next in line. */
  notNow: {
    number: string | null;
    month: Month;
    why: 'unapproved' | 'older' | 'waiting';
    customers: number;
    /** Whose it is. */
    agreementIds: string[];
  }[];
  problems: { code: string; says: string; remedy: string; words: string | null }[];
  notes: string[];
};

export const NO_FACTS: RunFacts = {
  invoices: [],
  others: [],
  heldInvoices: [],
  notNow: [],
  problems: [],
  notes: [],
};

export type Decided =
  | 'proposed'
  | 'approved'
  | 'applying'
  | 'applied'
  | 'undone'
  | 'rejected'
  | 'expired'
  | 'replaced'
  | 'shadow'
  | 'preview';

export type RunReport = {
  run: number;
  kind: 'customers' | 'products';
  result: Result;
  customers: CustomerReport[];
  products: ProductReport | null;
  facts: RunFacts;
  /** Also in the log. */
  reference: string;
};
