/** Contract services and their adjustments (reference 5.4 to 5.6): what a line's unit rows and prices become. */
import type { DateText } from '../../../../src/plan/numbers/calendar.ts';
import type { Decimal } from '../../../../src/plan/numbers/decimal.ts';
import type { AutotaskBook } from '../book.ts';
import { INACTIVE, RECURRING_SERVICE } from '../builders.ts';
import type { ContractRecord, ContractServiceRecord, UnitRecord } from '../records.ts';
import { badReference, type Fields, missingField } from './check.ts';
import { Refusal } from './refusal.ts';
import * as rows from './unit-rows.ts';

export type LineChange = {
  effective: DateText;
  delta: number;
  /** Undefined: as before. */
  price: Decimal | undefined;
  cost: Decimal | undefined;
};

const OUTSIDE =
  'ContractServiceAdjustment effectiveDate must be between the start date and end date of the Contract referenced by contractID.';
const SAME_DATE = 'Attempt to insert duplicate data into contract_service_period';
const POSTED =
  'Unable to make changes as it would result in the deletion/modification of an already approved and posted contract period';
// invented, all five
const WRONG_TYPE = 'Services can only be added to contracts of type Recurring Service.';
const REPEATED = 'The service is already on the contract.';
const OTHER_CONTRACT = 'contractID does not match the contract of contractServiceID.';
const BELOW_ZERO = 'The adjustment would result in a negative number of units.';
const CONTRACT_INACTIVE = 'The contract is inactive.';

const PERIOD_MONTHS: Record<number, number> = { 2: 1, 3: 3, 4: 6, 5: 12 };

export const gridOf = ({ startDate, endDate, contractPeriodType }: ContractRecord): rows.Grid => ({
  start: startDate,
  end: endDate,
  months: PERIOD_MONTHS[contractPeriodType ?? 2] ?? 1,
});

const stemOf = (book: AutotaskBook, line: ContractServiceRecord): rows.Stem => ({
  contractID: line.contractID,
  serviceID: line.serviceID,
  contractServiceID: line.id,
  vendorCompanyID: book.services.get(line.serviceID).vendorCompanyID,
  organizationalLevelAssociationID: book.contracts.get(line.contractID).organizationalLevelAssociationID,
});

export type NewLineFields = {
  contractID: number;
  serviceID: number;
  invoiceDescription?: string | null;
  internalDescription?: string | null;
  /** The catalogue's, if undefined. */
  price: Decimal | undefined;
  cost: Decimal | undefined;
  /** A further line of a service that the contract has already. */
  repeat: boolean;
};

export function openLine(book: AutotaskBook, given: NewLineFields): ContractServiceRecord {
  const { contractID, serviceID } = given;
  const contract = book.contracts.find(contractID);
  const service = book.services.find(serviceID);
  if (!contract) throw new Refusal(badReference('contractID', 'Contracts'));
  if (!service?.isActive) throw new Refusal(badReference('serviceID', 'Services'));
  if (contract.contractType !== RECURRING_SERVICE) throw new Refusal(WRONG_TYPE);
  if (!given.repeat && linesOf(book, contractID, serviceID).length > 0) throw new Refusal(REPEATED);
  const price = given.price ?? service.unitPrice;
  const cost = given.cost ?? service.unitCost ?? '0';
  const line = book.contractServices.insert({
    contractID,
    serviceID,
    invoiceDescription: given.invoiceDescription ?? null,
    internalDescription: given.internalDescription ?? null,
    quoteItemID: null,
    prices: [{ from: contract.startDate, price, cost }],
    adjustedOn: [],
  });
  if (book.switches.beforeFirst === 'zero-rows') {
    const grid = gridOf(contract);
    save(book, line, rows.freshRows(stemOf(book, line), grid, grid.start, 0));
  }
  return line;
}

/** `POST /Contracts/{id}/Services`: a line without units. */
export const createLine = (book: AutotaskBook, given: Fields): ContractServiceRecord =>
  openLine(book, {
    contractID: Number(given.contractID),
    serviceID: Number(given.serviceID),
    invoiceDescription: (given.invoiceDescription ?? null) as string | null,
    internalDescription: (given.internalDescription ?? null) as string | null,
    price: undefined,
    cost: decimal(given.unitCost),
    repeat: false,
  });

const decimal = (value: unknown): Decimal | undefined => (typeof value === 'string' ? value : undefined);

const linesOf = (book: AutotaskBook, contractID: number, serviceID: number): ContractServiceRecord[] =>
  book.contractServices.where('contractID', [contractID]).filter(line => line.serviceID === serviceID);

