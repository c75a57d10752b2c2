/** When names were wanted and read last; `Workspace` tells of it. */
import { sql } from 'kysely';
import type { Database } from '../../db/schema.ts';

/** Somebody wants names and price list read again. Later than the last reading, so that it is not taken for done. */
export async function wantNames(db: Database, workspaceId: string, at: Date): Promise<void> {
  await sql`
    update workspaces set names_wanted_at = greatest(${at}::timestamptz, names_read_at + interval '1 millisecond')
    where id = ${workspaceId}
  `.execute(db);
}

/**
 * They were read, or could not be: then `problem` says why, and those there stay. `wanted`: the wish as it stood when
 * the reading began; a later one stays.
 */
export async function noteNamesRead(
  db: Database,
  workspaceId: string,
  { at, wanted, problem }: { at: Date; wanted: Date | null; problem: string | null },
): Promise<void> {
  await sql`
    update workspaces set
      names_read_at = case when ${problem}::text is null then ${at}::timestamptz else names_read_at end,
      names_problem = ${problem}::text,
      names_wanted_at = case when names_wanted_at = ${wanted}::timestamptz then null else names_wanted_at end
    where id = ${workspaceId}
  `.execute(db);
}
