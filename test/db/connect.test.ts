import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkServer, connect } from '../../db/connect.ts';
import { migrate } from '../../db/migrate.ts';
import type { Database } from '../../db/schema.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';

let fresh: FreshDatabase;
let db: Database;
beforeAll(async () => {
  fresh = await freshDatabase();
  db = fresh.db;
});
afterAll(() => fresh.drop());

describe('what comes from the database', () => {
  const read = async (expression: string): Promise<unknown> => {
    const { rows } = await sql<{ value: unknown }>`select ${sql.raw(expression)} as value`.execute(db);
    return rows[0]?.value;
  };

  test.each([
    ['a day, as text', `date '2026-03-01'`, '2026-03-01'],
    ['money, with every digit', '1234567890123456.1234::numeric', '1234567890123456.1234'],
    ['a counter, as a number', '9007199254740991::bigint', 9007199254740991],
    ['an instant', `timestamptz '2026-10-03T01:00:00.123+02'`, new Date('2026-10-02T23:00:00.123Z')],
    ['JSON', `'{"a": ["1.10", null]}'::jsonb`, { a: ['1.10', null] }],
    ['a list of text', `array['a', null]::text[]`, ['a', null]],
  ])('%s', async (_, expression, value) => {
    expect(await read(expression)).toEqual(value);
  });

  test('a counter that a number cannot hold is an error', async () => {
    await expect(read('9007199254740993::bigint')).rejects.toThrow('too large for a number');
  });
});

test('a session that breaks in the pool is told of and replaced', async () => {
  const broken = Promise.withResolvers<Error>();
  const one = connect(fresh.url, { sessions: 1, onBreak: broken.resolve });
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(one);
  await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(db);
  expect((await broken.promise).message).toMatch(/terminat/);
  await checkServer(one);
  await one.destroy();
});

test('a session that breaks inside a transaction fails that transaction and nothing else', async () => {
  const one = connect(fresh.url, { sessions: 1 });
  const transaction = one.transaction().execute(async tx => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
    await sql`select pg_terminate_backend(${rows[0]?.pid}, 10000)`.execute(db);
    await new Promise(setImmediate);
    await sql`select 1`.execute(tx);
  });
  await expect(transaction).rejects.toThrow();
  await checkServer(one);
  await one.destroy();
});

test('a session whose program stands still inside a transaction is ended, so that its locks go', async () => {
  const { rows } = await sql`show idle_in_transaction_session_timeout`.execute(db);
  expect(rows).toEqual([{ idle_in_transaction_session_timeout: '90s' }]);
});

test('a server that cannot be reached is said to be so, without the password', async () => {
  const url = new URL(fresh.url);
  url.username = 'nobody-of-that-name';
  url.password = 'not-the-password';
  const other = connect(url.href);
  const refused = await checkServer(other).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'database-unreachable' });
  expect(JSON.stringify([String(refused), refused])).not.toContain('not-the-password');
  await other.destroy();
});

test('a server older than 15 is refused', async () => {
  // A server says its own version; a function of that name found earlier says another.
  const url = new URL(fresh.url);
  url.searchParams.set('options', '-c search_path=old,pg_catalog');
  await sql`create schema old`.execute(db);
  await sql`
    create function old.current_setting(name text) returns text language sql as
    $$ select case name when 'server_version_num' then '140011' else '14.11' end $$
  `.execute(db);
  const old = connect(url.href);
  await expect(checkServer(old)).rejects.toMatchObject({
    code: 'database-too-old',
    message: 'The database is PostgreSQL 14.11; PRISM Bot needs 15 or later.',
  });
  await old.destroy();
});

describe('migration', () => {
  test('has nothing left to do once it is done', async () => {
    expect(await migrate(db)).toEqual([]);
  });

  test('is carried out once by several that start at one time', async () => {
    await using empty = await freshDatabase();
    await sql`drop schema public cascade; create schema public`.execute(empty.db);
    const others = Array.from({ length: 3 }, () => connect(empty.url));
    const done = await Promise.all(others.map(migrate));
    expect(done.flat()).toEqual(['0001-tables']);
    await Promise.all(others.map(other => other.destroy()));
  });
});

describe('the tables', () => {
  test('all carry their workspace, first in their primary key', async () => {
    const { rows } = await sql<{ name: string; first: string }>`
      select c.relname as name, a.attname as first
      from pg_class c join pg_index i on i.indrelid = c.oid and i.indisprimary
        join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
      where c.relnamespace = 'public'::regnamespace and c.relname not like 'kysely%' order by 1
    `.execute(db);
    expect(rows.length).toBeGreaterThanOrEqual(15);
    // Signatures of requests are kept before it is known whose they are.
    const others = new Set(['workspaces', 'seen_requests']);
    expect(rows.filter(row => !others.has(row.name) && row.first !== 'workspace_id')).toEqual([]);
  });

  test('refer to each other with the workspace', async () => {
    const { rows } = await sql<{ name: string; text: string }>`
      select conname as name, pg_get_constraintdef(oid) as text from pg_constraint where contype = 'f'
        and connamespace = 'public'::regnamespace
    `.execute(db);
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter(row => !row.text.startsWith('FOREIGN KEY (workspace_id'))).toEqual([]);
  });
});
