/** What a person does at the end of a period: approve and post it, take that back, put it on an invoice. */
import type { DateText } from '../../../../src/plan/numbers/calendar.ts';
import { multiply, whole } from '../../../../src/plan/numbers/decimal.ts';
import type { AutotaskBook } from '../book.ts';
import type { BillingItemRecord, ChargeRecord, UnitRecord } from '../records.ts';
import { gridOf } from './line-rules.ts';
import { Refusal } from './refusal.ts';
import { isPosted, periodAt, stepOn } from './unit-rows.ts';

export function postPeriod(book: AutotaskBook, contractId: number, periodStart: DateText): void {
  const at = book.clock.now().toISOString();
  for (const row of rowsIn(book, contractId, periodStart).filter(one => !isPosted(one))) {
    book.units.update(row.id, { approveAndPostDate: at });
    if (row.units !== 0) book.billingItems.insert(itemOfRow(book, row, at));
  }
  for (const charge of chargesIn(book, contractId, periodStart).filter(one => !one.isBilled)) {
    book.charges.update(charge.id, { isBilled: true });
    if (charge.isBillableToCompany) book.billingItems.insert(itemOfCharge(book, charge, at));
  }
}

export function unpostPeriod(book: AutotaskBook, contractId: number, periodStart: DateText): void {
  const items = itemsIn(book, contractId, periodStart);
  if (items.some(({ invoiceID }) => invoiceID !== null)) {
    throw new Refusal('The billing item is on an invoice.'); // invented
  }
  for (const { id } of items) book.billingItems.remove(id);
  for (const { id } of rowsIn(book, contractId, periodStart))
    book.units.update(id, { approveAndPostDate: null });
  for (const { id } of chargesIn(book, contractId, periodStart)) book.charges.update(id, { isBilled: false });
}

export function invoicePeriod(
  book: AutotaskBook,
  contractId: number,
  periodStart: DateText,
  invoiceID: number,
): void {
  for (const { id } of itemsIn(book, contractId, periodStart)) book.billingItems.update(id, { invoiceID });
}

function rowsIn(book: AutotaskBook, contractId: number, periodStart: DateText): UnitRecord[] {
  const period = periodAt(gridOf(book.contracts.get(contractId)), periodStart);
  if (period.from !== periodStart) throw new Error(`no billing period starts on ${periodStart}`);
  return book.units.where('contractID', [contractId]).filter(row => row.periodStart === periodStart);
}

function chargesIn(book: AutotaskBook, contractId: number, periodStart: DateText): ChargeRecord[] {
  const { from, to } = periodAt(gridOf(book.contracts.get(contractId)), periodStart);
  return book.charges
    .where('contractID', [contractId])
    .filter(({ datePurchased }) => from <= datePurchased && datePurchased <= to);
}

function itemsIn(book: AutotaskBook, contractId: number, periodStart: DateText): BillingItemRecord[] {
  const rowIds = new Set(rowsIn(book, contractId, periodStart).map(({ id }) => id));
  const chargeIds = new Set(chargesIn(book, contractId, periodStart).map(({ id }) => id));
  return book.billingItems
    .where('contractID', [contractId])
    .filter(
      ({ unitRowID, contractChargeID }) =>
        rowIds.has(unitRowID ?? -1) || chargeIds.has(contractChargeID ?? -1),
    );
}

type NewItem = Omit<BillingItemRecord, 'id'>;

function itemOfRow(book: AutotaskBook, row: UnitRecord, postedDate: string): NewItem {
  const line = book.contractServices.get(row.contractServiceID);
  const service = book.services.get(row.serviceID);
  return {
    companyID: book.contracts.get(row.contractID).companyID,
    contractID: row.contractID,
    serviceID: row.serviceID,
    contractChargeID: null,
    billingCodeID: service.billingCodeID,
    itemName: service.name,
    description: line.invoiceDescription ?? service.invoiceDescription,
    itemDate: row.startDate,
    quantity: whole(row.units),
    rate: stepOn(line.prices, row.startDate).price,
    extendedPrice: row.price,
    totalAmount: row.price,
    ourCost: row.cost,
    postedDate,
    invoiceID: null,
    webServiceDate: null,
    unitRowID: row.id,
  };
}

function itemOfCharge(book: AutotaskBook, charge: ChargeRecord, postedDate: string): NewItem {
  const rate = charge.unitPrice ?? '0';
  const extendedPrice = multiply(rate, charge.unitQuantity);
  return {
    companyID: book.contracts.get(charge.contractID).companyID,
    contractID: charge.contractID,
    serviceID: null,
    contractChargeID: charge.id,
    billingCodeID: charge.billingCodeID,
    itemName: charge.name,
    description: charge.description,
    itemDate: charge.datePurchased,
    quantity: charge.unitQuantity,
    rate,
    extendedPrice,
    totalAmount: extendedPrice,
    ourCost: multiply(charge.unitCost ?? '0', charge.unitQuantity),
    postedDate,
    invoiceID: null,
    webServiceDate: null,
    unitRowID: null,
  };
}
