import { type ConnectOptions, checkServer, connect } from './connect.ts';
import { startLocal } from './local.ts';
import { migrate } from './migrate.ts';
import type { Database } from './schema.ts';

export type OpenDatabase = {
  db: Database;
  /** For other threads and the queue, which connect by themselves. */
  url: string;
  close(): Promise<void>;
};

/** The database given, or the local one under `dataDir`; new enough, and up to date. */
export async function openDatabase(
  where: { databaseUrl?: string | null; dataDir: string },
  options: ConnectOptions = {},
): Promise<OpenDatabase> {
  const local = where.databaseUrl ? null : await startLocal(where.dataDir);
  const url = where.databaseUrl ?? local!.url;
  const db = connect(url, options);
  const close = async (): Promise<void> => {
    await db.destroy();
    await local?.stop();
  };
  try {
    await checkServer(db);
    await migrate(db);
  } catch (error) {
    await close();
    throw error;
  }
  return { db, url, close };
}
