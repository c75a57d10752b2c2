import { inject } from 'vitest';
import { connect } from '../../db/connect.ts';
import type { Database } from '../../db/schema.ts';
import { createDatabase, dropDatabase, urlWith } from './server.ts';

export type FreshDatabase = AsyncDisposable & {
  db: Database;
  url: string;
  /** Closes the connections and drops the database. */
  drop(): Promise<void>;
};

/**
 * A database of its own for one test file, with all tables and no rows.
 *
 *     const { db, drop } = await freshDatabase();
 *     afterAll(drop);
 */
export async function freshDatabase(): Promise<FreshDatabase> {
  const { serverUrl, template } = inject('postgres');
  const name = await createDatabase(serverUrl, 'prism_bot_test', template);
  const url = urlWith(serverUrl, name);
  const db = connect(url);
  const drop = async (): Promise<void> => {
    await db.destroy();
    await dropDatabase(serverUrl, name);
  };
  return { db, url, drop, [Symbol.asyncDispose]: drop };
}
