/** The columns of the invoice CSV: which there are, and how one row becomes a line (PRISM reference D.4). */

import type { Line } from '../../plan/invoice/line.ts';
import { canonical, type Decimal, isDecimal, isZero } from '../../plan/numbers/decimal.ts';
import { readDate } from './dates.ts';
import { readBilling, readTermOf } from './terms.ts';
import { cutShort } from './words.ts';

const REQUIRED = [
  'SubscriptionId',
  'OfferName',
  'ChargeStartDate',
  'ChargeEndDate',
  'UnitPrice',
  'Quantity',
  'SubTotal',
] as const;

/** Used when the file has them; the last four have not been seen in a real file. */
const OPTIONAL = [
  'PrimaryDomainName',
  'CustomerName',
  'AgreementNumber',
  'LineDescription',
  'UnitPriceRrp',
  'BillableRatio',
  'SubTotalRrp',
  'BillingCycle',
  'TermDurationNumber',
  'TermDurationUnit',
  'ProductSku',
  'ProductId',
  'Currency',
  'LineId',
] as const;

export type Column = (typeof REQUIRED)[number] | (typeof OPTIONAL)[number];
/** Where each column stands; absent ones are not in it. */
export type Columns = ReadonlyMap<Column, number>;
export type Header = { columns: Columns; missing: Column[]; repeated: Column[] };

/** Columns by name, without regard to case or blanks around it; never by position. */
export function readHeader(fields: readonly string[]): Header {
  const names = fields.map(field => field.trim().toLowerCase());
  const columns = new Map<Column, number>();
  const repeated: Column[] = [];
  for (const column of [...REQUIRED, ...OPTIONAL]) {
    const at = names.indexOf(column.toLowerCase());
    if (at !== -1) columns.set(column, at);
    if (at !== names.lastIndexOf(column.toLowerCase())) repeated.push(column);
  }
  return { columns, missing: REQUIRED.filter(column => !columns.has(column)), repeated };
}

/** What stands in one field cannot be used. */
export class UnreadableField extends Error {
  override readonly name = 'UnreadableField';
  readonly column: Column;

  /** `problem` completes "column Quantity …". */
  constructor(column: Column, problem: string) {
    super(problem);
    this.column = column;
  }
}

/** A row's own content: a line but for its key and row number. */
export type LineContent = Omit<Line, 'key' | 'row'>;

/** @throws UnreadableField */
export function readRow(fields: readonly string[], columns: Columns): LineContent {
  const optional = (column: Column): string | null => {
    const at = columns.get(column);
    return (at === undefined ? '' : (fields[at] ?? '').trim()) || null;
  };
  const required = (column: Column): string => {
    const text = optional(column);
    if (text === null) throw new UnreadableField(column, 'is empty');
    return text;
  };
  const date = (column: Column): string => {
    const text = required(column);
    const read = readDate(text);
    if (read === undefined) throw new UnreadableField(column, `"${cutShort(text)}" is not a date`);
    return read;
  };
  const optionalNumber = (column: Column): Decimal | null => {
    const text = optional(column);
    if (text === null) return null;
    if (!isDecimal(text)) throw new UnreadableField(column, `"${cutShort(text)}" is not a number`);
    return isZero(text) ? '0' : canonical(text);
  };
  const number = (column: Column): Decimal => optionalNumber(column) ?? required(column);

  const from = date('ChargeStartDate');
  const to = date('ChargeEndDate');
  if (to < from) throw new UnreadableField('ChargeEndDate', `${to} is before the charge's start, ${from}`);
  return {
    subscriptionId: optional('SubscriptionId'),
    domain: optional('PrimaryDomainName'),
    customerName: optional('CustomerName'),
    agreementNumber: optional('AgreementNumber'),
    offerName: required('OfferName'),
    description: optional('LineDescription') ?? '',
    from,
    to,
    quantity: number('Quantity'),
    unitCost: number('UnitPrice'),
    unitPrice: optionalNumber('UnitPriceRrp'),
    ratio: optionalNumber('BillableRatio'),
    cost: number('SubTotal'),
    price: optionalNumber('SubTotalRrp'),
    term: readTermOf(optional('TermDurationNumber'), optional('TermDurationUnit')),
    billing: readBilling(optional('BillingCycle')),
    sku: optional('ProductSku'),
    productId: optional('ProductId'),
    currency: optional('Currency'),
  };
}
