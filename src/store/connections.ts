import type { Updateable } from 'kysely';
import type { ConnectionTable, Database } from '../../db/schema.ts';
import { UserError } from '../errors.ts';
import type { Place, Seal } from '../seal.ts';
import { inTransaction } from './database.ts';

export type ConnectionKind = ConnectionTable['kind'];
export type Credentials = Record<string, string>;

/** What may be shown of a connection: no secrets. */
export type Connection = {
  kind: ConnectionKind;
  /** Last four characters, to tell keys apart. */
  hint: string;
  /** Autotask: the zone's address. */
  home: string | null;
  state: ConnectionTable['state'];
  /** One sentence for people, while it needs attention. */
  problem: string | null;
  /** What to do about it, and the far side's own words. */
  remedy: string | null;
  words: string | null;
  checkedAt: Date;
};

/** What a check found. */
export type Finding = Pick<Connection, 'state' | 'problem'> &
  Partial<Pick<Connection, 'remedy' | 'words'>> & { at: Date };

export type OpenConnection = Connection & { credentials: Credentials };

/** Puts it in place of what was there. It counts as connected: it was checked before. */
export async function saveConnection(
  db: Database,
  workspaceId: string,
  seal: Seal,
  connection: { kind: ConnectionKind; credentials: Credentials; hint: string; home: string | null; at: Date },
): Promise<void> {
  const { kind, hint, home, at } = connection;
  const credentials = seal.seal(JSON.stringify(connection.credentials), placeOf(workspaceId, kind));
  const fine = { state: 'connected' as const, problem: null, remedy: null, words: null };
  const columns = { credentials, hint, home, ...fine, checked_at: at };
  await db
    .insertInto('connections')
    .values({ workspace_id: workspaceId, kind, ...columns })
    .onConflict(conflict => conflict.columns(['workspace_id', 'kind']).doUpdateSet(columns))
    .execute();
}

/** @throws UserError when the credentials cannot be opened (`seal-key-missing`, `seal-broken`) */
export async function findConnection(
  db: Database,
  workspaceId: string,
  seal: Seal,
  kind: ConnectionKind,
): Promise<OpenConnection | undefined> {
  const row = await db
    .selectFrom('connections')
    .select([...SHOWN, 'credentials'])
    .where('workspace_id', '=', workspaceId)
    .where('kind', '=', kind)
    .executeTakeFirst();
  if (!row) return undefined;
  const plain = seal.open(row.credentials, placeOf(workspaceId, kind));
  return { ...row, credentials: JSON.parse(plain) as Credentials };
}

export const listConnections = (db: Database, workspaceId: string): Promise<Connection[]> =>
  db
    .selectFrom('connections')
    .select(SHOWN)
    .where('workspace_id', '=', workspaceId)
    .orderBy('kind')
    .execute();

export async function saveHome(
  db: Database,
  workspaceId: string,
  kind: ConnectionKind,
  home: string,
): Promise<void> {
  await update(db, workspaceId, kind, { home });
}

/** Notes what the last check found. */
export async function markConnection(
  db: Database,
  workspaceId: string,
  kind: ConnectionKind,
  { state, problem, remedy = null, words = null, at }: Finding,
): Promise<void> {
  await update(db, workspaceId, kind, { state, problem, remedy, words, checked_at: at });
}

export async function removeConnection(
  db: Database,
  workspaceId: string,
  kind: ConnectionKind,
): Promise<void> {
  await db
    .deleteFrom('connections')
    .where('workspace_id', '=', workspaceId)
    .where('kind', '=', kind)
    .execute();
}

/** `unopened`: those that cannot be opened; they stay as they are. */
export type ResealedConnections = {
  resealed: number;
  unopened: { kind: ConnectionKind; error: UserError }[];
};

/**
 * Seals again, with the current key, what an older one sealed. Who saves one anew meanwhile comes before or after, so
 * that this is never put in place of it.
 */
export function resealConnections(
  db: Database,
  workspaceId: string,
  seal: Seal,
): Promise<ResealedConnections> {
  return inTransaction(db, async tx => {
    const rows = await tx
      .selectFrom('connections')
      .select(['kind', 'credentials'])
      .where('workspace_id', '=', workspaceId)
      .orderBy('kind')
      .forUpdate()
      .execute();
    const found: ResealedConnections = { resealed: 0, unopened: [] };
    for (const { kind, credentials } of rows) {
      const place = placeOf(workspaceId, kind);
      try {
        const plain = seal.open(credentials, place);
        if (!seal.isStale(credentials)) continue;
        await update(tx, workspaceId, kind, { credentials: seal.seal(plain, place) });
        found.resealed += 1;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        found.unopened.push({ kind, error });
      }
    }
    return found;
  });
}

const update = (
  db: Database,
  workspaceId: string,
  kind: ConnectionKind,
  columns: Updateable<ConnectionTable>,
): Promise<unknown> =>
  db
    .updateTable('connections')
    .set(columns)
    .where('workspace_id', '=', workspaceId)
    .where('kind', '=', kind)
    .execute();

const placeOf = (workspaceId: string, kind: ConnectionKind): Place =>
  `connections.credentials:${workspaceId}/${kind}`;

const SHOWN = [
  'kind',
  'hint',
  'home',
  'state',
  'problem',
  'remedy',
  'words',
  'checked_at as checkedAt',
] as const;
