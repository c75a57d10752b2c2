import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { UserError } from '../src/errors.ts';
import type { Database, Schema } from './schema.ts';

export type ConnectOptions = {
  /** Sessions at most. */
  sessions?: number;
  /** Told of a session that broke; the pool replaces it by itself, and a query or transaction on it fails. */
  onBreak?: (error: Error) => void;
};

/**
 * A program that stands still inside a transaction loses it, and its locks, after this: others could not take over.
 * Longer than an invoice's next bytes are waited for, which are stored as they come.
 */
const STANDSTILL_MS = 90_000;

/** Sessions are opened when first needed, and closed by `db.destroy()`. */
export function connect(url: string, { sessions = 10, onBreak = () => {} }: ConnectOptions = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: sessions,
    connectionTimeoutMillis: 10_000,
    application_name: 'prism-bot',
    keepAlive: true,
    idle_in_transaction_session_timeout: STANDSTILL_MS,
    types: { getTypeParser },
  });
  // Without a listener at both, a session that breaks would end the process: in the pool, or between two queries of a
  // transaction, when the pool does not listen.
  pool.on('error', () => {});
  pool.on('connect', session => session.on('error', onBreak));
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}

const OLDEST = 15;

/** @throws UserError `database-too-old` or `database-unreachable` */
export async function checkServer(db: Database): Promise<void> {
  const { version, name } = await readVersion(db);
  if (version >= OLDEST * 10_000) return;
  throw new UserError(`The database is PostgreSQL ${name}; PRISM Bot needs ${OLDEST} or later.`, {
    code: 'database-too-old',
    remedy: 'Point DATABASE_URL at a newer server, or leave it unset to use the one that comes along.',
  });
}

async function readVersion(db: Database): Promise<{ version: number; name: string }> {
  try {
    const { rows } = await sql<{ version: number; name: string }>`
      select current_setting('server_version_num')::int as version, current_setting('server_version') as name
    `.execute(db);
    return rows[0]!;
  } catch (cause) {
    throw new UserError('The database cannot be reached.', {
      code: 'database-unreachable',
      remedy: 'Check that it runs, and its address, user and password in DATABASE_URL.',
      words: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}

/** PostgreSQL's numbers of the types that are read otherwise than the driver would. */
const INT8 = 20;
const DATE = 1082;

/**
 * Days stay text: the driver would make an instant of them at local midnight. Counters and row ids become numbers;
 * numeric stays text.
 */
const getTypeParser: pg.CustomTypesConfig['getTypeParser'] = (id, format) => {
  if (format !== 'binary' && Number(id) === DATE) return (text: string) => text;
  if (format !== 'binary' && Number(id) === INT8) return toSafeInteger;
  return pg.types.getTypeParser(id, format);
};

function toSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`too large for a number: ${text}`);
  return value;
}
