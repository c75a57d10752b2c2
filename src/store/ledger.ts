/**
 * The write ledger (rules 8). An intent is committed before its request goes out, so that a crash at any instant leaves
 * a row telling what may have happened:
 *
 * | from                            | to          | when                                                            |
 * | ------------------------------- | ----------- | --------------------------------------------------------------- |
 * | planned                         | claimed     | its turn has come and no other write of its line is in flight   |
 * | claimed                         | sent        | the request goes out now                                        |
 * | any but confirmed               | confirmed   | what was read back equals *after*                               |
 * | claimed, sent                   | unknown     | no answer, or none that can be believed                         |
 * | claimed, sent, unknown, held    | planned     | it certainly did not happen: it may be claimed again            |
 * | any but confirmed               | failed      | it was refused                                                  |
 * | any but confirmed               | held        | a person has to look                                            |
 */
import { sql } from 'kysely';
import type { Database } from '../../db/schema.ts';
import type { Change } from '../plan/change.ts';
import type { SentRequest } from '../plan/evidence/sent-request.ts';
import type { IntentRef, IntentState } from './intents.ts';
import { toJson } from './values.ts';

/** Writes down a plan's changes in their order; those written down before stay as they are. */
export async function saveIntents(
  db: Database,
  workspaceId: string,
  of: { planId: string; runNumber: number },
  changes: readonly Change[],
): Promise<void> {
  if (changes.length === 0) return;
  await sql`
    insert into ledger
      (workspace_id, run_number, plan_id, change_key, position, agreement_id, product_key, change, item_id, line_id, state)
    select ${workspaceId}, ${of.runNumber}, ${of.planId}, change ->> 'key', position, change ->> 'agreementId',
      change ->> 'productKey', change, change ->> 'itemId', change ->> 'lineId', 'planned'
    from unnest(${changes.map(toJson)}::jsonb[]) with ordinality as given (change, position)
    order by position
    on conflict (workspace_id, plan_id, change_key) do nothing
  `.execute(db);
}

/**
 * Claims a planned change for writing. It must be committed before the request goes out; outside a transaction it is,
 * and who falls asleep in the middle of it keeps no lock that others wait for.
 * @param claim.epoch the workspace's epoch when the worker began
 * @returns false when it is not planned (any more), a write of its line is in flight, or a newer worker took over
 */
export async function claimIntent(
  db: Database,
  workspaceId: string,
  claim: IntentRef & { epoch: number; at: Date },
): Promise<boolean> {
  if (db.isTransaction) await sql`savepoint claim`.execute(db);
  try {
    const { rows } = await sql`
      with w as (select id from workspaces where id = ${workspaceId} and epoch = ${claim.epoch} for share)
      update ledger set
        state = 'claimed', attempts = attempts + 1, claimed_at = ${claim.at},
        request = null, sent_at = null, answered_at = null, settled_at = null, absent_since = null, words = null,
        code = null, slow = false
      from w
      where ledger.workspace_id = w.id and plan_id = ${claim.planId} and change_key = ${claim.changeKey}
        and state = 'planned'
      returning ledger.id
    `.execute(db);
    if (db.isTransaction) await sql`release savepoint claim`.execute(db);
    return rows.length > 0;
  } catch (error) {
    if (!isInFlight(error)) throw error;
    if (db.isTransaction) await sql`rollback to savepoint claim`.execute(db);
    return false;
  }
}

const isInFlight = (error: unknown): boolean =>
  error instanceof Error && 'constraint' in error && error.constraint === 'ledger_one_in_flight';

/**
 * Notes that the request goes out now.
 * @returns false when it must not: the claim is not ours any more
 */
export async function markSent(
  db: Database,
  workspaceId: string,
  { request, ...sending }: IntentRef & { epoch: number; at: Date; request?: SentRequest },
): Promise<boolean> {
  const { rows } = await sql`
    with w as (select id from workspaces where id = ${workspaceId} and epoch = ${sending.epoch} for share)
    update ledger set state = 'sent', sent_at = ${sending.at}, request = ${request ? toJson(request) : null}
    from w
    where ledger.workspace_id = w.id and plan_id = ${sending.planId} and change_key = ${sending.changeKey}
      and state = 'claimed'
    returning ledger.id
  `.execute(db);
  return rows.length > 0;
}

