/** What a logged-in user's request does with the book: reads, pages, writes and questions about entities. */
import { isDeepStrictEqual } from 'node:util';
import type { AutotaskBook } from '../book.ts';
import type { StoredEntity } from '../records.ts';
import type { Action, Requests, Write } from '../requests.ts';
import { missingField, tableOf } from '../rules/check.ts';
import { Refusal } from '../rules/refusal.ts';
import { create, deleteCharge, update } from '../rules/rules.ts';
import type { AutotaskUser } from '../users.ts';
import { type Answer, type Asked, noSuchPath, ok, wrongMethod } from './answer.ts';
import { bind, parseJson } from './bind.ts';
import { entityInformation, fieldInformation } from './metadata.ts';
import { type Cursor, type Cursors, FIRST, matches, pageOf, parseQuery } from './query.ts';
import { isVisible, show } from './values.ts';

export type World = { book: AutotaskBook; requests: Requests; cursors: Cursors; url: string };

/** @throws Refusal */
export function act(world: World, user: AutotaskUser, action: Action, asked: Asked): Answer {
  const { path, method } = asked;
  const { entity, kind } = path;
  switch (action) {
    case 'metadata':
      if (kind === 'info') return ok(entityInformation(entity, user));
      return ok(kind === 'fields' ? fieldInformation(entity) : { fields: [] });
    case 'count': {
      const { filter } = parseQuery(givenQuery(asked));
      return ok({ queryCount: matches(world.book, user, entity, filter).length });
    }
    case 'query': {
      if (kind === 'next') return nextPage(world, user, asked);
      const given = kind === 'collection' ? ofParent(path.parentId) : givenQuery(asked);
      return page(world, user, { method: method === 'POST' ? 'POST' : 'GET', entity, given, start: FIRST });
    }
    case 'read':
      return read(world, user, asked);
    default:
      return write(world, user, action as Write['action'], asked);
  }
}

const ofParent = (parentId: number | null) => ({
  filter: [{ op: 'eq', field: 'contractID', value: parentId }],
});

function givenQuery({ method, query, body }: Asked): unknown {
  return parseJson((method === 'POST' ? body : query.get('search')) || 'null');
}

function page({ book, cursors, url }: World, user: AutotaskUser, cursor: Cursor): Answer {
  const query = parseQuery(cursor.given);
  const { items, count, next, previous } = pageOf(book, user, cursor.entity, query, cursor.start);
  const link = (start: typeof next): string | null =>
    start && `${url}V1.0/${cursors.add({ ...cursor, start })}`;
  const pageDetails = {
    count,
    requestCount: query.maxRecords,
    prevPageUrl: link(previous),
    nextPageUrl: link(next),
  };
  return ok({ items, pageDetails });
}

/** The method and the body must be those of the query that the cursor came from. */
function nextPage(world: World, user: AutotaskUser, { path, method, query, body }: Asked): Answer {
  const cursor = world.cursors.find(path.entity, query.get('paging'));
  if (!cursor) return noSuchPath;
  if (cursor.method !== method) return wrongMethod(method);
  if (method === 'POST' && !isDeepStrictEqual(parseJson(body || 'null'), cursor.given)) {
    throw new Refusal('The query does not match the page that was asked for.'); // invented
  }
  return page(world, user, cursor);
}

function read({ book }: World, user: AutotaskUser, { path }: Asked): Answer {
  const { entity, id, parentId } = path;
  const name = entity.name as StoredEntity;
  const record = tableOf(book, name).find(id);
  const isOfParent =
    parentId === null || (record as { contractID?: number } | undefined)?.contractID === parentId;
  if (record && isOfParent && isVisible(book, user, name, record)) {
    return ok({
      item: show(
        book,
        user,
        entity,
        record,
        entity.fields.filter(({ isQueryable }) => isQueryable),
      ),
    });
  }
  if (book.switches.missingItem === 'null-item') return ok({ item: null });
  return { status: 404, body: { errors: [] } };
}

function write({ book, requests }: World, user: AutotaskUser, action: Write['action'], asked: Asked): Answer {
  const { path } = asked;
  const { entity, parentId } = path;
  const { userName } = user;
  if (action === 'delete') {
    deleteCharge(book, parentId ?? -1, path.id ?? -1);
    requests.writes.push({ entity: entity.name, action, body: {}, id: path.id, userName });
    return ok({ itemId: path.id });
  }
  const body = parseJson(asked.body || 'null');
  const fields = bind(entity, body, user);
  const itemId = action === 'create' ? null : fields.id;
  if (action !== 'create' && (itemId ?? null) === null) throw new Refusal(missingField('id'));
  if (parentId !== null) belongs(book, entity.name as StoredEntity, parentId, fields, itemId);
  if (action === 'create') {
    const id = create(book, entity.name, fields);
    requests.writes.push({ entity: entity.name, action, body: body as Write['body'], id, userName });
    return ok({ itemId: id });
  }
  update(book, entity.name as StoredEntity, itemId, fields, action);
  const id = Number(itemId);
  requests.writes.push({ entity: entity.name, action, body: body as Write['body'], id, userName });
  return ok({ itemId: id });
}

/** The contract in the path and the one in the body must agree; the body need not name it. */
function belongs(
  book: AutotaskBook,
  name: StoredEntity,
  parentId: number,
  fields: Record<string, unknown>,
  id: unknown,
): void {
  if ((fields.contractID ?? parentId) !== parentId) {
    throw new Refusal('contractID does not match the contract in the path.'); // invented
  }
  if (id === null) fields.contractID = parentId;
  else {
    const record = tableOf(book, name).find(id) as { contractID?: number } | undefined;
    if (record && record.contractID !== parentId) {
      throw new Refusal(`No matching records found for id ${String(id)}.`); // invented
    }
  }
}
