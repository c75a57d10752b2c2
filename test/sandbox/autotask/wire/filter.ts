/** Autotask's filter language (reference section 2), compiled once for each query. Comparisons with an empty field fail. */
import { type Entity, fieldOf } from '../model/entities.ts';
import type { Field, FieldType } from '../model/field.ts';
import { Refusal } from '../rules/refusal.ts';
import { msOf, toMs } from './dates.ts';

/** Reads a field of a record. */
type Read<T> = (record: T, field: Field) => unknown;
type Test<T> = (record: T) => boolean;

export type Compiled<T> = {
  test: Test<T>;
  /** What must be among these values, so that an index can be used; all of them hold at once. */
  among: { field: string; values: ReadonlySet<unknown> }[];
};

export type Clause = { op: string; field: string; value: unknown; items: Clause[]; udf: boolean };

const MOST_ORS = 500;
const TOO_MANY_ORS = `Invalid query syntax. Queries are limited to ${MOST_ORS} or fewer 'OR' conditions.`;

export function compile<T>(entity: Entity, given: unknown, read: Read<T>): Compiled<T> {
  if (!Array.isArray(given) || given.length === 0) throw new Refusal('The filter of a query is required.'); // invented
  const clauses = given.map(parse);
  if (clauses.reduce((total, clause) => total + ors(clause), 0) > MOST_ORS) throw new Refusal(TOO_MANY_ORS);
  const among: Compiled<T>['among'] = [];
  const tests = clauses.map(clause => testOf(clause, entity, read, among));
  return { test: record => tests.every(test => test(record)), among };
}

/** Keys in any case; a clause is a comparison or a group. */
function parse(given: unknown): Clause {
  if (given === null || typeof given !== 'object') throw new Refusal('Invalid query syntax.'); // invented
  const keys = Object.fromEntries(Object.entries(given).map(([key, value]) => [key.toLowerCase(), value]));
  const op = String(keys.op ?? '').toLowerCase();
  const isGroup = op === 'and' || op === 'or';
  if (isGroup && (!Array.isArray(keys.items) || keys.items.length === 0)) {
    throw new Refusal('Invalid query syntax.'); // invented
  }
  return {
    op,
    field: String(keys.field ?? ''),
    value: keys.value,
    items: isGroup ? (keys.items as unknown[]).map(parse) : [],
    udf: keys.udf === true,
  };
}

/** OR conditions of a clause; each value of a list is one. */
function ors({ op, value, items }: Clause): number {
  const inside = items.reduce((total, item) => total + ors(item), 0);
  if (op === 'or') return inside + items.length;
  const isList = (op === 'in' || op === 'notin') && Array.isArray(value);
  return inside + (isList ? value.length : 0);
}

function testOf<T>(
  clause: Clause,
  entity: Entity,
  read: Read<T>,
  among: Compiled<T>['among'] | null,
): Test<T> {
  const { op, items } = clause;
  if (op === 'and') {
    const tests = items.map(item => testOf(item, entity, read, among));
    return record => tests.every(test => test(record));
  }
  if (op === 'or') {
    const tests = items.map(item => testOf(item, entity, read, null));
    return record => tests.some(test => test(record));
  }
  const field = fieldOf(entity, clause.field);
  if (!field?.isQueryable || clause.udf) throw new Refusal(unableToFind(clause.field, entity));
  if (op === 'exist') return record => read(record, field) !== null;
  if (op === 'notexist') return record => read(record, field) === null;
  if (op === 'in' || op === 'notin') {
    if (!Array.isArray(clause.value)) throw new Refusal(`The value of operator ${op} must be a list.`); // invented
    const values = new Set(clause.value.map(value => converted(field, value)));
    if (op === 'in') among?.push({ field: field.name, values });
    return record => {
      const value = comparable(field.type, read(record, field));
      return value !== null && values.has(value) === (op === 'in');
    };
  }
  const wanted = converted(field, clause.value);
  if (op === 'eq') among?.push({ field: field.name, values: new Set([wanted]) });
  const compare = COMPARISONS.get(op) ?? (field.type === 'string' ? TEXT_COMPARISONS.get(op) : undefined);
  if (!compare) throw new Refusal(`Operator ${op} is not valid for field ${field.name}.`); // invented
  return record => {
    const value = comparable(field.type, read(record, field));
    return value !== null && compare(value, wanted);
  };
}

type Comparable = string | number | boolean;

type Compare = (a: Comparable, b: Comparable) => boolean;

const COMPARISONS = new Map<string, Compare>([
  ['eq', (a, b) => a === b],
  ['noteq', (a, b) => a !== b],
  ['gt', (a, b) => a > b],
  ['gte', (a, b) => a >= b],
  ['lt', (a, b) => a < b],
  ['lte', (a, b) => a <= b],
]);
const TEXT_COMPARISONS = new Map<string, Compare>([
  ['beginswith', (a, b) => String(a).startsWith(String(b))],
  ['endswith', (a, b) => String(a).endsWith(String(b))],
  ['contains', (a, b) => String(a).includes(String(b))],
]);

/** A kept value in the form in which it is compared: texts without regard to case, times as milliseconds. */
function comparable(type: FieldType, value: unknown): Comparable | null {
  if (value === null) return null;
  if (type === 'string') return String(value).toLowerCase();
  if (type === 'date') return msOf(String(value));
  if (type === 'instant') return Date.parse(String(value));
  return type === 'boolean' ? value === true : Number(value);
}

/** A filter's value in that form. @throws Refusal when it cannot be one of the field's */
function converted({ name, type }: Field, value: unknown): Comparable {
  if (value === null || value === undefined)
    throw new Refusal(`The value for field ${name} must not be null.`); // invented
  switch (type) {
    case 'boolean':
      if (typeof value === 'boolean') return value;
      throw new Refusal(`The value for field ${name} must be true or false.`); // invented
    case 'string':
      return String(value).toLowerCase();
    case 'date':
    case 'instant': {
      const ms = toMs(value);
      if (ms !== undefined) return ms;
      throw new Refusal('Conversion failed when converting date and/or time from character string.'); // invented
    }
    default: {
      const isNumber =
        typeof value === 'number' || (typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value));
      if (isNumber) return Number(value);
      const sqlType = type === 'double' ? 'float' : 'int';
      throw new Refusal(
        `Conversion failed when converting varchar '${String(value)}' to data type ${sqlType}`,
      );
    }
  }
}

export const unableToFind = (field: string, { singular }: Entity): string =>
  `Unable to find ${field} in the ${singular} Entity`;
