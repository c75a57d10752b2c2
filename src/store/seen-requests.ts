import type { Database } from '../../db/schema.ts';

/** @returns false when a request with this signature was here before */
export async function rememberRequest(db: Database, signature: string, at: Date): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('seen_requests')
    .values({ signature, at })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

/** Forgets those from before: their stamps are too old to be taken. @returns how many */
export async function forgetRequests(db: Database, before: Date): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('seen_requests')
    .where('at', '<', before)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
