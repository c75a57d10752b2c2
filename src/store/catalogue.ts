import { type InsertObject, sql } from 'kysely';
import type { CatalogueLinkTable, Database, Schema } from '../../db/schema.ts';
import { UserError } from '../errors.ts';
import type { CatalogueLink } from '../plan/catalogue.ts';

export type StoredLink = CatalogueLink & {
  itemName: string | null;
  /** null: skipped. */
  origin: CatalogueLinkTable['origin'];
  linkedAt: Date;
};

/** By product key. */
export async function listLinks(db: Database, workspaceId: string): Promise<Map<string, StoredLink>> {
  const rows = await db
    .selectFrom('catalogue_links')
    .select(['product_key', 'item_id', 'item_name', 'skipped', 'origin', 'linked_at'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('product_key')
    .execute();
  return new Map(
    rows.map(row => [
      row.product_key,
      {
        itemId: row.item_id,
        itemName: row.item_name,
        skipped: row.skipped,
        origin: row.origin,
        linkedAt: row.linked_at,
      },
    ]),
  );
}

/**
 * Links the product to an item, whatever it was linked to before.
 * @throws UserError `item-linked` when the item stands for another product already
 */
export async function saveLink(
  db: Database,
  workspaceId: string,
  link: {
    productKey: string;
    itemId: string;
    itemName: string;
    origin: 'created' | 'adopted' | 'by-hand';
    at: Date;
  },
): Promise<void> {
  const { productKey, itemId, itemName, origin, at } = link;
  // Not left to the unique index: its error would end the caller's transaction.
  const other = await db
    .selectFrom('catalogue_links')
    .select('product_key')
    .where('workspace_id', '=', workspaceId)
    .where('item_id', '=', itemId)
    .where('product_key', '<>', productKey)
    .executeTakeFirst();
  if (other) {
    throw new UserError(`${itemName} already stands for the product ${other.product_key}.`, {
      code: 'item-linked',
      remedy: 'Choose another item, or unlink that product first.',
    });
  }
  await put(db, {
    workspace_id: workspaceId,
    product_key: productKey,
    item_id: itemId,
    item_name: itemName,
    origin,
    skipped: false,
    linked_at: at,
  });
}

/** Decides that the product gets no item. */
export const skipProduct = (db: Database, workspaceId: string, productKey: string, at: Date): Promise<void> =>
  put(db, {
    workspace_id: workspaceId,
    product_key: productKey,
    item_id: null,
    item_name: null,
    origin: null,
    skipped: true,
    linked_at: at,
  });

/** Forgets the link, or the decision to skip. */
export async function removeLink(db: Database, workspaceId: string, productKey: string): Promise<void> {
  await db
    .deleteFrom('catalogue_links')
    .where('workspace_id', '=', workspaceId)
    .where('product_key', '=', productKey)
    .execute();
}

async function put(db: Database, row: InsertObject<Schema, 'catalogue_links'>): Promise<void> {
  await db
    .insertInto('catalogue_links')
    .values(row)
    .onConflict(conflict =>
      conflict.columns(['workspace_id', 'product_key']).doUpdateSet({
        item_id: sql`excluded.item_id`,
        item_name: sql`excluded.item_name`,
        origin: sql`excluded.origin`,
        skipped: sql`excluded.skipped`,
        linked_at: sql`excluded.linked_at`,
      }),
    )
    .execute();
}
