/**
 * Messages that people shall see, in Slack or by mail. A row is one message for as long as it stands: what it is about,
 * how often it was wanted to be looked at again, and what is known to be shown. What it says is made when it is shown, from the state
 * as it is then. Who takes it up: `outbox-queue.ts`.
 */
import { type Selectable, sql } from 'kysely';
import type { Database, OutboxTable } from '../../db/schema.ts';
import { toJson } from './values.ts';

/** How a message reaches people. */
export type Via = Selectable<OutboxTable>['via'];

export type Message = {
  id: number;
  /** Stable within the workspace, e.g. `run/12`. */
  key: string;
  /** A mail's; null in Slack. */
  address: string | null;
  /** The message in whose thread it stands. */
  parentKey: string | null;
  /** What `slack/outgoing` or `mail` needs to know what to say. */
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

/**
 * Wants a message shown, or looked at again because what it tells of changed; in the transaction that changes it.
 * @param dueAt not before; an earlier time that is set already stays, and so does a pause that Slack asked for
 */
export async function wantMessage(
  tx: Database,
  workspaceId: string,
  {
    key,
    address = null,
    via = address === null ? 'slack' : 'mail',
    parentKey = null,
    about,
    at,
    dueAt = at,
  }: {
    key: string;
    /** It goes there by mail; left out: it stands in Slack. */
    address?: string | null;
    via?: Via;
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
      via,
      address,
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
        // In Slack a dead one stays so: what ails it is not what changed. A mail is worth a try.
        state: sql`case when outbox.state = 'dead' and outbox.via = 'slack' then 'dead' else 'due' end`,
        due_at: sql`case
          when outbox.state <> 'due' then excluded.due_at
          when outbox.attempts > 0 and outbox.held_until is null then outbox.due_at
          else least(outbox.due_at, excluded.due_at) end`,
      }),
    )
    .execute();
}

/** Wants those that are there already, all whose key begins so, looked at now. */
export async function hastenMessages(
  tx: Database,
  workspaceId: string,
  start: string,
  at: Date,
): Promise<void> {
  await tx
    .updateTable('outbox')
    .set({ due_at: at, state: 'due', wanted: sql`wanted + 1` })
    .where('workspace_id', '=', workspaceId)
    .where('key', 'like', `${start}%`)
    .where('state', '<>', 'dead')
    .execute();
}

export const findMessage = (db: Database, workspaceId: string, key: string): Promise<Message | undefined> =>
  select(db, workspaceId).where('key', '=', key).executeTakeFirst();

/** The messages in a message's thread, in their order. */
export const listThread = (db: Database, workspaceId: string, parentKey: string): Promise<Message[]> =>
  select(db, workspaceId).where('parent_key', '=', parentKey).orderBy('id').execute();

/**
 * Those that were given up, newest first: each says what a person has to do first. A mail to an address that the
 * settings do not have any more is not missed.
 */
export const listDead = (db: Database, workspaceId: string): Promise<Message[]> =>
  select(db, workspaceId)
    .where('state', '=', 'dead')
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb('via', '<>', 'mail'),
        exists(
          selectFrom('settings')
            .select('program')
            .whereRef('settings.workspace_id', '=', 'outbox.workspace_id')
            .where(sql<boolean>`settings.value -> 'emails' @> to_jsonb(outbox.address)`),
        ),
      ]),
    )
    .orderBy('id', 'desc')
    .execute();

/** How many messages wait although they should be there already. */
export async function countLate(
  db: Database,
  workspaceId: string,
  now: Date,
  via: Via = 'slack',
): Promise<number> {
  const { count } = await db
    .selectFrom('outbox')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'due')
    .where('via', '=', via)
    .where(late => late.or([late('due_at', '<=', now), late('attempts', '>', 0)]))
    .executeTakeFirstOrThrow();
  return Number(count);
}

const select = (db: Database, workspaceId: string) =>
  db
    .selectFrom('outbox')
    .select([
      'id',
      'key',
      'address',
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
