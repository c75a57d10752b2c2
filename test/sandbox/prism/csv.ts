import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { stringify as stringifyWhole } from 'csv-stringify/sync';
import { isDate } from '../../../src/plan/numbers/calendar.ts';
import type { InvoiceRecord, LineRecord } from './book.ts';
import { type PrismSwitches, writeDate } from './switches.ts';

/** The nineteen columns, in PRISM's order (PRISM reference A.5). */
export const COLUMNS = [
  'ResellerName',
  'PrimaryDomainName',
  'SubscriptionId',
  'OfferName',
  'ChargeStartDate',
  'ChargeEndDate',
  'LineDescription',
  'UnitPrice',
  'UnitPriceRrp',
  'Quantity',
  'BillableRatio',
  'SubTotal',
  'SubTotalRrp',
  'AgreementNumber',
  'PurchaseOrderNumber',
  'CustomerName',
  'BillingCycle',
  'TermDurationNumber',
  'TermDurationUnit',
] as const;

/** The ten that a production client reads; an older file may have no more. */
export const TEN_COLUMNS: readonly string[] = [
  'SubscriptionId',
  'OfferName',
  'ChargeStartDate',
  'ChargeEndDate',
  'UnitPrice',
  'UnitPriceRrp',
  'Quantity',
  'BillableRatio',
  'SubTotal',
  'SubTotalRrp',
];

type Written = { columns: string[]; rows: Iterable<string[]> };

function written(invoice: InvoiceRecord, switches: PrismSwitches): Written {
  const { columns, extra } = switches.csv;
  const named = columns === 'all' ? COLUMNS : columns === 'ten' ? TEN_COLUMNS : columns;
  const all = [...named, ...extra];
  return {
    columns: all,
    rows: Iterator.from(invoice.lines).map(line => {
      const values = valuesOf(line, invoice, switches);
      return all.map(column => values[column] ?? '');
    }),
  };
}

function valuesOf(line: LineRecord, invoice: InvoiceRecord, switches: PrismSwitches): Record<string, string> {
  const date = (text: string): string => (isDate(text) ? writeDate(text, switches) : text);
  return {
    ResellerName: line.reseller,
    PrimaryDomainName: line.domain,
    SubscriptionId: line.subscriptionId,
    OfferName: line.offer,
    ChargeStartDate: date(line.from),
    ChargeEndDate: date(line.to),
    LineDescription: line.description,
    UnitPrice: line.unitCost,
    UnitPriceRrp: line.unitPrice,
    Quantity: line.quantity,
    BillableRatio: line.ratio,
    SubTotal: line.subTotal,
    SubTotalRrp: line.subTotalRetail,
    AgreementNumber: line.agreementNumber,
    PurchaseOrderNumber: line.purchaseOrder,
    CustomerName: line.customerName,
    BillingCycle: line.billingCycle,
    TermDurationNumber: line.termNumber,
    TermDurationUnit: line.termUnit,
    Currency: invoice.currency,
    ...line.extra,
  };
}

const optionsOf = (columns: string[], { csv }: PrismSwitches) => ({
  header: true,
  columns,
  bom: csv.bom,
  quoted: csv.quoted,
  record_delimiter: csv.newline,
  quote_record_delimiter: true,
});

/** The invoice's CSV, written row by row as it is read. */
export function streamCsv(invoice: InvoiceRecord, switches: PrismSwitches): Readable {
  const { columns, rows } = written(invoice, switches);
  return Readable.from(rows).pipe(stringify(optionsOf(columns, switches)));
}

/** The same in one text, for the files that are cut short. */
export function wholeCsv(invoice: InvoiceRecord, switches: PrismSwitches): string {
  const { columns, rows } = written(invoice, switches);
  return stringifyWhole([...rows], optionsOf(columns, switches));
}
