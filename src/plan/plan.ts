/**
 * A plan: one computation, stored whole, that preview, approval, apply and report all use (rules 7). Its checksum covers
 * what it would change and the current values it assumes; two plans with the same checksum do the same.
 */
import { createHash } from 'node:crypto';
import type { LinePlan } from './agreement/agreement-line.ts';
import type { ChargeChange, CreateItem, RepriceItem } from './change.ts';
import type { Agreement } from './current.ts';
import type { InvoiceStatus } from './invoice/line.ts';
import type { DateText, Month } from './numbers/calendar.ts';
import type { Decimal } from './numbers/decimal.ts';
import type { Entry, Exclusion, Hold, Problem } from './standing.ts';

export type PlannedInvoice = {
  id: string;
  number: string | null;
  month: Month;
  issued: DateText | null;
  status: InvoiceStatus;
  currency: string | null;
  /** Hash of this customer's lines, sorted; changes when the distributor revises them. */
  hash: string;
};

export type PlannedTenant = {
  id: string;
  name: string;
  domain: string | null;
  /** Of this tenant's lines, sorted. */
  hash: string;
  /** How many lines the file has for it and what they add up to (supplier cost, unrounded): counted apart from the plan. */
  lines: number;
  cost: Decimal;
};

/** A customer's month on one agreement. */
export type AgreementPlan = {
  kind: 'agreement';
  /** It takes back what that plan of that run wrote. */
  undoes?: { run: number; planId: string };
  /** Only charges: of an invoice that is listed, not applied, or of single lines of an applied one. */
  apart?: 'adjustment' | 'credit' | 'lines' | 'one-off';
  agreement: Agreement;
  tenants: PlannedTenant[];
  invoice: PlannedInvoice;
  /** Catalogue items its lines need, written first. */
  items: CreateItem[];
  lines: LinePlan[];
  /** Written last; always approved by a person. */
  charges: ChargeChange[];
  /** What is billed by charges already, each one sentence. */
  charged: string[];
  /** What concerns no single line: unmatched invoice lines, credits, the agreement itself. */
  holds: (Hold & { label: string })[];
  problems: (Problem & { label: string })[];
  exclusions: (Exclusion & { label: string })[];
  warnings: string[];
  /** Lines of services we do not know that look like an invoiced product. */
  doubleBilling: string[];
  /** Why a person has to look first; empty when nothing speaks against writing. */
  asks: string[];
  shadow: boolean;
  entries: Entry[];
  checksum: string;
};

/** What happens to one product of the price list. */
export type ProductOutcome =
  | { kind: 'create'; change: CreateItem }
  | { kind: 'reprice'; change: RepriceItem }
  | { kind: 'right'; itemId: string }
  | { kind: 'adopt'; itemId: string; itemName: string }
  | { kind: 'held'; hold: Hold }
  | { kind: 'excluded'; exclusion: Exclusion };

export type ProductPlan = {
  kind: 'products';
  products: {
    productKey: string;
    sku: string | null;
    name: string;
    itemName: string | null;
    outcome: ProductOutcome;
  }[];
  notes: string[];
  checksum: string;
};

export type Plan = AgreementPlan | ProductPlan;

/** What a plan would change and the current values it assumes, as it is stored. */
export function planChecksum(plan: Omit<AgreementPlan, 'checksum'> | Omit<ProductPlan, 'checksum'>): string {
  if (plan.kind === 'products') {
    return checksumOf(
      plan.products.flatMap(({ outcome }) =>
        outcome.kind === 'create' || outcome.kind === 'reprice' ? [outcome.change] : [],
      ),
    );
  }
  const { agreement, invoice, undoes, items, lines, charges } = plan;
  return checksumOf({
    agreement: agreement.id,
    invoice: [invoice.id, invoice.hash],
    undoes,
    changes: [...items, ...lines.flatMap(line => line.changes), ...charges],
    assumes: lines.map(line => [line.productKey, line.assumes]),
    leaves: lines.map(line => line.leaves),
  });
}

/** SHA-256 over the parts given, in hexadecimal. Keys in any order give the same, and so does what was stored. */
export function checksumOf(parts: unknown): string {
  const text = JSON.stringify(sorted(parts));
  return createHash('sha256')
    .update(/\\u(0000|d[89a-f])/i.test(text) ? JSON.stringify(sorted(parts), kept) : text)
    .digest('hex');
}

/** The database keeps no NUL and no half of a surrogate pair: both are U+FFFD there. */
const kept = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\ufffd') : value;

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const fields = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.keys(fields)
      .sort()
      .map(key => [key, sorted(fields[key])]),
  );
}

/** Supplier cost of a set of entries, by account. */
export type Tally = { standing: Entry['standing']; lines: number; cost: Decimal; price: Decimal };
