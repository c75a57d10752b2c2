/** A new encryption key takes over from an old one while people work, and the old one can go. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../db/schema.ts';
import { timetable } from '../../jobs/index.ts';
import type { Handed } from '../../jobs/thread.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { type Context, createContext } from '../../src/context.ts';
import { createLog } from '../../src/log.ts';
import { Seal } from '../../src/seal.ts';
import { type ConnectionKind, findConnection, saveConnection } from '../../src/store/connections.ts';
import { findInstallation, renewInstallation, saveInstallation } from '../../src/store/installations.ts';
import { closeWorkspace, saveWorkspace } from '../../src/store/workspaces.ts';
import { reseal } from '../../src/sync/chores/reseal.ts';
import { fill, seal as sealOfTests } from '../store/everything.ts';
import { at } from '../store/stage.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { openOffice } from '../support/office.ts';

const key = (id: string, byte: number): string => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;
const OLD = key('old', 1);
const NEW = key('new', 2);
const LOST = key('lost', 3);
const KINDS: readonly ConnectionKind[] = ['autotask', 'connectwise', 'prism'];

/** What a sealed value looks like, wherever it stands. */
const SEALED = String.raw`v1\.[A-Za-z0-9_]{1,32}\.[A-Za-z0-9_-]{38,}`;

/** Where sealed values are, in all tables of all schemas, with the ids of their keys: `connections.credentials old`. */
async function sealedPlaces(db: Database): Promise<string[]> {
  const { rows: columns } = await sql<{ schema: string; table: string; column: string }>`
    select table_schema as schema, table_name as table, column_name as column
    from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
  `.execute(db);
  const found = new Set<string>();
  for (const { schema, table, column } of columns) {
    const { rows } = await sql<{ id: string }>`
      select distinct (regexp_match(${sql.ref(column)}::text, ${SEALED}))[1] as whole,
        split_part((regexp_match(${sql.ref(column)}::text, ${SEALED}))[1], '.', 2) as id
      from ${sql.table(`${schema}.${table}`)} where ${sql.ref(column)}::text ~ ${SEALED}
    `.execute(db);
    for (const { id } of rows) found.add(`${table}.${column} ${id}`);
  }
  return [...found].sort();
}

let fresh: FreshDatabase;
let db: Database;
const log: string[] = [];
const contexts: Context[] = [];
beforeEach(async () => {
  fresh = await freshDatabase();
  db = fresh.db;
  log.length = 0;
  return async () => {
    for (const context of contexts.splice(0)) await context.close();
    await fresh.drop();
  };
});

const configWith = (keys: string): Config => readConfig({ ENCRYPTION_KEYS: keys, DATABASE_URL: fresh.url });

/** A process with these keys. */
async function start(keys: string): Promise<Context> {
  const context = await createContext(configWith(keys), {
    database: { db, url: fresh.url, close: async () => {} },
    log: createLog({ level: 'trace', destination: { write: line => void log.push(line) } }),
  });
  contexts.push(context);
  return context;
}

const credentialsOf = (id: string, kind: string, version = 0) => ({ secret: `${id}-${kind}-${version}` });
const tokenOf = (id: string, version = 0) => ({ bot: { token: `xoxb-${id}-${version}` } });

const save = (seal: Seal, id: string, kind: ConnectionKind, version = 0): Promise<void> =>
  saveConnection(db, id, seal, {
    ...{ kind, credentials: credentialsOf(id, kind, version), hint: 'hint', home: null },
    at: at('09:00'),
  });

/** Workspaces with all that is sealed, under the old key. */
async function settle(count: number): Promise<string[]> {
  const seal = new Seal(OLD);
  const ids = Array.from({ length: count }, (_, nth) => `T${String(nth).padStart(4, '0')}`);
  for (const id of ids) {
    await saveWorkspace(db, { id, name: id, at: at('08:00') });
    for (const kind of KINDS) await save(seal, id, kind);
    const kept = { installation: tokenOf(id), installedBy: 'U1', installedAt: at('08:00') };
    await saveInstallation(db, id, seal, kept);
  }
  return ids;
}

