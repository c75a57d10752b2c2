/** What may be created and changed (reference section 9): one set of rules for the API and for people's hands. */
import { isNegative } from '../../../../src/plan/numbers/decimal.ts';
import type { AutotaskBook } from '../book.ts';
import { MATERIAL_CODE, SERVICE_CODE } from '../builders.ts';
import { type Entity, MODEL } from '../model/entities.ts';
import type { ContractRecord, EntityName, ServiceRecord, StoredEntity } from '../records.ts';
import { badReference, blank, complaints, type Fields, missingField, settable, tableOf } from './check.ts';
import { adjustBy, createLine, hasRows, moveEnd } from './line-rules.ts';
import { Refusal, refuseIf } from './refusal.ts';

/** The new record's id; null for an adjustment, which leaves no record. */
type Creation = (book: AutotaskBook, given: Fields, id: number | undefined) => number | null;

const CREATIONS: Partial<Record<EntityName, Creation>> = {
  Companies: (book, given, id) =>
    insert(book, 'Companies', { isActive: true, ...given, createDate: now(book) }, id),
  Contracts: createContract,
  Services: createService,
  ContractServices: (book, given) => createLine(book, given).id,
  ContractServiceAdjustments: (book, given) => {
    adjustBy(book, given);
    return null;
  },
  ContractCharges: createCharge,
};

/** @throws Refusal with every complaint at once */
export function create(book: AutotaskBook, name: EntityName, given: Fields, id?: number): number | null {
  const entity = MODEL[name];
  const fields = settable(entity, given, 'create');
  refuseIf(complaints(book, entity, fields, 'whole'));
  const creation = CREATIONS[name];
  if (!creation) throw new Error(`${name} cannot be created`);
  return creation(book, fields, id);
}

/**
 * `update` sets the fields given; `replace` also empties every other field that may be set.
 * @throws Refusal with every complaint at once
 */
export function update(
  book: AutotaskBook,
  name: StoredEntity,
  id: unknown,
  given: Fields,
  act: 'update' | 'replace',
): void {
  const entity = MODEL[name];
  const table = tableOf(book, name);
  const record = table.find(id) as (Fields & { id: number }) | undefined;
  if (!record) throw new Refusal(`No matching records found for id ${String(id)}.`); // invented
  const changes = settable(entity, act === 'replace' ? { ...emptied(entity), ...given } : given, 'update');
  refuseIf(complaints(book, entity, changes, 'partly'));
  if (name === 'Services') checkService(book, changes, record as unknown as ServiceRecord);
  if (name === 'Contracts') changeContract(book, changes, record as unknown as ContractRecord);
  if (name === 'ContractCharges' && record.isBilled === true) throw new Refusal(BILLED);
  table.update(record.id, { ...changes, ...stamp(book, name) });
}

const emptied = (entity: Entity): Fields =>
  Object.fromEntries(
    entity.fields.filter(({ access }) => access === 'write').map(({ name }) => [name, null]),
  );

const now = (book: AutotaskBook): string => book.clock.now().toISOString();

function stamp(book: AutotaskBook, name: StoredEntity): Fields {
  if (name === 'Contracts') return { lastModifiedDateTime: now(book) };
  return name === 'Services' ? { lastModifiedDate: now(book) } : {};
}

function insert(book: AutotaskBook, name: StoredEntity, fields: Fields, id: number | undefined): number {
  const record = { ...blank(MODEL[name]), ...fields, ...(id !== undefined && { id }) };
  return tableOf(book, name).insert(record).id;
}

function createService(book: AutotaskBook, given: Fields, id: number | undefined): number {
  checkService(book, given, undefined);
  const at = now(book);
  return insert(book, 'Services', { isActive: true, ...given, createDate: at, lastModifiedDate: at }, id);
}

