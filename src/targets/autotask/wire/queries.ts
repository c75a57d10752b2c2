/** Bulk queries with all their pages, and what Autotask tells about an entity itself (Autotask reference 2). */
import type { z } from 'zod';
import { TransientError } from '../../../errors.ts';
import { asNumber } from '../../../exact-json.ts';
import type { Entity } from '../rights.ts';
import { Page, parseAnswer, readAs } from '../schema.ts';
import type { AutotaskClient } from './client.ts';
import { withinZone } from './zone.ts';

export type Condition =
  | { op: 'eq' | 'gte' | 'in'; field: string; value: unknown }
  | { op: 'and' | 'or'; items: Condition[] };

/** OR conditions of one query, each value of an `in` list being one: Autotask takes 500. */
export const LIST = 500;
const PAGE = 500;

/**
 * Every record of one query. The fields asked for are those of `record`, which must have `id`: without it Autotask
 * refuses pages beyond the first. A page after the first is asked for as its query was, by POST with the same body.
 * `most`: no more than one page of that many, as a probe.
 */
export async function query<Record extends z.ZodObject>(
  client: AutotaskClient,
  entity: Entity,
  { record, where, most }: { record: Record; where: Condition[]; most?: number },
): Promise<z.infer<Record>[]> {
  const body = JSON.stringify({
    MaxRecords: most ?? PAGE,
    IncludeFields: Object.keys(record.shape),
    filter: where,
  });
  const records: z.infer<Record>[] = [];
  const seen = new Set<string>();
  for (let next: string | null = ''; next !== null; ) {
    const address: string = next;
    if (seen.has(address)) throw new TransientError(`Autotask’s pages of ${entity} lead in a circle.`);
    seen.add(address);
    const answer = await client.read(entity, home => ({
      method: 'POST',
      url: address ? withinZone(home, address) : `${home}V1.0/${entity}/query`,
      body,
    }));
    const page = parseAnswer(Page, answer, entity);
    for (const item of page.items) records.push(readAs(record, item, entity));
    next = most === undefined ? page.pageDetails.nextPageUrl : null;
  }
  return records;
}

/**
 * Every record whose `field` is one of `values`, in as few queries as the list limit allows; none for no values. They
 * run side by side within their lane. `spread`: so many queries at least, where many pages are to come of each.
 */
export async function queryIn<Record extends z.ZodObject>(
  client: AutotaskClient,
  entity: Entity,
  {
    record,
    field,
    values,
    as = 'id',
    and = [],
    spread = 1,
  }: {
    record: Record;
    field: string;
    values: Iterable<string>;
    as?: 'id' | 'text';
    and?: Condition[];
    spread?: number;
  },
): Promise<z.infer<Record>[]> {
  const distinct = [...new Set(values)];
  const size = Math.min(LIST, Math.max(1, Math.ceil(distinct.length / spread)));
  const answers = await Promise.all(
    inLists(distinct, size).map(list => {
      const value = as === 'id' ? list.map(asNumber) : list;
      return query(client, entity, { record, where: [{ op: 'in', field, value }, ...and] });
    }),
  );
  return answers.flat();
}

/** Values in lists of at most `size`. */
export const inLists = (values: readonly string[], size: number): string[][] =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, at) =>
    values.slice(at * size, (at + 1) * size),
  );

/** `part` is empty for what may be done with the entity, `/fields` for its fields. */
export async function describeEntity<Schema extends z.ZodType>(
  client: AutotaskClient,
  entity: Entity,
  { part, schema }: { part: '' | '/fields'; schema: Schema },
): Promise<z.infer<Schema>> {
  const answer = await client.read(entity, home => ({
    method: 'GET',
    url: `${home}V1.0/${entity}/entityInformation${part}`,
  }));
  return parseAnswer(schema, answer, entity);
}
