/** What Autotask shows of a record: fields that are worked out, dates at midnight, costs only to those who may see them. */
import { big, canonical, type Decimal, multiply, plain } from '../../../../src/plan/numbers/decimal.ts';
import type { AutotaskBook } from '../book.ts';
import type { Entity } from '../model/entities.ts';
import type { Field } from '../model/field.ts';
import type {
  BillingItemRecord,
  ChargeRecord,
  ContractRecord,
  ContractServiceRecord,
  EntityName,
  PriceStep,
  ServiceRecord,
  StoredEntity,
  UnitRecord,
} from '../records.ts';
import { stepOn } from '../rules/unit-rows.ts';
import type { AutotaskUser } from '../users.ts';
import { dateOf, midnight } from './dates.ts';

export type Kept = { id: number };

/** A JSON number spelled exactly as given; JSON.stringify alone would round it to a double. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

type WorkedOut<T> = Record<string, (record: T, book: AutotaskBook) => unknown>;

const services: WorkedOut<ServiceRecord> = {
  markupRate: ({ unitPrice, unitCost }) =>
    unitCost === null || big(unitCost).eq('0')
      ? null
      : plain(big(unitPrice).div(unitCost).minus('1').times('100').round(4)),
};

const contracts: WorkedOut<ContractRecord> = {
  internalCurrencySetupFee: ({ setupFee }) => setupFee,
};

function shownStep(line: ContractServiceRecord, { switches, clock }: AutotaskBook): PriceStep {
  return switches.linePrices === 'at-once'
    ? line.prices.at(-1)!
    : stepOn(line.prices, dateOf(clock.now().getTime()));
}

const contractServices: WorkedOut<ContractServiceRecord> = {
  unitPrice: (line, book) => shownStep(line, book).price,
  unitCost: (line, book) => shownStep(line, book).cost,
  internalCurrencyUnitPrice: (line, book) => shownStep(line, book).price,
  internalCurrencyAdjustedPrice: (line, book) => shownStep(line, book).price,
  invoiceDescription: (line, book) =>
    line.invoiceDescription ?? book.services.get(line.serviceID).invoiceDescription,
};

const units: WorkedOut<UnitRecord> = { internalCurrencyPrice: ({ price }) => price };

const charges: WorkedOut<ChargeRecord> = {
  extendedCost: ({ unitCost, unitQuantity }) => multiply(unitCost ?? '0', unitQuantity),
  billableAmount: ({ unitPrice, unitQuantity }) => multiply(unitPrice ?? '0', unitQuantity),
};

const WORKED_OUT: Partial<Record<EntityName, WorkedOut<never>>> = {
  Services: services,
  Contracts: contracts,
  ContractServices: contractServices,
  ContractServiceUnits: units,
  ContractCharges: charges,
};

/** A field's value as it is kept or worked out; null where there is none. */
export function fieldValue(book: AutotaskBook, entity: Entity, record: Kept, field: Field): unknown {
  const workedOut = WORKED_OUT[entity.name]?.[field.name];
  if (workedOut) return workedOut(record as never, book);
  return (record as Record<string, unknown>)[field.name] ?? null;
}

/** A record as Autotask's JSON. */
export function show(
  book: AutotaskBook,
  user: AutotaskUser,
  entity: Entity,
  record: Kept,
  fields: readonly Field[],
): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const field of fields) {
    const value = field.isCost && !user.rights.costs ? null : fieldValue(book, entity, record, field);
    shown[field.name] = value === null ? null : written(field, value);
  }
  return shown;
}

function written({ type }: Field, value: unknown): unknown {
  if (type === 'double') return rawJSON(canonical(value as Decimal));
  return type === 'date' ? midnight(value as string) : value;
}

/** False for records of companies that are kept from this user. */
export function isVisible(book: AutotaskBook, user: AutotaskUser, name: StoredEntity, record: Kept): boolean {
  if (user.hiddenCompanies.size === 0) return true;
  const company = companyOf(book, name, record);
  return company === undefined || !user.hiddenCompanies.has(company);
}

function companyOf(book: AutotaskBook, name: StoredEntity, record: Kept): number | undefined {
  if (name === 'Companies') return record.id;
  if (name === 'Services' || name === 'BillingCodes') return undefined;
  if (name === 'Contracts') return (record as ContractRecord).companyID;
  if (name === 'BillingItems') return (record as BillingItemRecord).companyID;
  const { contractID } = record as ContractServiceRecord | UnitRecord | ChargeRecord;
  return book.contracts.get(contractID).companyID;
}