function checkService(book: AutotaskBook, given: Fields, before: ServiceRecord | undefined): void {
  const errors: string[] = [];
  if (given.billingCodeID !== undefined && given.billingCodeID !== before?.billingCodeID) {
    const code = book.billingCodes.find(given.billingCodeID);
    if (code?.useType !== SERVICE_CODE || !code.isActive) {
      errors.push(badReference('billingCodeID', 'BillingCodes'));
    }
  }
  const name = String(given.name ?? '').toLowerCase();
  if (book.switches.duplicateNames === 'refuse' && given.name !== undefined) {
    const taken = book.services.all().some(one => one.id !== before?.id && one.name.toLowerCase() === name);
    // not seen over REST; from PRISM Connect's guide
    if (taken) errors.push(duplicateName(String(given.name)));
  }
  refuseIf(errors);
}

const duplicateName = (name: string): string =>
  `Violation of UNIQUE KEY constraint 'IX_service'. Cannot insert duplicate key in object 'dbo.Service'. The duplicate key value is (${name}).`;

const PERIOD_ORDER = 'Contract endDate must not be before its startDate.'; // invented

function createContract(book: AutotaskBook, given: Fields, id: number | undefined): number {
  if (given.contractType === 7 && (given.contractPeriodType ?? null) === null) {
    throw new Refusal(missingField('contractPeriodType'));
  }
  if (String(given.endDate) < String(given.startDate)) throw new Refusal(PERIOD_ORDER);
  return insert(book, 'Contracts', { ...given, ...stamp(book, 'Contracts') }, id);
}

/** The start stays as it is, without a word, once a line has periods; a moved end makes or drops unit rows. */
function changeContract(book: AutotaskBook, changes: Fields, contract: ContractRecord): void {
  if (hasRows(book, contract.id)) delete changes.startDate;
  const start = String(changes.startDate ?? contract.startDate);
  const end = String(changes.endDate ?? contract.endDate);
  if (end < start) throw new Refusal(PERIOD_ORDER);
  if (end !== contract.endDate) moveEnd(book, contract, end);
}

const BILLED = 'The charge has been billed and cannot be changed or deleted.'; // invented

/** Block Hours, Retainer and Per Ticket: they take charges only of codes that buy more of them. */
const NO_CHARGES: ReadonlySet<unknown> = new Set([4, 6, 8]);

/** As the entity's own page has it; the words are invented. A price or cost left out is the code's. */
function createCharge(book: AutotaskBook, given: Fields, id: number | undefined): number {
  const code = book.billingCodes.find(given.billingCodeID);
  const contract = book.contracts.get(Number(given.contractID));
  refuseIf([
    ...((given.billingCodeID ?? null) === null
      ? ['A charge must have either a productID or a billingCodeID.']
      : code?.useType !== MATERIAL_CODE || !code.isActive
        ? [badReference('billingCodeID', 'BillingCodes')]
        : []),
    ...(NO_CHARGES.has(contract.contractType) ? ['A contract of this type takes no such charge.'] : []),
    ...(book.switches.negativeCharges === 'refuse' && isNegative(String(given.unitPrice ?? '0'))
      ? ['unitPrice must not be less than 0.']
      : []),
  ]);
  const { unitPrice, unitCost } = code!;
  const amounts = { unitPrice: given.unitPrice ?? unitPrice, unitCost: given.unitCost ?? unitCost };
  const fields = {
    isBillableToCompany: true,
    ...given,
    ...amounts,
    isBilled: false,
    createDate: now(book),
  };
  return insert(book, 'ContractCharges', fields, id);
}

export function deleteCharge(book: AutotaskBook, contractId: number, id: number): void {
  const charge = book.charges.find(id);
  if (charge?.contractID !== contractId) {
    throw new Refusal(
      'No message. No matching records found. The logged in Resource may not have the required permissions to delete the data.',
    );
  }
  if (charge.isBilled) throw new Refusal(BILLED);
  book.charges.remove(id);
}
