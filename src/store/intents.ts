import type { Database, LedgerTable } from '../../db/schema.ts';
import type { Change } from '../plan/change.ts';
import type { SentRequest } from '../plan/evidence/sent-request.ts';

export type IntentState = LedgerTable['state'];
export type IntentRef = { planId: string; changeKey: string };

export type Intent = IntentRef & {
  id: number;
  runNumber: number;
  /** Order within its plan. */
  position: number;
  /** null: a change of the catalogue. */
  agreementId: string | null;
  productKey: string;
  change: Change;
  /** As it was sent last. */
  request: SentRequest | null;
  state: IntentState;
  /** Claims so far. */
  attempts: number;
  /** Known from the plan, or from the target's answer. */
  itemId: string | null;
  lineId: string | null;
  /** The target's own words, and our stable word for them. */
  words: string | null;
  code: string | null;
  /** The answer never came in time: absence counts only after the longer wait. */
  slow: boolean;
  /** First time a read found the target as it was before. */
  absentSince: Date | null;
  claimedAt: Date | null;
  sentAt: Date | null;
  answeredAt: Date | null;
  settledAt: Date | null;
};

export const findIntent = (
  db: Database,
  workspaceId: string,
  { planId, changeKey }: IntentRef,
): Promise<Intent | undefined> =>
  select(db, workspaceId)
    .where('plan_id', '=', planId)
    .where('change_key', '=', changeKey)
    .executeTakeFirst();

/** The changes of several plans, each plan's in their order. */
export const listIntentsOf = (
  db: Database,
  workspaceId: string,
  planIds: readonly string[],
): Promise<Intent[]> =>
  planIds.length === 0
    ? Promise.resolve([])
    : select(db, workspaceId)
        .where('plan_id', 'in', planIds)
        .orderBy('plan_id')
        .orderBy('position')
        .execute();

/** A plan's changes in their order. */
export const listIntents = (db: Database, workspaceId: string, planId: string): Promise<Intent[]> =>
  select(db, workspaceId).where('plan_id', '=', planId).orderBy('position').execute();

/** What may have been written and is not known yet, oldest first. */
export const listOpen = (db: Database, workspaceId: string): Promise<Intent[]> =>
  select(db, workspaceId).where('state', 'in', ['claimed', 'sent', 'unknown']).orderBy('id').execute();

/** How many of a run's changes stand where. */
export async function countIntents(
  db: Database,
  workspaceId: string,
  runNumber: number,
): Promise<Record<IntentState, number>> {
  const rows = await db
    .selectFrom('ledger')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .where('workspace_id', '=', workspaceId)
    .where('run_number', '=', runNumber)
    .groupBy('state')
    .execute();
  const none = { planned: 0, claimed: 0, sent: 0, confirmed: 0, unknown: 0, failed: 0, held: 0 };
  return { ...none, ...Object.fromEntries(rows.map(row => [row.state, row.count])) };
}

const select = (db: Database, workspaceId: string) =>
  db
    .selectFrom('ledger')
    .select([
      'id',
      'run_number as runNumber',
      'plan_id as planId',
      'change_key as changeKey',
      'position',
      'agreement_id as agreementId',
      'product_key as productKey',
      'change',
      'request',
      'state',
      'attempts',
      'item_id as itemId',
      'line_id as lineId',
      'words',
      'code',
      'slow',
      'absent_since as absentSince',
      'claimed_at as claimedAt',
      'sent_at as sentAt',
      'answered_at as answeredAt',
      'settled_at as settledAt',
    ])
    .where('workspace_id', '=', workspaceId);
