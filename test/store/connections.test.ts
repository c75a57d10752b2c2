import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../db/schema.ts';
import {
  findConnection,
  listConnections,
  markConnection,
  type ResealedConnections,
  removeConnection,
  resealConnections,
  saveConnection,
  saveHome,
} from '../../src/store/connections.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { rotated, seal } from './everything.ts';
import { at, twoWorkspaces, untilOneWaits } from './stage.ts';

let fresh: FreshDatabase;
let db: Database;
let here: string;
let there: string;
beforeAll(async () => {
  fresh = await freshDatabase();
  db = fresh.db;
});
afterAll(() => fresh.drop());
beforeEach(async () => {
  ({ here, there } = await twoWorkspaces(db));
});

const credentials = { user: 'api@contoso.example', secret: 'hunter22-ümläut' };
const save = (workspaceId = here, changed = {}) =>
  saveConnection(db, workspaceId, seal, {
    kind: 'autotask',
    credentials,
    hint: 'laut',
    home: 'https://zone1.example/',
    at: at('09:00'),
    ...changed,
  });
const shown = {
  kind: 'autotask',
  hint: 'laut',
  home: 'https://zone1.example/',
  state: 'connected',
  problem: null,
  remedy: null,
  words: null,
  checkedAt: at('09:00'),
};

describe('a connection', () => {
  test('is shown without its secrets and opened with them', async () => {
    await save();
    expect(await listConnections(db, here)).toEqual([shown]);
    expect(await findConnection(db, here, seal, 'autotask')).toEqual({ ...shown, credentials });
    expect(await findConnection(db, here, seal, 'prism')).toBeUndefined();
  });

  test('lies sealed, and does not open in another place', async () => {
    await save();
    await save(there, { credentials: { secret: 'theirs' } });
    const rows = await db.selectFrom('connections').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain('hunter22');
    const stolen = rows.find(row => row.workspace_id === there)!.credentials;
    await db
      .updateTable('connections')
      .set({ credentials: stolen })
      .where('workspace_id', '=', here)
      .execute();
    await expect(findConnection(db, here, seal, 'autotask')).rejects.toMatchObject({ code: 'seal-broken' });
    expect(await listConnections(db, here)).toHaveLength(1);
  });

  test('that stopped working says so until it is entered anew', async () => {
    await save();
    const found = {
      state: 'needs-attention',
      problem: 'The password was refused.',
      remedy: 'Enter it again.',
      at: at('10:00'),
    } as const;
    await markConnection(db, here, 'autotask', found);
    await saveHome(db, here, 'autotask', 'https://zone2.example/');
    expect(await listConnections(db, here)).toEqual([
      {
        ...shown,
        state: found.state,
        problem: found.problem,
        remedy: found.remedy,
        checkedAt: found.at,
        home: 'https://zone2.example/',
      },
    ]);
    await save(here, { home: null, hint: 'new1' });
    expect(await listConnections(db, here)).toEqual([{ ...shown, home: null, hint: 'new1' }]);
    await removeConnection(db, here, 'autotask');
    expect(await listConnections(db, here)).toEqual([]);
  });

  test('is sealed again with a new key, once', async () => {
    await save();
    await save(here, { kind: 'prism' });
    expect(await resealConnections(db, here, rotated)).toEqual({ resealed: 2, unopened: [] });
    expect(await resealConnections(db, here, rotated)).toEqual({ resealed: 0, unopened: [] });
    expect(await findConnection(db, here, rotated, 'autotask')).toMatchObject({ credentials });
    await expect(findConnection(db, here, seal, 'autotask')).rejects.toMatchObject({
      code: 'seal-key-missing',
    });
  });

  test('entered anew while it is sealed again stays as entered', async () => {
    await save();
    const entered = {
      kind: 'autotask',
      credentials: { secret: 'new' },
      hint: 'w',
      home: null,
      at: at('10:00'),
    } as const;
    let resealed: Promise<ResealedConnections> | undefined;
    await db.transaction().execute(async tx => {
      await saveConnection(tx, here, rotated, entered);
      resealed = resealConnections(db, here, rotated);
      await untilOneWaits(db);
    });
    expect(await resealed).toEqual({ resealed: 0, unopened: [] });
    expect(await findConnection(db, here, rotated, 'autotask')).toMatchObject({
      credentials: { secret: 'new' },
    });
  });
});
