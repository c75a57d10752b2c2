import type { Database, PersonTable } from '../../db/schema.ts';

export type Named = {
  kind: PersonTable['kind'];
  /** Slack's id of the user or user group. */
  id: string;
  role: PersonTable['role'];
  namedBy: string;
  namedAt: Date;
};

/** Admins first, in the order in which they were named. */
export const listPeople = (db: Database, workspaceId: string): Promise<Named[]> =>
  db
    .selectFrom('people')
    .select(['kind', 'id', 'role', 'named_by as namedBy', 'named_at as namedAt'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('role')
    .orderBy('named_at')
    .orderBy('id')
    .execute();

/** Names a person or group; who was named before gets the new role. */
export async function savePerson(db: Database, workspaceId: string, named: Named): Promise<void> {
  const columns = { role: named.role, named_by: named.namedBy, named_at: named.namedAt };
  await db
    .insertInto('people')
    .values({ workspace_id: workspaceId, kind: named.kind, id: named.id, ...columns })
    .onConflict(conflict => conflict.columns(['workspace_id', 'kind', 'id']).doUpdateSet(columns))
    .execute();
}

/** @returns false when there was no such one */
export async function removePerson(
  db: Database,
  workspaceId: string,
  { kind, id }: Pick<Named, 'kind' | 'id'>,
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('people')
    .where('workspace_id', '=', workspaceId)
    .where('kind', '=', kind)
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}
