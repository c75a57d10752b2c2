/** Queries, their pages and the cursors between them (reference section 2). */
import type { AutotaskBook } from '../book.ts';
import { type Entity, fieldOf } from '../model/entities.ts';
import type { Field } from '../model/field.ts';
import type { StoredEntity } from '../records.ts';
import { tableOf } from '../rules/check.ts';
import { Refusal } from '../rules/refusal.ts';
import type { AutotaskUser } from '../users.ts';
import { compile, unableToFind } from './filter.ts';
import { fieldValue, isVisible, type Kept, show } from './values.ts';

const PAGE = 500;

export type Query = { maxRecords: number; includeFields: string[]; filter: unknown };

/** Keys in any case. @throws Refusal */
export function parseQuery(given: unknown): Query {
  if (given === null || typeof given !== 'object') throw new Refusal('Invalid query syntax.'); // invented
  const keys = Object.fromEntries(Object.entries(given).map(([key, value]) => [key.toLowerCase(), value]));
  const maxRecords = keys.maxrecords ?? PAGE;
  if (!(Number.isInteger(maxRecords) && maxRecords >= 1 && maxRecords <= PAGE)) {
    throw new Refusal(`MaxRecords must be between 1 and ${PAGE}.`); // invented
  }
  const includeFields = keys.includefields ?? [];
  if (!Array.isArray(includeFields)) throw new Refusal('IncludeFields must be a list.'); // invented
  return { maxRecords, includeFields: includeFields.map(String), filter: keys.filter };
}

/** Where a page starts: after an id, with the starts of the pages before it. */
export type Start = { after: number; before: number[] };
export const FIRST: Start = { after: Number.NEGATIVE_INFINITY, before: [] };

/** The records a user sees that match, ascending by id; at most so many, and of those after an id, where that is said. */
export function matches(
  book: AutotaskBook,
  user: AutotaskUser,
  entity: Entity,
  filter: unknown,
  { after, most }: { after: number; most: number } = { after: FIRST.after, most: Number.POSITIVE_INFINITY },
): Kept[] {
  const name = entity.name as StoredEntity;
  const table = tableOf(book, name);
  const blankCosts = !user.rights.costs;
  const { test, among } = compile<Kept>(entity, filter, (record, field) =>
    field.isCost && blankCosts ? null : fieldValue(book, entity, record, field),
  );
  const narrow = among
    .filter(({ field }) => table.isIndexed(field))
    .toSorted((a, b) => a.values.size - b.values.size)[0];
  const candidates = narrow ? table.where(narrow.field as 'id', narrow.values) : table.all();
  const found: Kept[] = [];
  for (const record of candidates) {
    if (found.length >= most) break;
    if (record.id > after && test(record) && isVisible(book, user, name, record)) found.push(record);
  }
  return found;
}

export type Page = { items: unknown[]; count: number; next: Start | null; previous: Start | null };

export function pageOf(
  book: AutotaskBook,
  user: AutotaskUser,
  entity: Entity,
  query: Query,
  start: Start,
): Page {
  const fields = included(entity, query.includeFields);
  const { after, before } = start;
  const most = query.maxRecords + 1; // one more tells whether there is a next page
  const found = matches(book, user, entity, query.filter, { after, most });
  const hasMore = found.length === most;
  if (hasMore && !fields.some(({ name }) => name === 'id')) {
    throw new Refusal('IncludeFields must contain id when a query has more than one page.'); // invented
  }
  const records = found.slice(0, query.maxRecords);
  return {
    items: records.map(record => show(book, user, entity, record, fields)),
    count: records.length,
    next: hasMore ? { after: records.at(-1)!.id, before: [...before, after] } : null,
    previous: before.length > 0 ? { after: before.at(-1)!, before: before.slice(0, -1) } : null,
  };
}

function included(entity: Entity, names: string[]): readonly Field[] {
  if (names.length === 0) return entity.fields.filter(({ isQueryable }) => isQueryable);
  return names.map(name => {
    const field = fieldOf(entity, name);
    if (!field?.isQueryable) throw new Refusal(unableToFind(name, entity));
    return field;
  });
}

export type Cursor = { method: 'GET' | 'POST'; entity: Entity; given: unknown; start: Start };

/** Pages that may be asked for next; a cursor remembers the query it came from. */
export class Cursors {
  readonly #cursors: Cursor[] = [];

  add(cursor: Cursor): string {
    const number = this.#cursors.push(cursor) - 1;
    const paging = { pageSize: PAGE, previousIds: cursor.start.before.length, nextIds: [number] };
    return `${cursor.entity.name}/query/next?paging=${encodeURIComponent(JSON.stringify(paging))}`;
  }

  find(entity: Entity, paging: string | null): Cursor | undefined {
    const number = /"nextIds":\[(\d+)\]/.exec(paging ?? '')?.[1];
    const cursor = number === undefined ? undefined : this.#cursors[Number(number)];
    return cursor?.entity === entity ? cursor : undefined;
  }
}
