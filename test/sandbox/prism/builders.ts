/**
 * Short ways to write a world down. Ids follow from names, so the same text always makes the same world; give an `id`
 * where two things would share a name.
 */
import { createHash } from 'node:crypto';
import type { Billing, Term } from '../../../src/plan/invoice/line.ts';
import {
  addDays,
  type DateText,
  daysIn,
  daysInMonth,
  firstDay,
  lastDay,
  type Month,
  monthOf,
  nextMonth,
} from '../../../src/plan/numbers/calendar.ts';
import { big, type Decimal, multiply, plain, roundTo, whole } from '../../../src/plan/numbers/decimal.ts';
import type {
  AgreementRecord,
  CustomerRecord,
  InvoiceRecord,
  LineRecord,
  PriceListRecord,
  ProductRecord,
  SubscriptionRecord,
  TenantRecord,
} from './book.ts';

export const CSP = 'Microsoft CSP Indirect';
export const RESELLER = 'Northwind IT Services';

/** A GUID made from a text: always the same one. */
export function guid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

const text = (value: Decimal | number): Decimal => (typeof value === 'number' ? whole(value) : value);
const slug = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '');

export function customer(given: Partial<CustomerRecord> & { name: string }): CustomerRecord {
  return { id: guid(`customer:${given.name}`), active: true, partner: false, ...given };
}

/** The reseller's own record, first in PRISM's list. */
export const reseller = (name: string = RESELLER): CustomerRecord => customer({ name, partner: true });

export function agreement(given: Partial<AgreementRecord> & { holder: CustomerRecord }): AgreementRecord {
  const { holder, ...fields } = given;
  const program = fields.program ?? CSP;
  return {
    id: guid(`agreement:${holder.name}:${program}`),
    customerId: holder.id,
    program,
    number: '1234567',
    startDate: '2024-07-01',
    ...fields,
  };
}

export function product(
  given: Partial<ProductRecord> & { name: string; cost: Decimal; retail: Decimal },
): ProductRecord {
  const term = given.term === undefined ? 'P1M' : given.term;
  const billing = given.billing === undefined ? 'monthly' : given.billing;
  return {
    productId: guid(`product:${given.name}:${term}:${billing}`),
    sku: `CFQ7TTC0${guid(`sku:${given.name}`).slice(0, 4).toUpperCase()}:0001`,
    group: 'Microsoft 365',
    type: 'License',
    unit: 'Licenses',
    trial: false,
    quantity: '1',
    ...given,
    term,
    billing,
  };
}

/** An Azure-like product: billed by what was used. */
export const usageProduct = (
  given: Partial<ProductRecord> & { name: string; cost: Decimal; retail: Decimal },
): ProductRecord =>
  product({ type: 'Azure', unit: 'Usage-based', group: 'Azure', term: null, billing: null, ...given });

export const priceList = (
  held: AgreementRecord,
  validFrom: DateText,
  products: ProductRecord[],
): PriceListRecord => ({ agreementId: held.id, validFrom, products });

export function subscription(
  given: Partial<Omit<SubscriptionRecord, 'quantity'>> & {
    product: ProductRecord;
    quantity: Decimal | number;
    /** Part of the id, where one customer holds a product twice. */
    name?: string;
  },
): SubscriptionRecord {
  const { product: sold, quantity, name, ...fields } = given;
  return {
    id: guid(`subscription:${sold.productId}:${name ?? ''}`),
    productId: sold.productId,
    productName: sold.name,
    quantity: text(quantity),
    status: 'Active',
    unit: sold.unit,
    displayTemplate: sold.type === 'Azure' ? 'Azure' : null,
    term: sold.term,
    billing: sold.billing,
    firstPurchased: '2025-03-14',
    ...fields,
  };
}

/** A tenant of `customer` under `agreement`. Its subscriptions get ids of their own, made from the tenant's name. */
export function tenant(
  given: Partial<Omit<TenantRecord, 'customerId' | 'customerName' | 'agreementId'>> & {
    agreement: AgreementRecord;
    customer: CustomerRecord;
  },
): TenantRecord {
  const { agreement: under, customer: owner, ...fields } = given;
  const domain = fields.domain === undefined ? `${slug(owner.name)}.onmicrosoft.com` : fields.domain;
  return {
    id: guid(`tenant:${owner.name}:${domain}`),
    agreementId: under.id,
    customerId: owner.id,
    customerName: owner.name,
    status: 'Active',
    ...fields,
    domain,
    subscriptions: (fields.subscriptions ?? []).map(held => {
      held.id = guid(`${owner.name}:${domain}:${held.id}`);
      return held;
    }),
  };
}

