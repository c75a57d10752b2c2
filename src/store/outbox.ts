/**
 * Messages that people shall see. A row is one message for as long as it stands: what it is about, how often it was
 * wanted to be looked at again, and what Slack is known to show. What it says is made when it is shown, from the state
 * as it is then.
 */
import { sql } from 'kysely';
import type { Database, OutboxTable } from '../../db/schema.ts';
import { toJson } from './values.ts';

export type Message = {
  id: number;
  /** Stable within the workspace, e.g. `run/12`. */
  key: string;
  /** The message in whose thread it stands. */
  parentKey: string | null;
  /** What `slack/outgoing` needs to know what to say. */
  about: unknown;
  wanted: number;
  shown: number;
  state: OutboxTable['state'];
  attempts: number;
  /** A post left and its answer was not seen: it may be there. */
  posting: boolean;
  channelId: string | null;
  ts: string | null;
  hash: string | null;
  /** Why it is not shown, for people. */
  problem: string | null;
  madeAt: Date;
};

export type DueMessage = Message & {
  workspaceId: string;
  /** Where the parent stands; null for a message of its own. */
  parent: { channelId: string; ts: string } | null;
};

/**
 * Wants a message shown, or looked at again because what it tells of changed; in the transaction that changes it.
 * @param dueAt not before; an earlier time that is set already stays
 */
export async function wantMessage(
  tx: Database,
  workspaceId: string,
  {
    key,
    parentKey = null,
    about,
    at,
    dueAt = at,
  }: {
    key: string;
    parentKey?: string | null;
    about: unknown;
    at: Date;
    dueAt?: Date;
  },
): Promise<void> {
  await tx
    .insertInto('outbox')
    .values({
      workspace_id: workspaceId,
      key,
      parent_key: parentKey,
      about: toJson(about),
      state: 'due',
      due_at: dueAt,
      made_at: at,
    })
    .onConflict(conflict =>
      conflict.columns(['workspace_id', 'key']).doUpdateSet({
        about: sql`excluded.about`,
        wanted: sql`outbox.wanted + 1`,
        // A dead one stays so: what ails it is not what changed. One that waits for an answer keeps its time.
        state: sql`case when outbox.state = 'dead' then 'dead' else 'due' end`,
        due_at: sql`case when outbox.state = 'due' then
          case when outbox.attempts > 0 then outbox.due_at else least(outbox.due_at, excluded.due_at) end
          else excluded.due_at end`,
      }),
    )
    .execute();
}

/** What was wanted for later, all whose key begins so, is wanted now. */
export async function hastenMessages(
  tx: Database,
  workspaceId: string,
  start: string,
  at: Date,
): Promise<void> {
  await tx
    .updateTable('outbox')
    .set({ due_at: at })
    .where('workspace_id', '=', workspaceId)
    .where('key', 'like', `${start}%`)
    .where('state', '=', 'due')
    .execute();
}

/**
 * Takes messages that are due, oldest first, for `leaseMs`: who dies with one in hand loses it then. One in a thread
 * waits for its parent; of closed workspaces there is none.
 */
export async function claimDue(
  db: Database,
  { now, leaseMs, limit, workspaceId }: { now: Date; leaseMs: number; limit: number; workspaceId?: string },
): Promise<DueMessage[]> {
  const { rows } = await sql<DueMessage>`
    with due as (
      select o.workspace_id, o.id
      from outbox o
      join workspaces w on w.id = o.workspace_id and w.closed_at is null
      left join outbox parent on parent.workspace_id = o.workspace_id and parent.key = o.parent_key
      where o.state = 'due' and o.due_at <= ${now}
        and (o.parent_key is null or parent.ts is not null)
        and (${workspaceId ?? null}::text is null or o.workspace_id = ${workspaceId ?? null})
      order by o.due_at, o.id
      limit ${limit}
      for update of o skip locked
    ), claimed as (
      update outbox o set due_at = ${new Date(now.getTime() + leaseMs)}
      from due where o.workspace_id = due.workspace_id and o.id = due.id
      returning o.*
    )
    select c.workspace_id as "workspaceId", c.id, c.key, c.parent_key as "parentKey", c.about, c.wanted, c.shown,
      c.state, c.attempts, c.posting, c.channel_id as "channelId", c.ts, c.hash, c.problem, c.made_at as "madeAt",
      case when parent.ts is null then null
        else jsonb_build_object('channelId', parent.channel_id, 'ts', parent.ts) end as parent
    from claimed c
    left join outbox parent on parent.workspace_id = c.workspace_id and parent.key = c.parent_key
    order by c.id
  `.execute(db);
  return rows;
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
  set(db, workspaceId, key, { posting: false });

/** Slack shows it as it was wanted when it was looked at; it stays due when more was wanted since. */
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
    hash: string;
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
      state: sql<'due'>`case when wanted > ${wanted} then 'due' else 'shown' end`,
      due_at: at,
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
      ...(dueAt ? { due_at: dueAt } : { state: 'dead' as const }),
    })
    .where('workspace_id', '=', workspaceId)
    .where('key', '=', key)
    .execute();
}

/** It is not there any more: it will be posted anew. */
export const markGone = (db: Database, workspaceId: string, key: string, at: Date): Promise<void> =>
  set(db, workspaceId, key, { ts: null, hash: null, posting: false, state: 'due', due_at: at });

/** Gives messages that were given up another try, as when the channel was changed or the app invited. @returns how many */
export async function reviveDead(db: Database, workspaceId: string, at: Date): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('outbox')
    .set({ state: 'due', attempts: 0, due_at: at })
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'dead')
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

/** Those that were given up, newest first. */
export const listDead = (db: Database, workspaceId: string): Promise<Message[]> =>
  select(db, workspaceId).where('state', '=', 'dead').orderBy('id', 'desc').execute();

export const findMessage = (db: Database, workspaceId: string, key: string): Promise<Message | undefined> =>
  select(db, workspaceId).where('key', '=', key).executeTakeFirst();

/** The messages in a message's thread, in their order. */
export const listThread = (db: Database, workspaceId: string, parentKey: string): Promise<Message[]> =>
  select(db, workspaceId).where('parent_key', '=', parentKey).orderBy('id').execute();

async function set(
  db: Database,
  workspaceId: string,
  key: string,
  columns: {
    posting?: boolean;
    state?: 'due';
    channel_id?: string;
    ts?: null;
    hash?: null;
    due_at?: Date;
  },
): Promise<void> {
  await db
    .updateTable('outbox')
    .set(columns)
    .where('workspace_id', '=', workspaceId)
    .where('key', '=', key)
    .execute();
}

const select = (db: Database, workspaceId: string) =>
  db
    .selectFrom('outbox')
    .select([
      'id',
      'key',
      'parent_key as parentKey',
      'about',
      'wanted',
      'shown',
      'state',
      'attempts',
      'posting',
      'channel_id as channelId',
      'ts',
      'hash',
      'problem',
      'made_at as madeAt',
    ])
    .where('workspace_id', '=', workspaceId);
