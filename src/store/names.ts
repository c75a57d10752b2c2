/** What pickers choose from: names of the source and the target as they were read last. */
import { type SqlBool, sql } from 'kysely';
import type { Database, Transaction } from '../../db/schema.ts';
import type { Agreement } from '../plan/current.ts';
import type { Product, SourceAgreement, Tenant } from '../plan/invoice/line.ts';
import type { ComingPrice } from '../plan/watch/coming-prices.ts';
import { anywhere, toJson } from './values.ts';

/** What is known beside the name, by kind. */
export type NameDetails = {
  company: { active: boolean; website: string | null; reference: string | null };
  agreement: Agreement;
  'billing-code': null;
  'charge-code': null;
  vendor: null;
  'source-agreement': SourceAgreement;
  /** `subscriptions`: how many. */
  tenant: Omit<Tenant, 'subscriptions'> & { subscriptions: number };
  product: Product;
  /** What the next month's price list changes, for products in use. */
  'coming-price': ComingPrice;
};
export type NameKind = keyof NameDetails;

export type Name<Kind extends NameKind = NameKind> = {
  id: string;
  /** Agreement: its company. Tenant: its source agreement. */
  parentId: string | null;
  name: string;
  detail: NameDetails[Kind];
};

export type NameSearch = {
  /** Only what belongs to it. */
  parentId?: string;
  /** 100 unless given. */
  limit?: number;
};

/** What is searched besides name and id. */
const SEARCHED: { [Kind in NameKind]?: readonly string[] } = {
  tenant: ['domain'],
  product: ['sku', 'productId'],
};

/**
 * Those with `text` anywhere in their name or id, without regard to case (tenants: domain too; products: SKU and
 * product id too). Names that begin with it come first, then by name. Everything for an empty text.
 */
export async function searchNames<Kind extends NameKind>(
  db: Database,
  workspaceId: string,
  kind: Kind,
  text: string,
  { parentId, limit = 100 }: NameSearch = {},
): Promise<Name<Kind>[]> {
  const typed = asText(text.trim());
  const pattern = anywhere(typed);
  const fits = [
    sql<SqlBool>`name ilike ${pattern}`,
    sql<SqlBool>`id ilike ${pattern}`,
    ...(SEARCHED[kind] ?? []).map(field => sql<SqlBool>`detail ->> ${sql.lit(field)} ilike ${pattern}`),
  ];
  let query = select(db, workspaceId, kind);
  if (typed !== '') query = query.where(({ or }) => or(fits));
  if (parentId !== undefined) query = query.where('parent_id', '=', parentId);
  const rows = await query
    .orderBy(sql`name ilike ${pattern.slice(1)}`, 'desc')
    .orderBy(sql`lower(name)`)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows as Name<Kind>[];
}

/** By name. `ids`: only these. */
export async function listNames<Kind extends NameKind>(
  db: Database,
  workspaceId: string,
  kind: Kind,
  ids?: readonly string[],
): Promise<Name<Kind>[]> {
  let query = select(db, workspaceId, kind);
  if (ids !== undefined) query = query.where('id', '=', sql<string>`any(${[...ids]}::text[])`);
  const rows = await query.orderBy(sql`lower(name)`).orderBy('id').execute();
  return rows as Name<Kind>[];
}

export async function findName<Kind extends NameKind>(
  db: Database,
  workspaceId: string,
  kind: Kind,
  id: string,
): Promise<Name<Kind> | undefined> {
  const row = await select(db, workspaceId, kind).where('id', '=', asText(id)).executeTakeFirst();
  return row as Name<Kind> | undefined;
}

const BATCH = 2_000;

/** Puts all names of a kind in place of those there; of two with one id the last counts. */
export async function saveNames<Kind extends NameKind>(
  tx: Transaction,
  workspaceId: string,
  kind: Kind,
  names: readonly Name<Kind>[],
  readAt: Date,
): Promise<void> {
  const rows = [...new Map(names.map(one => [one.id, one])).values()];
  const ids = rows.map(one => one.id);
  await sql`
    delete from names
    where workspace_id = ${workspaceId} and kind = ${kind}
      and not exists (select from unnest(${ids}::text[]) as given (id) where given.id = names.id)
  `.execute(tx);
  for (let at = 0; at < rows.length; at += BATCH) {
    const batch = rows.slice(at, at + BATCH);
    const parents = batch.map(one => one.parentId);
    const texts = batch.map(one => asText(one.name));
    const details = batch.map(one => toJson(one.detail));
    await sql`
      insert into names (workspace_id, kind, id, parent_id, name, detail, read_at)
      select ${workspaceId}, ${kind}, given.*, ${readAt}::timestamptz
      from unnest(${ids.slice(at, at + BATCH)}::text[], ${parents}::text[], ${texts}::text[], ${details}::jsonb[])
        as given
      on conflict (workspace_id, kind, id) do update set
        parent_id = excluded.parent_id, name = excluded.name, detail = excluded.detail, read_at = excluded.read_at
    `.execute(tx);
  }
}

const select = (db: Database, workspaceId: string, kind: NameKind) =>
  db
    .selectFrom('names')
    .select(['id', 'parent_id as parentId', 'name', 'detail'])
    .where('workspace_id', '=', workspaceId)
    .where('kind', '=', kind);

/** PostgreSQL takes no NUL and no half of a surrogate pair. */
const asText = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd');
