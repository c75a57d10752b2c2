import { sql } from 'kysely';
import type { Database, ProductMatchTable } from '../../db/schema.ts';
import type { RememberedMatches } from '../plan/invoice/join.ts';

export type MatchKind = ProductMatchTable['kind'];

/** What people or earlier months settled, as the planner takes it. */
export async function listMatches(db: Database, workspaceId: string): Promise<RememberedMatches> {
  const rows = await db
    .selectFrom('product_matches')
    .select(['kind', 'value', 'product_key'])
    .where('workspace_id', '=', workspaceId)
    .execute();
  const of = (kind: MatchKind): Map<string, string> =>
    new Map(rows.filter(row => row.kind === kind).map(row => [row.value, row.product_key]));
  return { subscriptions: of('subscription'), productIds: of('product-id'), offers: of('offer') };
}

/** @param matches value → product key; what was remembered of a value before is replaced */
export async function saveMatches(
  db: Database,
  workspaceId: string,
  kind: MatchKind,
  matches: ReadonlyMap<string, string>,
): Promise<void> {
  if (matches.size === 0) return;
  await sql`
    insert into product_matches (workspace_id, kind, value, product_key)
    select ${workspaceId}, ${kind}, value, key
    from unnest(${[...matches.keys()]}::text[], ${[...matches.values()]}::text[]) as given (value, key)
    order by value
    on conflict (workspace_id, kind, value) do update set product_key = excluded.product_key
      where product_matches.product_key <> excluded.product_key
  `.execute(db);
}

export async function removeMatch(
  db: Database,
  workspaceId: string,
  kind: MatchKind,
  value: string,
): Promise<void> {
  await db
    .deleteFrom('product_matches')
    .where('workspace_id', '=', workspaceId)
    .where('kind', '=', kind)
    .where('value', '=', value)
    .execute();
}