/** A ContractServiceAdjustment as the API takes it: of the line named, of the service's line, or of a new one. */
export function adjustBy(book: AutotaskBook, given: Fields): void {
  const change: LineChange = {
    effective: String(given.effectiveDate),
    delta: Number(given.unitChange ?? 0),
    price: decimal(given.adjustedUnitPrice),
    cost: decimal(given.adjustedUnitCost),
  };
  const standing = lineFor(book, given);
  if (standing) {
    adjust(book, standing, change);
    markAdjusted(standing, change.effective);
    return;
  }
  const [contractID, serviceID] = [Number(given.contractID), Number(given.serviceID)];
  checkWindow(book, book.contracts.get(contractID), change.effective);
  const { price, cost } = change;
  const line = openLine(book, { contractID, serviceID, price, cost, repeat: true });
  try {
    adjust(book, line, change);
    markAdjusted(line, change.effective);
  } catch (error) {
    save(book, line, []);
    book.contractServices.remove(line.id);
    throw error;
  }
}

function lineFor(book: AutotaskBook, given: Fields): ContractServiceRecord | undefined {
  const { contractServiceID, contractID, serviceID } = given;
  if ((contractServiceID ?? null) !== null) {
    const line = book.contractServices.get(Number(contractServiceID));
    if ((contractID ?? line.contractID) !== line.contractID) throw new Refusal(OTHER_CONTRACT);
    if ((serviceID ?? line.serviceID) !== line.serviceID) {
      throw new Refusal(badReference('serviceID', 'Services'));
    }
    return line;
  }
  const missing = ['contractID', 'serviceID'].filter(name => (given[name] ?? null) === null);
  if (missing.length > 0) throw new Refusal(...missing.map(missingField));
  if (given.allowRepeatService === true) return undefined;
  return linesOf(book, Number(contractID), Number(serviceID))[0];
}

const markAdjusted = (line: ContractServiceRecord, date: DateText): void => {
  line.adjustedOn = [...new Set([...line.adjustedOn, date])];
};

function checkWindow(book: AutotaskBook, contract: ContractRecord, date: DateText): void {
  if (book.switches.inactiveContracts === 'refuse' && contract.status === INACTIVE) {
    throw new Refusal(CONTRACT_INACTIVE);
  }
  if (date < contract.startDate || date > contract.endDate) throw new Refusal(OUTSIDE);
}

/** The change holds from its date to the contract's end, over what was planned for later. */
export function adjust(book: AutotaskBook, line: ContractServiceRecord, change: LineChange): void {
  const { effective: date, delta, price, cost } = change;
  const contract = book.contracts.get(line.contractID);
  const grid = gridOf(contract);
  checkWindow(book, contract, date);
  const { secondOnDate, midPeriod, negativeUnits } = book.switches;
  const inside = rows.periodAt(grid, date).from !== date;
  const counts = secondOnDate === 'refuse' || (secondOnDate === 'refuse-inside-period' && inside);
  if (counts && line.adjustedOn.includes(date)) throw new Refusal(SAME_DATE);
  if (delta === 0 && price === undefined && cost === undefined) return;
  const next = rows.adjusted(book.rowsOf(line.id), stemOf(book, line), grid, { date, delta, midPeriod });
  if (next === 'duplicate') throw new Refusal(SAME_DATE);
  const isBelowZero = () => rows.stepsOf(next).some(([from, units]) => from >= date && units < 0);
  if (negativeUnits === 'refuse' && delta < 0 && isBelowZero()) {
    throw new Refusal(BELOW_ZERO);
  }
  line.prices = rows.withPrices(line.prices, date, { price, cost });
  save(book, line, next);
}

export const hasRows = (book: AutotaskBook, contractId: number): boolean =>
  book.units.where('contractID', [contractId]).length > 0;

/** Drops what lies after the new end, or carries the last day's units and prices on to it. */
export function moveEnd(book: AutotaskBook, contract: ContractRecord, end: DateText): void {
  const lines = book.contractServices.where('contractID', [contract.id]);
  const moved = lines.map(line => {
    const next = rows.endingOn(book.rowsOf(line.id), stemOf(book, line), gridOf(contract), end);
    if (next === 'posted') throw new Refusal(POSTED);
    return { line, next };
  });
  for (const { line, next } of moved) {
    line.prices = line.prices.filter((step, index) => index === 0 || step.from <= end);
    line.adjustedOn = line.adjustedOn.filter(date => date <= end);
    save(book, line, next);
  }
}

/** Puts a line's rows, priced, in place of those it has. */
function save(book: AutotaskBook, line: ContractServiceRecord, next: readonly UnitRecord[]): void {
  const kept = new Set(next.map(({ id }) => id));
  for (const { id } of book.rowsOf(line.id)) if (!kept.has(id)) book.units.remove(id);
  for (const row of rows.priced(next, line.prices)) {
    if (row.id === 0) book.units.insert({ ...row, id: undefined });
    else book.units.update(row.id, row);
  }
}