/** The timetable's job in its own thread, as Bree starts it. */
async function runJob(keys: string): Promise<void> {
  const job = timetable({ workers: 1 }).find(({ name }) => name === 'reseal')!;
  const thread = new Worker(job.path, {
    workerData: { config: { ...configWith(keys), logLevel: 'silent' }, pulse: null } satisfies Handed,
  });
  expect((await once(thread, 'exit'))[0]).toBe(0);
}

test('sealed values are in two columns and nowhere else, of all that there are', async () => {
  await saveWorkspace(db, { id: 'T-all', name: 'All', at: at('08:00') });
  await fill(db, 'T-all');
  const empty = await sql<{ name: string }>`
    select relname as name from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where nspname = 'public' and relkind = 'r' and not relname like 'kysely%'
  `.execute(db);
  // The place that a row would have is looked at in every table.
  expect(empty.rows.length).toBeGreaterThan(20);
  expect(await sealedPlaces(db)).toEqual(['connections.credentials k1', 'installations.installation k1']);
  expect((await findConnection(db, 'T-all', sealOfTests, 'prism'))?.credentials).toBeDefined();
});

describe('a new key', () => {
  test('takes over in the background while secrets are used and saved; then the old one is not needed', async () => {
    const ids = await settle(40);
    await closeWorkspace(db, ids[0]!, at('08:30'));
    const context = await start(`${NEW},${OLD}`);
    const { seal } = context;
    // Every fourth is entered and renewed all the while; the others are the job's to seal.
    const busy = ids.filter((_, nth) => nth % 4 === 1);
    let version = 0;
    let isOver = false;
    const use = async (): Promise<number> => {
      let opened = 0;
      while (!isOver) {
        for (const id of ids) {
          for (const kind of KINDS) {
            const found = await findConnection(db, id, seal, kind);
            expect(found?.credentials.secret).toMatch(`${id}-${kind}-`);
            opened += 1;
          }
          expect(await findInstallation(db, id, seal)).toBeDefined();
        }
      }
      return opened;
    };
    const change = async (): Promise<void> => {
      while (!isOver) {
        version += 1;
        for (const id of busy) {
          await save(seal, id, 'prism', version);
          await renewInstallation(db, id, seal, async () => tokenOf(id, version));
        }
      }
    };
    const working = Promise.all([use(), change()]);
    await Promise.all([runJob(`${NEW},${OLD}`), runJob(`${NEW},${OLD}`)]);
    isOver = true;
    const [opened] = await working;

    expect(opened).toBeGreaterThan(0);
    expect(version).toBeGreaterThan(0);
    expect(await sealedPlaces(db)).toEqual(['connections.credentials new', 'installations.installation new']);
    const alone = new Seal(NEW);
    for (const id of ids) {
      const last = busy.includes(id) ? version : 0;
      for (const kind of KINDS) {
        expect((await findConnection(db, id, alone, kind))?.credentials).toEqual(
          credentialsOf(id, kind, kind === 'prism' ? last : 0),
        );
      }
      expect((await findInstallation(db, id, alone))?.installation).toEqual(tokenOf(id, last));
    }
  });

  test('changes nothing on the second round, and says nothing', async () => {
    await settle(3);
    const context = await start(`${NEW},${OLD}`);
    expect(await reseal(context)).toEqual({ connections: 9, installations: 3, unopened: 0 });
    expect(log.join()).toContain('older keys can go');
    const before = await db.selectFrom('connections').selectAll().execute();
    log.length = 0;
    expect(await reseal(context)).toEqual({ connections: 0, installations: 0, unopened: 0 });
    expect(await db.selectFrom('connections').selectAll().execute()).toEqual(before);
    expect(log).toEqual([]);
  });

  test('that is not the first one yet seals nothing, so that every process can be given it before', async () => {
    await settle(2);
    expect(await reseal(await start(`${OLD},${NEW}`))).toMatchObject({ connections: 0, installations: 0 });
    expect(await sealedPlaces(db)).toEqual(['connections.credentials old', 'installations.installation old']);
    const [first, second] = [await start(`${NEW},${OLD}`), await start(`${OLD},${NEW}`)];
    expect(await reseal(first)).toMatchObject({ connections: 6, installations: 2 });
    // The one that was not restarted yet opens what the other one sealed.
    expect(await findConnection(db, 'T0001', second.seal, 'prism')).toBeDefined();
  });
});