export type Settlement = {
  state: Exclude<IntentState, 'claimed' | 'sent'>;
  at: Date;
  /** The target answered, whatever it said. */
  answered?: boolean;
  itemId?: string;
  lineId?: string;
  words?: string | null;
  code?: string | null;
  slow?: boolean;
  /** Only while the workspace is at this epoch; left out for what a person decides. */
  epoch?: number;
};

const FROM: Record<Settlement['state'], IntentState[]> = {
  confirmed: ['planned', 'claimed', 'sent', 'unknown', 'failed', 'held'],
  unknown: ['claimed', 'sent'],
  planned: ['claimed', 'sent', 'unknown', 'held'],
  failed: ['planned', 'claimed', 'sent', 'unknown', 'held'],
  held: ['planned', 'claimed', 'sent', 'unknown', 'failed'],
};

/**
 * Notes what became of it.
 * @returns false when it does not stand where it may become that (table above), or a newer worker took over
 */
export async function settleIntent(
  db: Database,
  workspaceId: string,
  { planId, changeKey }: IntentRef,
  settlement: Settlement,
): Promise<boolean> {
  const { state, at, answered, itemId, lineId, words, code, slow, epoch } = settlement;
  const isFinal = state === 'confirmed' || state === 'failed' || state === 'held';
  let query = db
    .updateTable('ledger')
    .set({
      state,
      settled_at: isFinal ? at : null,
      ...(answered && { answered_at: at }),
      ...(itemId !== undefined && { item_id: itemId }),
      ...(lineId !== undefined && { line_id: lineId }),
      ...(words !== undefined && { words }),
      ...(code !== undefined && { code }),
      ...(slow !== undefined && { slow }),
    })
    .where('workspace_id', '=', workspaceId)
    .where('plan_id', '=', planId)
    .where('change_key', '=', changeKey)
    .where('state', 'in', FROM[state]);
  if (epoch !== undefined) {
    query = query.where(atEpoch(workspaceId, epoch));
  }
  const { numUpdatedRows } = await query.executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/**
 * Notes that a read found the target as it was before an unknown write.
 * @returns when that was first found; undefined when the write is not unknown
 */
export async function noteAbsence(
  db: Database,
  workspaceId: string,
  { planId, changeKey }: IntentRef,
  at: Date,
): Promise<Date | undefined> {
  const row = await db
    .updateTable('ledger')
    .set({ absent_since: sql<Date>`coalesce(absent_since, ${at})` })
    .where('workspace_id', '=', workspaceId)
    .where('plan_id', '=', planId)
    .where('change_key', '=', changeKey)
    .where('state', 'in', ['sent', 'unknown'])
    .returning('absent_since')
    .executeTakeFirst();
  return row?.absent_since ?? undefined;
}

/** Notes that the target said it did it, unless a newer worker took over; reading it back confirms. */
export async function noteAnswer(
  db: Database,
  workspaceId: string,
  { planId, changeKey }: IntentRef,
  answer: { itemId: string | null; at: Date; epoch: number },
): Promise<void> {
  await db
    .updateTable('ledger')
    .set({ answered_at: answer.at, ...(answer.itemId === null ? {} : { item_id: answer.itemId }) })
    .where('workspace_id', '=', workspaceId)
    .where('plan_id', '=', planId)
    .where('change_key', '=', changeKey)
    .where('state', '=', 'sent')
    .where(atEpoch(workspaceId, answer.epoch))
    .execute();
}

/** True only while the workspace is at this epoch, and keeps it there until the statement is done. */
const atEpoch = (workspaceId: string, epoch: number) =>
  sql<boolean>`exists (select 1 from workspaces where id = ${workspaceId} and epoch = ${epoch} for share)`;
