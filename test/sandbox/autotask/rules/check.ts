/** What Autotask looks at in any record before it looks at what the record means (reference sections 3 and 6). */
import type { AutotaskBook } from '../book.ts';
import { type Entity, fieldOf, MODEL } from '../model/entities.ts';
import type { Field } from '../model/field.ts';
import type { EntityName, StoredEntity } from '../records.ts';
import type { Table } from './table.ts';

/** Values by field name, as they are kept: money as decimal text, dates as calendar dates. */
export type Fields = Record<string, unknown>;

export function tableOf(book: AutotaskBook, name: StoredEntity): Table<{ id: number }> {
  const tables: Record<StoredEntity, unknown> = {
    Companies: book.companies,
    Contracts: book.contracts,
    Services: book.services,
    ContractServices: book.contractServices,
    ContractServiceUnits: book.units,
    BillingCodes: book.billingCodes,
    ContractCharges: book.charges,
    BillingItems: book.billingItems,
  };
  return tables[name] as Table<{ id: number }>;
}

/** The fields that may be set; anything else is passed over without a word. */
export function settable(entity: Entity, given: Fields, act: 'create' | 'update'): Fields {
  const kept: Fields = {};
  for (const [name, value] of Object.entries(given)) {
    const field = fieldOf(entity, name);
    if (field === undefined || field.access === 'read' || value === undefined) continue;
    if (act === 'create' || field.access === 'write') kept[field.name] = value;
  }
  return kept;
}

/** All complaints about the fields; `partly` looks only at those given. */
export function complaints(
  book: AutotaskBook,
  entity: Entity,
  given: Fields,
  extent: 'whole' | 'partly',
): string[] {
  const looked = entity.fields.filter(({ name, access }) =>
    extent === 'partly' ? name in given : access !== 'read',
  );
  const missing = looked.filter(({ name, required }) => required && (given[name] ?? null) === null);
  return [
    ...missing.map(({ name }) => missingField(name)),
    ...looked.flatMap(field => complaint(book, field, given[field.name])),
  ];
}

function complaint(
  book: AutotaskBook,
  { name, length, picklist, reference }: Field,
  value: unknown,
): string[] {
  if (value === null || value === undefined) return [];
  if (length > 0 && String(value).length > length) {
    return [`The value of field ${name} is longer than its maximum length of ${length}.`]; // invented
  }
  if (picklist && !picklist.some(([known]) => known === value)) {
    return [`Value does not reference an existing entity for ${name} . `];
  }
  if (reference && reference !== 'ContractServiceAdjustments' && !tableOf(book, reference).find(value)) {
    return [badReference(name, reference)];
  }
  return [];
}

export const missingField = (name: string): string => `Missing Required Field: ${name}`;

export const badReference = (name: string, to: EntityName): string =>
  `Reference value on field: ${name} of type: ${MODEL[to].singular} does not exist or is invalid.`;

/** Every field of an entity without a value. */
export const blank = ({ fields }: Entity): Fields =>
  Object.fromEntries(fields.filter(({ name }) => name !== 'id').map(({ name }) => [name, null]));
