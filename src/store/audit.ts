import { sql } from 'kysely';
import type { Database } from '../../db/schema.ts';
import { anywhere, toJson } from './values.ts';

/** Who did what to what. Never changed, never removed; no secrets. */
export type AuditEntry = {
  at: Date;
  /** A Slack user id, or the name of a job. */
  actor: string;
  action: string;
  subject: string;
  detail: unknown;
};

export type StoredAuditEntry = AuditEntry & { id: number };

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
  /** For the next page: the last id of the one before. */
  before?: number;
  limit: number;
};

/** Newest first. */
export function listAudit(
  db: Database,
  workspaceId: string,
  { text, before, limit }: AuditFilter,
): Promise<StoredAuditEntry[]> {
  let query = db
    .selectFrom('audit')
    .select(['id', 'at', 'actor', 'action', 'subject', 'detail'])
    .where('workspace_id', '=', workspaceId);
  if (text) {
    const pattern = anywhere(text);
    query = query.where(({ eb, or }) =>
      or([
        eb('actor', 'ilike', pattern),
        eb('action', 'ilike', pattern),
        eb('subject', 'ilike', pattern),
        eb(sql<string>`detail::text`, 'ilike', pattern),
      ]),
    );
  }
  if (before !== undefined) query = query.where('id', '<', before);
  return query.orderBy('id', 'desc').limit(limit).execute();
}
