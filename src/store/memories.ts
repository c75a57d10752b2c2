/** What runs left on agreements' lines. A run that is undone is forgotten: what was left before it counts again. */
import { sql } from 'kysely';
import type { Database } from '../../db/schema.ts';
import type { LineMemory } from '../plan/memory.ts';
import { toJson } from './values.ts';

/** What we left on an agreement's lines last, by product key. */
export async function listMemories(
  db: Database,
  workspaceId: string,
  agreementId: string,
): Promise<Map<string, LineMemory>> {
  const rows = await newest(db, workspaceId, agreementId).execute();
  return new Map(rows.map(row => [row.product_key, row.memory]));
}

/**
 * What we left on an agreement's lines before a run, and last of all; lines that neither it nor a later run left
 * anything on are not among them.
 */
export async function listMemoriesSince(
  db: Database,
  workspaceId: string,
  agreementId: string,
  runNumber: number,
): Promise<Map<string, { last: LineMemory; before: LineMemory | null }>> {
  const [last, before] = await Promise.all([
    newest(db, workspaceId, agreementId).execute(),
    newest(db, workspaceId, agreementId)
      .where(({ eb, or }) => or([eb('run_number', '<', runNumber), eb('run_number', 'is', null)]))
      .execute(),
  ]);
  const earlier = new Map(before.map(row => [row.product_key, row.memory]));
  return new Map(
    last.flatMap(row =>
      row.run_number !== null && row.run_number >= runNumber
        ? [[row.product_key, { last: row.memory, before: earlier.get(row.product_key) ?? null }] as const]
        : [],
    ),
  );
}

const newest = (db: Database, workspaceId: string, agreementId: string) =>
  db
    .selectFrom('line_memories')
    .distinctOn('product_key')
    .select(['product_key', 'memory', 'run_number'])
    .where('workspace_id', '=', workspaceId)
    .where('agreement_id', '=', agreementId)
    .orderBy('product_key')
    .orderBy('saved_at', 'desc')
    .orderBy('id', 'desc');

/** Puts it in place of what the same run left on that line. */
export async function saveMemory(
  db: Database,
  workspaceId: string,
  agreementId: string,
  memory: LineMemory,
  by: { runNumber: number | null; at: Date },
): Promise<void> {
  await db
    .insertInto('line_memories')
    .values({
      workspace_id: workspaceId,
      agreement_id: agreementId,
      product_key: memory.productKey,
      memory: toJson(memory),
      run_number: by.runNumber,
      saved_at: by.at,
    })
    .onConflict(conflict =>
      conflict.columns(['workspace_id', 'agreement_id', 'product_key', 'run_number']).doUpdateSet({
        memory: sql`excluded.memory`,
        saved_at: by.at,
      }),
    )
    .execute();
}

/** Forgets what a run, and any later one, left on these lines. */
export async function forgetMemoriesSince(
  db: Database,
  workspaceId: string,
  agreementId: string,
  { runNumber, productKeys }: { runNumber: number; productKeys: readonly string[] },
): Promise<void> {
  if (productKeys.length === 0) return;
  await db
    .deleteFrom('line_memories')
    .where('workspace_id', '=', workspaceId)
    .where('agreement_id', '=', agreementId)
    .where('product_key', 'in', productKeys)
    .where('run_number', '>=', runNumber)
    .execute();
}
