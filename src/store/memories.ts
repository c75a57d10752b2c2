import { sql } from 'kysely';
import type { Database } from '../../db/schema.ts';
import type { LineMemory } from '../plan/memory.ts';
import { toJson } from './values.ts';

/** What we left on an agreement's lines, by product key. */
export async function listMemories(
  db: Database,
  workspaceId: string,
  agreementId: string,
): Promise<Map<string, LineMemory>> {
  const rows = await db
    .selectFrom('line_memories')
    .select(['product_key', 'memory'])
    .where('workspace_id', '=', workspaceId)
    .where('agreement_id', '=', agreementId)
    .orderBy('product_key')
    .execute();
  return new Map(rows.map(row => [row.product_key, row.memory]));
}

/** Puts it in place of what was remembered of that line. */
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
      conflict.columns(['workspace_id', 'agreement_id', 'product_key']).doUpdateSet({
        memory: sql`excluded.memory`,
        run_number: by.runNumber,
        saved_at: by.at,
      }),
    )
    .execute();
}

export async function removeMemory(
  db: Database,
  workspaceId: string,
  agreementId: string,
  productKey: string,
): Promise<void> {
  await db
    .deleteFrom('line_memories')
    .where('workspace_id', '=', workspaceId)
    .where('agreement_id', '=', agreementId)
    .where('product_key', '=', productKey)
    .execute();
}