export type LineOptions = Partial<Omit<LineRecord, 'quantity' | 'subscriptionId'>> & {
  tenant?: TenantRecord;
  /** A record, or a bare id; empty text for a line that names none. */
  subscription: SubscriptionRecord | string;
  from: string;
  to: string;
  quantity: Decimal | number;
  unitCost: Decimal;
  unitPrice: Decimal;
  /** Round the two sub totals half-up at this many places, as an invoice rounded to cents does. */
  places?: number;
};

/**
 * One row. The ratio is days over days of the month `from` lies in, at ten decimals; the sub totals are exactly unit ×
 * quantity × that ratio, unless `places` rounds them. Every column can be given instead.
 */
export function line(given: LineOptions): LineRecord {
  const { tenant: at, subscription: of, quantity, places, ...fields } = given;
  const held = typeof of === 'string' ? undefined : of;
  const seats = text(quantity);
  const ratio = fields.ratio ?? ratioOf(fields.from, fields.to);
  const amount = (unit: Decimal): Decimal => {
    const exact = multiply(multiply(unit, seats), ratio === '' ? '1' : ratio);
    return places === undefined ? exact : roundTo(exact, places);
  };
  return {
    reseller: RESELLER,
    domain: at?.domain ?? '',
    subscriptionId: typeof of === 'string' ? of : of.id,
    offer: held?.productName ?? 'Microsoft 365 Business Premium',
    description: '',
    subTotal: fields.subTotal ?? amount(fields.unitCost),
    subTotalRetail: fields.subTotalRetail ?? amount(fields.unitPrice),
    agreementNumber: '1234567',
    purchaseOrder: '',
    customerName: at?.customerName ?? '',
    billingCycle: held ? billingWord(held.billing) : 'Monthly',
    ...termColumns(held ? held.term : 'P1M'),
    extra: {},
    ...fields,
    quantity: seats,
    ratio,
  };
}

/** Days over days in the month of `from`, both ends counted, at ten decimals; 0 for texts that are no dates. */
export function ratioOf(from: DateText, to: DateText): Decimal {
  const days = daysIn(from, to);
  if (!Number.isSafeInteger(days)) return '0';
  return plain(
    big(whole(days))
      .div(whole(daysInMonth(monthOf(from))))
      .round(10),
  );
}

/** A standard invoice of usage month `month`, issued on the 2nd of the next. */
export function invoice(
  given: Partial<Omit<InvoiceRecord, 'agreementId'>> & {
    agreement: AgreementRecord;
    month: Month;
    lines: Iterable<LineRecord>;
  },
): InvoiceRecord {
  const { agreement: under, month, ...fields } = given;
  const issued = fields.issued ?? `${nextMonth(month)}-02`;
  const kind = fields.kind ?? 'Standard';
  return {
    id: guid(`invoice:${under.id}:${month}:${kind}`),
    number: `INV-${month.replace('-', '')}`,
    agreementId: under.id,
    program: under.program,
    status: 'Approved',
    periodStart: firstDay(month),
    periodEnd: lastDay(month),
    due: addDays(issued, 14),
    currency: 'AUD',
    tax: '0',
    linesReady: true,
    ...fields,
    kind,
    issued,
  };
}

export const billingWord = (billing: Billing | null): string =>
  ({ monthly: 'Monthly', annual: 'Annual', triennial: 'Triennial', 'one-time': 'One-Time', none: '' })[
    billing ?? 'none'
  ];

/** `P1Y` as PRISM's two columns, `1` and `Year`. */
export function termColumns(term: Term | null): { termNumber: string; termUnit: string } {
  const [, number = '', unit = ''] = /^P(\d+)([MY])$/.exec(term ?? '') ?? [];
  return { termNumber: number, termUnit: { M: 'Month', Y: 'Year' }[unit] ?? '' };
}

/** `P1Y` in words: `1 Year`, `3 Years`. */
export function termWords(term: Term | null): string {
  const { termNumber, termUnit } = termColumns(term);
  return termNumber === '' ? '' : `${termNumber} ${termUnit}${termNumber === '1' ? '' : 's'}`;
}
