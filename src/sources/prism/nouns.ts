/** PRISM's records as the nouns the rest of the program speaks of (PRISM reference D.5). Words, not numbers, are trusted. */

import {
  type Billing,
  type Invoice,
  type InvoiceKind,
  type InvoiceStatus,
  type Product,
  productKey,
  type SourceAgreement,
  type Subscription,
  type Tenant,
  type Term,
} from '../../plan/invoice/line.ts';
import { type Month, monthOf } from '../../plan/numbers/calendar.ts';
import { equal } from '../../plan/numbers/decimal.ts';
import * as schema from './schema.ts';
import { readBilling, readTerm, readTermOf } from './terms.ts';

/** @throws UnreadableRecord */
export function toTenant(value: unknown, agreementId: string, where: string): Tenant {
  const tenant = schema.readAs(schema.Tenant, value, where);
  return {
    id: tenant.TenantId,
    agreementId,
    domain: tenant.TenantDomain,
    customerId: tenant.CustomerId,
    customerName: tenant.CustomerName,
    active: tenant.TenantStatus === '' || /^active$/i.test(tenant.TenantStatus),
    subscriptions: tenant.Subscriptions.map(held => toSubscription(held, tenant.TenantId)),
  };
}

function toSubscription(held: schema.Subscription, tenantId: string): Subscription {
  return {
    id: held.SubscriptionId,
    tenantId,
    productId: held.ProductId,
    productName: held.ProductName ?? held.ProductId,
    quantity: held.Quantity,
    status: subscriptionStatus(held.Status),
    statusWord: held.Status,
    usage: /^usage/i.test(held.Unit ?? '') || /^azure$/i.test(held.DisplayTemplate ?? ''),
    term: readTermOf(held.TermDurationNumber || null, held.TermDurationUnit || null),
    billing: readBilling(held.BillingCycle),
  };
}

/** Only words known to mean an end count as one: seats are taken away on the strength of it. */
function subscriptionStatus(word: string): Subscription['status'] {
  if (/^active$/i.test(word)) return 'active';
  if (/^suspended$/i.test(word)) return 'suspended';
  return /^(cancell?ed|deleted)$/i.test(word) ? 'cancelled' : 'other';
}

/** @throws UnreadableRecord */
export function toProduct(value: unknown, where: string): Product {
  const product = schema.readAs(schema.Product, value, where);
  const perUnit = product.Qty != null && !equal(product.Qty, '1');
  const cost = perUnit ? (product.UnitPrice ?? product.Price) : (product.Price ?? product.UnitPrice);
  const price = perUnit
    ? (product.RetailUnitPrice ?? product.RetailPrice)
    : (product.RetailPrice ?? product.RetailUnitPrice);
  if (cost == null || price == null) {
    const field = cost == null ? 'Price' : 'RetailPrice';
    throw new schema.UnreadableRecord(`${where}.${field} is missing (${product.ProductName})`);
  }
  const term = onlyTerm(product.ProductFrequencies);
  const billing = readBilling(product.BillingCycleOptions) ?? onlyBilling(product.ProductFrequencies);
  return {
    key: productKey(product.ProductSku ?? product.ProductId, term, billing),
    productId: product.ProductId,
    sku: product.ProductSku,
    name: product.ProductName,
    description: product.ProductDescription ?? product.ProductShortDescription ?? '',
    term,
    billing,
    usage: /^usage/i.test(product.ProductUnit) || /^(azure|usage)$/i.test(product.ProductType),
    trial: product.IsTrialProduct ?? false,
    cost,
    price,
  };
}

const only = <T>(values: readonly (T | null)[]): T | null => {
  const distinct = new Set(values.filter(value => value !== null));
  return distinct.size === 1 ? ([...distinct][0] ?? null) : null;
};
const isLength = (text: string): boolean => /\d/.test(text);

/** `1 Year` among the frequencies is a term; two different ones say nothing about this product. */
const onlyTerm = (frequencies: readonly string[]): Term | null =>
  only(frequencies.filter(isLength).map(readTerm));
