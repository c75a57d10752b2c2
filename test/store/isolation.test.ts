import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database, Transaction } from '../../db/schema.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { changes, reads } from './attempts.ts';
import { fill, type Its } from './everything.ts';
import { twoWorkspaces } from './stage.ts';

let fresh: FreshDatabase;
let db: Database;
let here: string;
let there: string;
/** Ids of what the other workspace has. */
let its: Its;
beforeAll(async () => {
  fresh = await freshDatabase();
  db = fresh.db;
  ({ here, there } = await twoWorkspaces(db));
  its = await fill(db, there);
});
afterAll(() => fresh.drop());

/** Told a workspace's id and nothing else, so that there is nothing of another's to be had. */
const ownOnly = [
  ...['findWorkspace', 'getWorkspace', 'listWorkspaces', 'reopenWorkspace', 'saveWorkspace'],
  // Signatures, which belong to no workspace.
  ...['rememberRequest', 'forgetRequests'],
  // Of all workspaces: whom the timetable, and a worker that missed to be told, has to see to.
  ...['listWorkspacesWithWork', 'wantRetries', 'wantStale', 'listCheckTimes'],
];
const noRows = ['anywhere', 'inSnapshot', 'inTransaction', 'toJson'];

class Undone extends Error {}

/** In a transaction that is undone afterwards. */
async function tried<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
  let result: T | undefined;
  await db
    .transaction()
    .execute(async tx => {
      result = await work(tx);
      throw new Undone();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
  return result as T;
}

/** All that the workspace has, as text. */
async function contentOf(tx: Transaction, workspaceId: string): Promise<string> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'workspace_id' order by 1
  `.execute(tx);
  const parts = [await sql`select * from workspaces where id = ${workspaceId}`.execute(tx)];
  for (const { name } of rows) {
    const all = sql`select t::text as row from ${sql.table(name)} t where workspace_id = ${workspaceId} order by 1`;
    parts.push(await all.execute(tx));
  }
  return JSON.stringify(parts.map(part => part.rows));
}

function isNothing(found: unknown): boolean {
  if (found === undefined) return true;
  return (Array.isArray(found) ? found.length : found instanceof Map ? found.size : 1) === 0;
}

const orStale = (error: unknown): undefined => {
  if (!(error instanceof Error)) throw error;
  if (error.name === 'StaleError' || /foreign key/.test(error.message)) return undefined;
  throw error;
};

describe('another workspace’s ids', () => {
  test('are tried with every function of the store', async () => {
    const folder = join(import.meta.dirname, '../../src/store');
    const names: string[] = [];
    for (const file of await readdir(folder)) {
      const module: Record<string, unknown> = await import(join(folder, file));
      names.push(...Object.keys(module).filter(name => typeof module[name] === 'function'));
    }
    const known = [...Object.keys(reads), ...Object.keys(changes), ...ownOnly, ...noRows];
    expect(names.sort()).toEqual(known.sort());
  });

  test.each(Object.keys(reads))('find nothing: %s', async name => {
    const attempt = reads[name]!;
    expect(isNothing(await tried(tx => attempt(tx, there, its)))).toBe(false);
    expect(isNothing(await tried(tx => attempt(tx, here, its)).catch(orStale))).toBe(true);
  });

  test.each(Object.keys(changes))('change nothing: %s', async name => {
    const attempt = changes[name]!;
    await tried(async tx => {
      const before = await contentOf(tx, there);
      await attempt(tx, there, its);
      expect(await contentOf(tx, there)).not.toBe(before);
    });
    await tried(async tx => {
      const before = await contentOf(tx, there);
      await sql`savepoint attempt`.execute(tx);
      const failed = await attempt(tx, here, its).then(
        () => false,
        (error: unknown) => orStale(error) === undefined,
      );
      if (failed) await sql`rollback to savepoint attempt`.execute(tx);
      expect(await contentOf(tx, there)).toBe(before);
    });
  });
});