describe('what cannot be opened', () => {
  test('is said, and the others go on', async () => {
    const ids = await settle(4);
    const lost = new Seal(LOST);
    await save(lost, ids[0]!, 'prism');
    const kept = { installation: tokenOf(ids[1]!), installedBy: 'U1', installedAt: at('08:00') };
    await saveInstallation(db, ids[1]!, lost, kept);
    const { credentials: moved } = await db
      .selectFrom('connections')
      .select('credentials')
      .where('workspace_id', '=', ids[2]!)
      .where('kind', '=', 'prism')
      .executeTakeFirstOrThrow();
    await db
      .updateTable('connections')
      .set({ credentials: moved })
      .where('workspace_id', '=', ids[3]!)
      .where('kind', '=', 'prism')
      .execute();

    const context = await start(`${NEW},${OLD}`);
    expect(await reseal(context)).toEqual({ connections: 10, installations: 3, unopened: 3 });
    const errors = log.filter(line => line.includes('"level":"error"'));
    expect(errors).toHaveLength(4);
    expect(errors[0]).toContain(ids[0]);
    expect(errors[0]).toContain('key \\"lost\\"');
    expect(log.join()).not.toContain('older keys can go');
    expect(log.join()).not.toContain(moved);
    const rows = await db
      .selectFrom('connections')
      .selectAll()
      .where('state', '=', 'needs-attention')
      .execute();
    expect(rows.map(({ workspace_id, kind, problem }) => [workspace_id, kind, problem])).toEqual([
      [ids[0], 'prism', expect.stringContaining('sealed with key "lost", which is not here')],
      [ids[3], 'prism', expect.stringContaining('it was changed or moved')],
    ]);
  });

  test('is opened again when its key is back', async () => {
    const [id] = await settle(1);
    await save(new Seal(LOST), id!, 'prism');
    expect(await reseal(await start(`${NEW},${OLD}`))).toMatchObject({ unopened: 1 });
    expect(await reseal(await start(`${NEW},${OLD},${LOST}`))).toMatchObject({ connections: 1, unopened: 0 });
    expect((await findConnection(db, id!, new Seal(NEW), 'prism'))?.credentials).toEqual(
      credentialsOf(id!, 'prism'),
    );
  });

  test('is seen where people look at connections, until it is entered again', async () => {
    await using office = await openOffice();
    const { context, workspaceId, world } = office;
    await context.db
      .updateTable('connections')
      .set({ credentials: new Seal(LOST).seal('{}', `connections.credentials:${workspaceId}/prism`) })
      .where('kind', '=', 'prism')
      .execute();
    expect(await reseal(context)).toMatchObject({ unopened: 1 });
    const boss = office.person('boss');
    await boss.type('/prism connect');
    await office.work();
    const card = boss.sees();
    expect(card).toContain('Needs attention: The stored secret at');
    expect(card).toContain('sealed with key "lost"');
    expect(world.autotask.requests.writes).toEqual([]);
    await saveConnection(context.db, workspaceId, context.seal, {
      ...{ kind: 'prism', credentials: world.prism.client, hint: 'hint', home: null },
      at: world.clock.now(),
    });
    expect(await reseal(context)).toMatchObject({ unopened: 0 });
    expect(office.slack.findings).toEqual([]);
  });
});
