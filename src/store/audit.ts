import { sql } from 'kysely';
import type { Database } from '../../db/schema.ts';
import { anywhere, toJson } from './values.ts';

/** Who did what to what. Never changed, never removed, each chained to the one before it; no secrets. */
export type AuditEntry = {
  at: Date;
  /** A Slack user id, or the name of a job. */
  actor: string;
  action: string;
  subject: string;
  detail: unknown;
};

/** `id`: counted from 1 in its workspace. */
export type StoredAuditEntry = AuditEntry & { id: number };

/**
 * Adds an entry to the workspace's chain. From here to the end of its transaction nobody else adds one there: it comes
 * after whatever others may hold locked.
 */
export async function recordAudit(db: Database, workspaceId: string, entry: AuditEntry): Promise<void> {
  await db
    .insertInto('audit')
    .values({
      workspace_id: workspaceId,
      at: entry.at,
      actor: entry.actor,
      action: entry.action,
      subject: entry.subject,
      detail: toJson(entry.detail),
    })
    .execute();
}

export type AuditFilter = {
  /** Found in actor, action, subject or detail, without regard to case. */
  text?: string;
  /** So many of the newest are passed over. */
  offset?: number;
  limit: number;
};

/** Newest first. */
export const listAudit = (
  db: Database,
  workspaceId: string,
  { text, offset = 0, limit }: AuditFilter,
): Promise<StoredAuditEntry[]> =>
  select(db, workspaceId, text)
    .select(['id', 'at', 'actor', 'action', 'subject', 'detail'])
    .orderBy('id', 'desc')
    .offset(offset)
    .limit(limit)
    .execute();

export async function countAudit(
  db: Database,
  workspaceId: string,
  { text }: Pick<AuditFilter, 'text'>,
): Promise<number> {
  const { count } = await select(db, workspaceId, text)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

function select(db: Database, workspaceId: string, text: string | undefined) {
  const all = db.selectFrom('audit').where('workspace_id', '=', workspaceId);
  if (!text) return all;
  const pattern = anywhere(text);
  return all.where(({ eb, or }) =>
    or([
      eb('actor', 'ilike', pattern),
      eb('action', 'ilike', pattern),
      eb('subject', 'ilike', pattern),
      eb(sql<string>`detail::text`, 'ilike', pattern),
    ]),
  );
}