/** `Monthly` among them is a billing plan. */
const onlyBilling = (frequencies: readonly string[]): Billing | null =>
  only(frequencies.filter(text => !isLength(text)).map(readBilling));

/** @param said hears of words that are not in our tables @throws UnreadableRecord */
export function toInvoice(value: unknown, where: string, said: (note: string) => void): Invoice {
  const invoice = schema.readAs(schema.Invoice, value, where);
  return {
    id: invoice.InvoiceId,
    number: invoice.InvoiceNumber,
    agreementId: invoice.ContractAgreementId,
    program: invoice.ProgramName,
    kind: invoiceKind(invoice.InvoiceType, said),
    status: invoiceStatus(invoice.Status, said),
    month: usageMonth(invoice, where),
    issued: invoice.InvoiceDate ?? null,
    currency: invoice.Currency?.toUpperCase() ?? null,
    total: invoice.SubTotal ?? null,
  };
}

function usageMonth(invoice: schema.Invoice, where: string): Month {
  if (invoice.BillingPeriodStart != null) return monthOf(invoice.BillingPeriodStart);
  const year = invoice.UsageYear ?? '';
  const month = (invoice.UsageMonth ?? '').padStart(2, '0');
  if (/^20\d{2}$/.test(year) && /^(0[1-9]|1[0-2])$/.test(month)) return `${year}-${month}`;
  throw new schema.UnreadableRecord(
    `${where}.BillingPeriodStart is missing, and UsageYear and UsageMonth do not name a month`,
  );
}

const KINDS: [RegExp, InvoiceKind][] = [
  [/credit/i, 'credit'],
  [/adjust/i, 'adjustment'],
  [/one[ -]?(off|time)/i, 'one-off'],
  [/annual|yearly/i, 'annual'],
  [/standard|monthly|recurring/i, 'standard'],
];

/** null for a word that is not in the table, as for none: then the content decides (rules 3). */
function invoiceKind(word: string | null, said: (note: string) => void): InvoiceKind | null {
  if (word === null) return null;
  const kind = KINDS.find(([pattern]) => pattern.test(word))?.[1] ?? null;
  if (kind === null) said(`InvoiceType "${word}"`);
  return kind;
}

const STATUSES: [RegExp, InvoiceStatus][] = [
  [/^draft$/i, 'draft'],
  [/^pending$/i, 'pending'],
  [/^approved$/i, 'approved'],
  [/^paid$/i, 'paid'],
  [/^(void|voided|cancell?ed)$/i, 'void'],
];

/** No status is `unknown`; a word that is not in the table is taken for one that may not be posted yet. */
function invoiceStatus(word: string | null, said: (note: string) => void): InvoiceStatus {
  if (word === null) return 'unknown';
  const status = STATUSES.find(([pattern]) => pattern.test(word))?.[1];
  if (status === undefined) said(`Status "${word}"`);
  return status ?? 'pending';
}

export type HeldAgreement = { agreement: SourceAgreement; partner: boolean };

/**
 * The contract agreements of one customer, of the programs wanted. `partner`: it is the reseller's own record.
 * @param problem hears of entries that cannot be read; the others count all the same
 * @throws UnreadableRecord when the customer itself cannot be read
 */
export function toAgreements(
  value: unknown,
  where: string,
  wanted: (program: string | null) => boolean,
  problem: (error: unknown) => void,
): HeldAgreement[] {
  const customer = schema.readAs(schema.Customer, value, where);
  const found: HeldAgreement[] = [];
  for (const [at, entry] of customer.CustomerProgramAgreements.entries()) {
    const path = `${where}.CustomerProgramAgreements[${at}]`;
    try {
      if (!wanted(schema.readAs(schema.ProgramAgreement, entry, path).ProgramName)) continue;
      const held = schema.readAs(schema.ContractAgreement, entry, path);
      const agreement = {
        id: held.ContractAgreementId,
        name: customer.CustomerName,
        program: held.ProgramName,
        number: held.ProgramReferenceId,
      };
      found.push({ agreement, partner: customer.IsPartnerCustomer ?? false });
    } catch (error) {
      problem(error);
    }
  }
  return found;
}
