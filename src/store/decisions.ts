import type { Database } from '../../db/schema.ts';
import type { Decision } from '../plan/decision.ts';
import type { Choice } from '../plan/standing.ts';

export type StoredDecision = Decision & {
  id: number;
  /** null: it holds for every agreement. */
  agreementId: string | null;
  by: string;
  at: Date;
  /** The run it was made about. */
  runNumber: number | null;
};

/** @returns its id */
export async function saveDecision(
  db: Database,
  workspaceId: string,
  decision: Omit<StoredDecision, 'id'>,
): Promise<number> {
  const { id } = await db
    .insertInto('decisions')
    .values({
      workspace_id: workspaceId,
      agreement_id: decision.agreementId,
      product_key: decision.productKey,
      month: decision.month,
      choice: decision.choice,
      subject: decision.subject,
      through: decision.through,
      by: decision.by,
      at: decision.at,
      run_number: decision.runNumber,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Those about the agreement and those that hold for every one, oldest first. */
export async function listDecisions(
  db: Database,
  workspaceId: string,
  agreementId: string,
): Promise<StoredDecision[]> {
  const rows = await db
    .selectFrom('decisions')
    .select([
      'id',
      'agreement_id as agreementId',
      'product_key as productKey',
      'month',
      'choice',
      'subject',
      'through',
      'by',
      'at',
      'run_number as runNumber',
    ])
    .where('workspace_id', '=', workspaceId)
    .where(({ eb, or }) => or([eb('agreement_id', '=', agreementId), eb('agreement_id', 'is', null)]))
    .orderBy('id')
    .execute();
  return rows.map(row => ({ ...row, choice: row.choice as Choice }));
}

/** Takes a decision back. */
export async function removeDecision(db: Database, workspaceId: string, id: number): Promise<void> {
  await db.deleteFrom('decisions').where('workspace_id', '=', workspaceId).where('id', '=', id).execute();
}
