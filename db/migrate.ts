import { type Migration, Migrator } from 'kysely/migration';
import * as tables from './migrations/0001-tables.ts';
import type { Database } from './schema.ts';

/** In the order of their names, which are never changed once released. */
const MIGRATIONS: Record<string, Migration> = { '0001-tables': tables };

/**
 * Brings the database up to date, in one transaction and under a lock, so that several processes may start at one time.
 * @returns names of the migrations carried out
 */
export async function migrate(db: Database): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error) throw error;
  return results.map(result => result.migrationName);
}
