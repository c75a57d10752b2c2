/** The audit as a chain, read whole: what it is checked by stands in `plan/evidence/chain.ts`. */
import { sql } from 'kysely';
import type { Database } from '../../db/schema.ts';
import type { ChainEntry, ChainHead } from '../plan/evidence/chain.ts';

export const findAuditHead = (db: Database, workspaceId: string): Promise<ChainHead | undefined> =>
  db
    .selectFrom('audit_heads')
    .select(['entries', 'hash'])
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst();

/** Entries after the one given, in the order of their numbers, with their content as it was hashed. */
export async function listAuditChain(
  db: Database,
  workspaceId: string,
  { after, limit }: { after: number; limit: number },
): Promise<ChainEntry[]> {
  return db
    .selectFrom('audit')
    .select([
      'id',
      'previous',
      'hash',
      sql<string[]>`array[to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        actor, action, subject, detail::text]`.as('content'),
    ])
    .where('workspace_id', '=', workspaceId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
}
