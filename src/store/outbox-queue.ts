/** Messages on their way: who has one in hand, and what became of it. One sender at a time for each. */
import { sql, type Updateable } from 'kysely';
import type { Database, OutboxTable } from '../../db/schema.ts';
import type { Message, Via } from './outbox.ts';

export type DueMessage = Message & {
  workspaceId: string;
  /** Whoever took it has it until then. */
  heldUntil: Date;
  /** Where the parent stands; null for a message of its own. */
  parent: { channelId: string; ts: string } | null;
};

/**
 * Takes messages that are due for `leaseMs`: who dies with one in hand loses it then. One in a thread waits for its
 * parent and for those before it, a mail for those before it to the same address; of closed workspaces there is none.
 * @returns oldest first
 */
export async function claimDue(
  db: Database,
  {
    now,
    leaseMs,
    limit,
    via = 'slack',
    workspaceId,
  }: { now: Date; leaseMs: number; limit: number; via?: Via; workspaceId?: string },
): Promise<DueMessage[]> {
  const { rows } = await sql<DueMessage>`
    with due as (
      select o.workspace_id, o.id
      from outbox o
      join workspaces w on w.id = o.workspace_id and w.closed_at is null
      left join outbox parent on parent.workspace_id = o.workspace_id and parent.key = o.parent_key
      where o.state = 'due' and o.via = ${via} and ${isFree(sql`o`, now)}
        and (o.parent_key is null or parent.ts is not null)
        and (${workspaceId ?? null}::text is null or o.workspace_id = ${workspaceId ?? null})
        and not exists (
          select from outbox earlier
          where earlier.workspace_id = o.workspace_id and earlier.parent_key = o.parent_key
            and earlier.id < o.id and earlier.state = 'due' and earlier.ts is null and o.ts is null
            and ${isFree(sql`earlier`, now)} is not true
        )
        and not exists (
          select from outbox earlier
          where earlier.workspace_id = o.workspace_id and earlier.address = o.address
            and earlier.id < o.id and earlier.state = 'due' and ${isFree(sql`earlier`, now)} is not true
        )
      order by o.id
      limit ${limit}
      for update of o skip locked
    ), claimed as (
      update outbox o set held_until = ${new Date(now.getTime() + leaseMs)}, due_at = 'infinity'
      from due where o.workspace_id = due.workspace_id and o.id = due.id
      returning o.*
    )
    select c.workspace_id as "workspaceId", c.id, c.key, c.address, c.parent_key as "parentKey", c.about, c.wanted, c.shown,
      c.state, c.attempts, c.posting, c.channel_id as "channelId", c.ts, c.hash, c.problem, c.made_at as "madeAt",
      c.held_until as "heldUntil",
      case when parent.ts is null then null
        else jsonb_build_object('channelId', parent.channel_id, 'ts', parent.ts) end as parent
    from claimed c
    left join outbox parent on parent.workspace_id = c.workspace_id and parent.key = c.parent_key
    order by c.id
  `.execute(db);
  return rows;
}

/** Due and in nobody's hands; or in the hands of somebody who lost it. */
const isFree = (row: ReturnType<typeof sql>, now: Date) =>
  sql<boolean>`((${row}.held_until is null and ${row}.due_at <= ${now}) or ${row}.held_until <= ${now})`;

/**
 * Keeps a message in hand for longer, before work on it begins.
 * @returns false when somebody else has it by now
 */
export async function keepClaim(
  db: Database,
  { workspaceId, id, heldUntil }: Pick<DueMessage, 'workspaceId' | 'id' | 'heldUntil'>,
  until: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('outbox')
    .set({ held_until: until })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('held_until', '=', heldUntil)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Puts a message back untouched, until `dueAt`. */
export const releaseClaim = (db: Database, workspaceId: string, key: string, dueAt: Date): Promise<void> =>
  set(db, workspaceId, key, { held_until: null, due_at: dueAt });

/** Puts a message back whose turn did not come, unless somebody else has it by now. */
export async function letGo(
  db: Database,
  { workspaceId, id, heldUntil }: Pick<DueMessage, 'workspaceId' | 'id' | 'heldUntil'>,
  dueAt: Date,
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ held_until: null, due_at: dueAt })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('held_until', '=', heldUntil)
    .execute();
}

/** A post leaves now: from here to its answer it may be there or not. */
export const markPosting = (
  db: Database,
  workspaceId: string,
  key: string,
  channelId: string,
): Promise<void> => set(db, workspaceId, key, { posting: true, channel_id: channelId });

/** It was refused before anything was done with it. */
export const markNotPosted = (db: Database, workspaceId: string, key: string): Promise<void> =>
  set(db, workspaceId, key, { posting: false, channel_id: null });

/** It is shown as it was wanted when it was looked at; it stays due when more was wanted since. */
export async function markShown(
  db: Database,
  workspaceId: string,
  {
    key,
    wanted,
    channelId,
    ts,
    hash,
    at,
  }: {
    key: string;
    wanted: number;
    channelId: string | null;
    ts: string | null;
    hash: string | null;
    at: Date;
  },
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({
      shown: wanted,
      posting: false,
      attempts: 0,
      problem: null,
      channel_id: channelId,
      ts,
      hash,
      shown_at: at,
      held_until: null,
      state: sql<'due'>`case when wanted > ${wanted} then 'due' else 'shown' end`,
    })
    .where('workspace_id', '=', workspaceId)
    .where('key', '=', key)
    .execute();
}

/** It could not be shown: again at `dueAt`, or never when that is null. */
export async function markFailed(
  db: Database,
  workspaceId: string,
  { key, problem, dueAt }: { key: string; problem: string; dueAt: Date | null },
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({
      attempts: sql`attempts + 1`,
      problem,
      held_until: null,
      ...(dueAt ? { due_at: dueAt } : { state: 'dead' as const }),
    })
    .where('workspace_id', '=', workspaceId)
    .where('key', '=', key)
    .execute();
}

/** It is not there any more: it is posted anew, by whoever has it in hand or takes it next. */
export const markGone = (db: Database, workspaceId: string, key: string, at: Date): Promise<void> =>
  set(db, workspaceId, key, {
    ts: null,
    hash: null,
    channel_id: null,
    posting: false,
    state: 'due',
    due_at: at,
  });

/** What happened longer ago is history by now, and stays unsaid. */
const REVIVED_DAYS = 7;

/**
 * Gives messages of the last days that were given up another try: those in Slack, as when the channel was changed or the
 * app invited; or the mails to an address, as when its server takes them again.
 * @returns how many
 */
export async function reviveDead(
  db: Database,
  workspaceId: string,
  at: Date,
  address: string | null = null,
): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('outbox')
    .set({ state: 'due', attempts: 0, due_at: at })
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'dead')
    .where('via', '<>', 'files')
    .where('address', address === null ? 'is' : '=', address)
    .where('made_at', '>=', new Date(at.getTime() - REVIVED_DAYS * 86_400_000))
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

async function set(
  db: Database,
  workspaceId: string,
  key: string,
  columns: Updateable<OutboxTable>,
): Promise<void> {
  await db
    .updateTable('outbox')
    .set(columns)
    .where('workspace_id', '=', workspaceId)
    .where('key', '=', key)
    .execute();
}
