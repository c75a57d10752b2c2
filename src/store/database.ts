import type { Database, Transaction } from '../../db/schema.ts';

/** What every function of the store is given first. */
export type { Database, Transaction } from '../../db/schema.ts';

/** All of `work` or none of it. Inside a transaction it joins that one. */
export function inTransaction<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db as Transaction) : db.transaction().execute(work);
}

/** Everything `work` reads is as it was at its first look, however long it takes; it may write nothing. */
export const inSnapshot = <T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> =>
  db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work);
