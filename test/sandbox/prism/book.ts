import type { Billing, Term } from '../../../src/plan/invoice/line.ts';
import type { DateText } from '../../../src/plan/numbers/calendar.ts';
import type { Decimal } from '../../../src/plan/numbers/decimal.ts';

/**
 * What the sandbox's PRISM knows, in our words; `wire.ts` and `csv.ts` turn it into PRISM's. `raw` is laid over the
 * record when it is written: a field set to `undefined` there is left out, so a test can serve a broken record.
 */
export type Raw = Record<string, unknown>;

export type CustomerRecord = { id: string; name: string; active: boolean; partner: boolean; raw?: Raw };

export type AgreementRecord = {
  id: string;
  customerId: string;
  program: string;
  number: string | null;
  startDate: DateText;
  raw?: Raw;
};

export type SubscriptionRecord = {
  id: string;
  productId: string;
  productName: string;
  quantity: Decimal;
  status: string;
  unit: string;
  displayTemplate: string | null;
  term: Term | null;
  billing: Billing | null;
  firstPurchased: DateText;
  raw?: Raw;
};

export type TenantRecord = {
  id: string;
  agreementId: string;
  customerId: string;
  customerName: string;
  domain: string | null;
  status: string;
  subscriptions: SubscriptionRecord[];
  raw?: Raw;
};

/** `cost` is the partner's price for `quantity` units, `retail` the recommended one; without tax. */
export type ProductRecord = {
  productId: string;
  sku: string | null;
  name: string;
  group: string;
  type: string;
  unit: string;
  term: Term | null;
  billing: Billing | null;
  trial: boolean;
  cost: Decimal;
  retail: Decimal;
  quantity: Decimal;
  raw?: Raw;
};

/** The list that holds from `validFrom` until the next one of the same agreement. */
export type PriceListRecord = { agreementId: string; validFrom: DateText; products: ProductRecord[] };

export type LineRecord = {
  reseller: string;
  domain: string;
  subscriptionId: string;
  offer: string;
  /** Written in the sandbox's date form when they are dates; any other text is written as it stands. */
  from: string;
  to: string;
  description: string;
  unitCost: string;
  unitPrice: string;
  quantity: string;
  ratio: string;
  subTotal: string;
  subTotalRetail: string;
  agreementNumber: string;
  purchaseOrder: string;
  customerName: string;
  billingCycle: string;
  termNumber: string;
  termUnit: string;
  /** Values of columns outside the nineteen (`ProductSku`, `Currency`, `LineId`, …); written when switched on. */
  extra: Record<string, string>;
};

export type InvoiceRecord = {
  id: string;
  number: string;
  agreementId: string;
  program: string;
  kind: string;
  status: string;
  periodStart: DateText;
  periodEnd: DateText;
  issued: DateText;
  due: DateText;
  currency: string;
  /** Before tax; unset: the sum of `lines` when they are an array, else not written. */
  subTotal?: Decimal;
  tax: Decimal;
  /** An array, or any iterable that can be read again, so that a huge file need not exist in memory. */
  lines: Iterable<LineRecord>;
  /** False: the header is listed but the CSV is answered 404. */
  linesReady: boolean;
  raw?: Raw;
};

export type Seed = {
  customers?: CustomerRecord[];
  agreements?: AgreementRecord[];
  tenants?: TenantRecord[];
  priceLists?: PriceListRecord[];
  invoices?: InvoiceRecord[];
};

/** The world behind the sandbox. Everything may be changed while it runs; the next request sees it. */
export class PrismBook {
  readonly customers: CustomerRecord[] = [];
  readonly agreements: AgreementRecord[] = [];
  readonly tenants: TenantRecord[] = [];
  readonly priceLists: PriceListRecord[] = [];
  readonly invoices: InvoiceRecord[] = [];

  seed(seed: Seed): void {
    this.customers.push(...(seed.customers ?? []));
    this.agreements.push(...(seed.agreements ?? []));
    this.tenants.push(...(seed.tenants ?? []));
    this.priceLists.push(...(seed.priceLists ?? []));
    this.invoices.push(...(seed.invoices ?? []));
  }

  issue(invoice: InvoiceRecord): InvoiceRecord {
    this.invoices.push(invoice);
    return invoice;
  }

  /** The same invoice with other lines: its CSV changes, its id does not. */
  revise(invoiceId: string, lines: Iterable<LineRecord>): void {
    this.invoice(invoiceId).lines = lines;
  }

  approve(invoiceId: string): void {
    this.invoice(invoiceId).status = 'Approved';
  }

  invoice(id: string): InvoiceRecord {
    return found(
      this.invoices.find(invoice => invoice.id === id),
      `invoice ${id}`,
    );
  }

  subscription(id: string): SubscriptionRecord {
    return found(
      this.tenants.flatMap(tenant => tenant.subscriptions).find(subscription => subscription.id === id),
      `subscription ${id}`,
    );
  }

  /** The subscription disappears from its tenant, as a cancelled or legacy one does. */
  forget(subscriptionId: string): void {
    this.subscription(subscriptionId);
    for (const tenant of this.tenants) {
      tenant.subscriptions = tenant.subscriptions.filter(({ id }) => id !== subscriptionId);
    }
  }

  /** The list valid on `asOf`; undefined before the first. */
  priceList(agreementId: string, asOf: DateText): PriceListRecord | undefined {
    return this.priceLists
      .filter(list => list.agreementId === agreementId && list.validFrom <= asOf)
      .toSorted((a, b) => (a.validFrom < b.validFrom ? 1 : -1))[0];
  }
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the sandbox's book has no ${what}`);
  return value;
}
