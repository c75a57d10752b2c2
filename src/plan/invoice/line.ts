import type { DateText, Month } from '../numbers/calendar.ts';
import type { Decimal } from '../numbers/decimal.ts';

/** One row of an invoice, as the source wrote it. Amounts before tax, in the invoice's currency, unrounded. */
export type Line = {
  /** Stable over re-reads of an unchanged file: invoice id + hash of the row's content + ordinal among equal rows. */
  key: string;
  /** Row of the file for messages to people; the header is row 1. */
  row: number;
  subscriptionId: string | null;
  domain: string | null;
  customerName: string | null;
  agreementNumber: string | null;
  offerName: string;
  description: string;
  /** Calendar dates in the offset given; whether `to` is inclusive is settled per file (rules 4.3). */
  from: DateText;
  to: DateText;
  quantity: Decimal;
  unitCost: Decimal;
  unitPrice: Decimal | null;
  /** Billed share of the month; null when the file does not say. */
  ratio: Decimal | null;
  /** The truth for money: what the distributor charges for this line. Negative for a credit. */
  cost: Decimal;
  price: Decimal | null;
  term: Term | null;
  billing: Billing | null;
  sku: string | null;
  productId: string | null;
  currency: string | null;
};

/** Commitment as an ISO 8601 duration: `P1M`, `P1Y`, `P3Y`. */
export type Term = string;
export type Billing = 'monthly' | 'annual' | 'triennial' | 'one-time';

/** What the price list sells. `key` is the product key of rules section 2. Cost and price per unit, excluding tax. */
export type Product = {
  key: string;
  productId: string;
  sku: string | null;
  name: string;
  description: string;
  term: Term | null;
  billing: Billing | null;
  usage: boolean;
  trial: boolean;
  /** Partner buy price. */
  cost: Decimal;
  /** Recommended retail price. */
  price: Decimal;
};

export type Subscription = {
  id: string;
  tenantId: string;
  productId: string;
  productName: string;
  quantity: Decimal;
  status: 'active' | 'suspended' | 'cancelled' | 'other';
  /** PRISM's own word, for messages. */
  statusWord: string;
  usage: boolean;
  term: Term | null;
  billing: Billing | null;
};

export type Tenant = {
  id: string;
  agreementId: string;
  domain: string | null;
  customerId: string;
  customerName: string;
  active: boolean;
  subscriptions: Subscription[];
};

/** A contract agreement of the partner with the distributor. */
export type SourceAgreement = { id: string; name: string; program: string; number: string | null };

export type InvoiceKind = 'standard' | 'annual' | 'credit' | 'adjustment' | 'one-off';
export type InvoiceStatus = 'draft' | 'pending' | 'approved' | 'paid' | 'void' | 'unknown';

export type Invoice = {
  id: string;
  number: string | null;
  agreementId: string | null;
  program: string;
  /** null: the source does not say; decided by content (rules 3). */
  kind: InvoiceKind | null;
  status: InvoiceStatus;
  /** The usage month: the billing period, not the month of issue. */
  month: Month;
  issued: DateText | null;
  currency: string | null;
  /** Total before tax in the header, when there is one; checked against the lines. */
  total: Decimal | null;
};

/**
 * The product key of rules section 2: `<sku>` for monthly term and billing (and where the term is not known),
 * `P1Y:M:<sku>` for an annual term billed monthly, `P1Y:A:<sku>` for annual billed annually, others likewise.
 */
export function productKey(sku: string, term: Term | null, billing: Billing | null): string {
  const motion = motionOf(term, billing);
  return motion === 'P1M:M' ? sku : `${motion}:${sku}`;
}

/** Billing motion `<term>:<M|A|T|O>`; an unknown term or plan counts as monthly. */
export function motionOf(term: Term | null, billing: Billing | null): string {
  const letters: Record<Billing, string> = { monthly: 'M', annual: 'A', triennial: 'T', 'one-time': 'O' };
  return `${term ?? 'P1M'}:${letters[billing ?? 'monthly']}`;
}
