/** The book in PRISM's own JSON (PRISM reference A.4, D.4): PascalCase, bare arrays, money as numbers with all digits. */
import { add, big, type Decimal, isDecimal, plain, sum } from '../../../src/plan/numbers/decimal.ts';
import type {
  AgreementRecord,
  CustomerRecord,
  InvoiceRecord,
  LineRecord,
  PriceListRecord,
  PrismBook,
  ProductRecord,
  Raw,
  SubscriptionRecord,
  TenantRecord,
} from './book.ts';
import { billingWord, termWords } from './builders.ts';
import { type PrismSwitches, writeDate } from './switches.ts';

/** A JSON number spelled exactly as given; JSON.stringify alone would round it to a double. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };
const number = (value: Decimal): unknown => rawJSON(value);

const CYCLE_NUMBERS: Record<string, number> = { Monthly: 1, Annual: 2, Triennial: 3, 'One-Time': 4 };

const cycle = (record: { billing: SubscriptionRecord['billing'] }, switches: PrismSwitches): unknown => {
  const word = billingWord(record.billing);
  if (word === '') return null;
  return switches.billingCycles === 'words' ? word : CYCLE_NUMBERS[word];
};

const withRaw = (fields: Raw, raw: Raw | undefined): Raw => ({ ...fields, ...raw });

export const writeMe = (book: PrismBook): Raw => {
  const self = book.customers.find(customer => customer.partner);
  return { CustomerId: self?.id ?? null, CustomerName: self?.name ?? null };
};

export function writeCustomer(customer: CustomerRecord, book: PrismBook, switches: PrismSwitches): Raw {
  return withRaw(
    {
      CustomerId: customer.id,
      CustomerName: customer.name,
      IsPartnerCustomer: customer.partner,
      IsActive: customer.active,
      CustomerActingRole: customer.partner ? 0 : 1,
      Email: `accounts@${customer.id.slice(0, 8)}.example`,
      MainPhone: '+61 2 5550 0100',
      CreditCard: null,
      CustomerProgramAgreements: book.agreements
        .filter(held => held.customerId === customer.id)
        .map(held => writeAgreement(held, switches)),
    },
    customer.raw,
  );
}

function writeAgreement(held: AgreementRecord, switches: PrismSwitches): Raw {
  return withRaw(
    {
      Id: held.id.replaceAll('-', ''),
      ContractAgreementId: held.id,
      ProgramName: held.program,
      ProgramReferenceId: held.number,
      ProgramReferenceLabel: 'MPN ID',
      AgreementStartDate: writeDate(held.startDate, switches),
      AgreementEndDate: null,
      BillingPeriod: 'Monthly',
      IsConsumptionProgram: false,
    },
    held.raw,
  );
}

export function writeTenant(tenant: TenantRecord, switches: PrismSwitches): Raw {
  return withRaw(
    {
      TenantId: tenant.id,
      TenantStatus: tenant.status,
      TenantDomain: tenant.domain,
      CustomerId: tenant.customerId,
      CustomerName: tenant.customerName,
      Subscriptions: tenant.subscriptions.map(held => writeSubscription(held, switches)),
    },
    tenant.raw,
  );
}

function writeSubscription(held: SubscriptionRecord, switches: PrismSwitches): Raw {
  return withRaw(
    {
      SubscriptionId: held.id,
      Status: held.status,
      ProgramReferenceLabel: 'MPN ID',
      ProductId: held.productId,
      ProductName: held.productName,
      Quantity: number(held.quantity),
      FirstPurchased: writeDate(held.firstPurchased, switches),
      DisplayTemplate: held.displayTemplate,
      Unit: held.unit,
      BillingCycle: cycle(held, switches),
      BillingCycleDuration: 1,
    },
    held.raw,
  );
}

export function writePriceList(list: PriceListRecord, switches: PrismSwitches): Raw {
  const groups = Map.groupBy(list.products, product => product.group);
  return {
    ProductGroups: [...groups].map(([name, products]) => ({
      ProductGroupName: name,
      Products: products.map(product => writeProduct(product, switches)),
    })),
  };
}

function writeProduct(product: ProductRecord, switches: PrismSwitches): Raw {
  const perUnit = (amount: Decimal): unknown => number(plain(big(amount).div(product.quantity)));
  const words = termWords(product.term);
  return withRaw(
    {
      ProductId: product.productId,
      ProductName: product.name,
      ProductGroup: product.group,
      ProductSku: product.sku,
      Price: number(product.cost),
      UnitPrice: perUnit(product.cost),
      RetailPrice: number(product.retail),
      RetailUnitPrice: perUnit(product.retail),
      Qty: number(product.quantity),
      MinQty: 1,
      MaxQty: 300,
      ProductUnit: product.unit,
      ProductFrequencies: words === '' ? [] : [words],
      ProductType: product.type,
      ProductDescription: `${product.name}, as sold by the partner`,
      IsTrialProduct: product.trial,
      BillingCycleOptions: cycle(product, switches),
      BillingCycleDuration: 1,
      TieredProductSku: null,
    },
    product.raw,
  );
}

export function writeInvoice(invoice: InvoiceRecord, switches: PrismSwitches): Raw {
  const { header } = switches;
  const subTotal = invoice.subTotal ?? sumOf(invoice.lines);
  return withRaw(
    {
      InvoiceId: invoice.id,
      ProgramName: invoice.program,
      ...(header.period === 'start'
        ? {
            BillingPeriodStart: writeDate(invoice.periodStart, { ...switches, fractions: 0 }),
            BillingPeriodEnd: writeDate(invoice.periodEnd, { ...switches, fractions: 0 }),
          }
        : {
            UsageYear: Number(invoice.periodStart.slice(0, 4)),
            UsageMonth: Number(invoice.periodStart.slice(5, 7)),
          }),
      ...(header.number && { InvoiceNumber: invoice.number }),
      ...(header.dates && {
        InvoiceDate: writeDate(invoice.issued, switches),
        DueDate: writeDate(invoice.due, switches),
      }),
      ...(header.currency && { Currency: invoice.currency }),
      ...(header.totals &&
        subTotal !== undefined && {
          SubTotal: number(subTotal),
          TaxTotal: number(invoice.tax),
          Total: number(add(subTotal, invoice.tax)),
        }),
      ...(header.kind && { InvoiceType: invoice.kind }),
      ...(header.status && { Status: invoice.status }),
      ...(header.agreement && { ContractAgreementId: invoice.agreementId }),
    },
    invoice.raw,
  );
}

/** The lines' sum, when they are at hand and all are numbers. */
function sumOf(lines: Iterable<LineRecord>): Decimal | undefined {
  if (!Array.isArray(lines)) return undefined;
  const amounts = lines.map(({ subTotal }: LineRecord) => subTotal);
  return amounts.every(isDecimal) ? sum(amounts) : undefined;
}

/** JSON text, with first letters in lower case when the switch says so. */
export function writeJson(body: unknown, { names }: PrismSwitches): string {
  return JSON.stringify(names === 'PascalCase' ? body : lowered(body));
}

function lowered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowered);
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
      lowered(inner),
    ]),
  );
}
