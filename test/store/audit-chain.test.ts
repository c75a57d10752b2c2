/** The audit is one chain for each workspace, whoever writes it at the same time; whoever changes it is found out. */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database, Transaction } from '../../db/schema.ts';
import { recordAudit } from '../../src/store/audit.ts';
import { findAuditHead } from '../../src/store/audit-chain.ts';
import { claimIntent, markSent, saveIntents, settleIntent } from '../../src/store/ledger.ts';
import { getWorkspace, raiseEpoch } from '../../src/store/workspaces.ts';
import { verifyChain } from '../../src/sync/evidence/verify-chain.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { adjust, at, plannedRun, twoWorkspaces } from './stage.ts';

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

const entry = (subject: string, detail: unknown = {}) => ({
  at: at('09:00'),
  actor: 'U-anna',
  action: 'plan approved',
  subject,
  detail,
});

async function six(): Promise<void> {
  for (let at = 1; at <= 6; at++) await recordAudit(db, here, entry(`plan ${at}`, { at }));
}

const said = async (workspaceId = here): Promise<string[]> =>
  (await verifyChain(db, workspaceId)).breaks.map(({ says }) => says);

/** As the database's owner may do, with the guards switched off. */
const tamper = (work: (tx: Transaction) => Promise<unknown>): Promise<void> =>
  db.transaction().execute(async tx => {
    const tables = ['audit', 'audit_heads'].map(name => sql.table(name));
    for (const table of tables) await sql`alter table ${table} disable trigger user`.execute(tx);
    await work(tx);
    for (const table of tables) await sql`alter table ${table} enable trigger user`.execute(tx);
  });

/** The row's own hash made to fit what it says now. */
const rehash = (tx: Transaction, id: number) =>
  sql`
    update audit set hash = audit_link(array['prism-bot audit 1', workspace_id, previous,
      to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), actor, action, subject, detail::text])
    where workspace_id = ${here} and id = ${id}
  `.execute(tx);

const renumber = async (tx: Transaction, from: number, to: number): Promise<void> => {
  await sql`update audit set id = ${to} where workspace_id = ${here} and id = ${from}`.execute(tx);
};

test('what is written is a chain, each workspace’s its own, whatever it says', async () => {
  await six();
  await recordAudit(db, there, entry('plan 1', { at: 1 }));
  const odd = { text: 'é 🙂 "\\ \u0000 \u001f', list: [1, 0.1, 1e21, -0, null], nested: { b: 1, a: [] } };
  await recordAudit(db, here, { ...entry('=cmd|’ / \u001f'), actor: 'run 7', detail: odd });
  await recordAudit(db, here, { ...entry('', null), at: new Date('2026-12-31T23:59:59.999Z') });
  expect(await verifyChain(db, here)).toMatchObject({ head: { entries: 8 }, breaks: [] });
  expect(await verifyChain(db, there)).toMatchObject({ head: { entries: 1 }, breaks: [] });
  const rows = await db.selectFrom('audit').select(['workspace_id', 'id', 'previous', 'hash']).execute();
  const mine = rows.filter(row => row.workspace_id === here).sort((a, b) => a.id - b.id);
  expect(mine.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(mine.slice(1).map(({ previous }) => previous)).toEqual(mine.slice(0, -1).map(({ hash }) => hash));
  expect(await findAuditHead(db, here)).toEqual({ entries: 8, hash: mine.at(-1)?.hash });
  // The same entry is another link elsewhere.
  const theirs = rows.find(row => row.workspace_id === there);
  expect(theirs?.hash).not.toBe(mine[0]?.hash);
});

test('a workspace in which nothing was done has nothing to prove', async () => {
  expect(await verifyChain(db, here)).toEqual({ head: { entries: 0, hash: '' }, breaks: [] });
});

test('what is undone with its transaction leaves no gap', async () => {
  await six();
  const undone = db.transaction().execute(async tx => {
    await recordAudit(tx, here, entry('never'));
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  await recordAudit(db, here, entry('plan 7'));
  expect(await verifyChain(db, here)).toMatchObject({ head: { entries: 7 }, breaks: [] });
});

test('the database itself refuses to change, take out or empty entries, and to turn the head back', async () => {
  await six();
  const attempts = [
    sql`update audit set actor = 'U-ben' where workspace_id = ${here} and id = 3`,
    sql`delete from audit where workspace_id = ${here} and id = 6`,
    sql`truncate audit`,
    sql`update audit_heads set entries = 5 where workspace_id = ${here}`,
    sql`update audit_heads set workspace_id = ${there} where workspace_id = ${here}`,
    sql`delete from audit_heads where workspace_id = ${here}`,
    sql`truncate audit_heads`,
  ];
  for (const attempt of attempts) {
    await expect(attempt.execute(db)).rejects.toMatchObject({ code: '23001' });
  }
  expect(await said()).toEqual([]);
});

test('a number or hash that is handed in counts for nothing', async () => {
  await six();
  await sql`
    insert into audit (workspace_id, id, at, actor, action, subject, detail, previous, hash)
    values (${here}, 99, now(), 'U-ben', 'plan approved', 'plan 7', '{}', 'x', 'y')
  `.execute(db);
  expect(await verifyChain(db, here)).toMatchObject({ head: { entries: 7 }, breaks: [] });
});

test.each<[string, (tx: Transaction) => Promise<unknown>, string[]]>([
  [
    'who did it is another',
    tx => sql`update audit set actor = 'U-ben' where workspace_id = ${here} and id = 3`.execute(tx),
    ['entry 3 was changed: what it says does not fit its hash'],
  ],
  [
    'it happened a microsecond later',
    tx =>
      sql`update audit set at = at + interval '1 microsecond' where workspace_id = ${here} and id = 6`.execute(
        tx,
      ),
    ['entry 6 was changed: what it says does not fit its hash'],
  ],
  [
    'a detail is gone',
    tx => sql`update audit set detail = '{}' where workspace_id = ${here} and id = 1`.execute(tx),
    ['entry 1 was changed: what it says does not fit its hash'],
  ],
  [
    'words moved from one column to the next',
    tx =>
      sql`update audit set action = 'plan', subject = 'approvedplan 2' where workspace_id = ${here} and id = 2`.execute(
        tx,
      ),
    ['entry 2 was changed: what it says does not fit its hash'],
  ],
  [
    'it was changed and its hash made to fit',
    async tx => {
      await sql`update audit set actor = 'U-ben' where workspace_id = ${here} and id = 3`.execute(tx);
      await rehash(tx, 3);
    },
    ['entry 3 was replaced: what follows it was written after another one'],
  ],
  [
    'the newest was changed and its hash made to fit',
    async tx => {
      await sql`update audit set actor = 'U-ben' where workspace_id = ${here} and id = 6`.execute(tx);
      await rehash(tx, 6);
    },
    ['entry 6 was replaced: what follows it was written after another one'],
  ],
  [
    'one was taken out',
    tx => sql`delete from audit where workspace_id = ${here} and id = 4`.execute(tx),
    ['entry 4 was removed'],
  ],
  [
    'one was taken out and the gap closed',
    async tx => {
      await sql`delete from audit where workspace_id = ${here} and id = 4`.execute(tx);
      await renumber(tx, 5, 4);
      await renumber(tx, 6, 5);
    },
    ['entry 3 was replaced: what follows it was written after another one', 'entry 6 was removed'],
  ],
  [
    'the first ones were taken out',
    tx => sql`delete from audit where workspace_id = ${here} and id < 4`.execute(tx),
    ['entries 1 to 3 were removed'],
  ],
  [
    'the newest ones were taken out',
    tx => sql`delete from audit where workspace_id = ${here} and id > 4`.execute(tx),
    ['entries 5 to 6 were removed'],
  ],
  [
    'all were taken out',
    tx => sql`delete from audit where workspace_id = ${here}`.execute(tx),
    ['entries 1 to 6 were removed'],
  ],
  [
    'the newest ones were taken out and the head counted down',
    async tx => {
      await sql`delete from audit where workspace_id = ${here} and id > 4`.execute(tx);
      await sql`update audit_heads set entries = 4 where workspace_id = ${here}`.execute(tx);
    },
    ['entry 4 was replaced: what follows it was written after another one'],
  ],
  [
    'one was put in between, its hash made to fit',
    async tx => {
      await renumber(tx, 6, 7);
      await renumber(tx, 5, 6);
      await renumber(tx, 4, 5);
      await sql`
        insert into audit select workspace_id, 4, at, actor, action, 'a plan that never was', detail, hash, hash
        from audit where workspace_id = ${here} and id = 3
      `.execute(tx);
      await rehash(tx, 4);
    },
    ['entry 4 was put in: nothing was written after it', 'the head counts 6 entries, and there are 7'],
  ],
  [
    'one was put in at the end, its hash made to fit',
    async tx => {
      await sql`
        insert into audit select workspace_id, 7, at, actor, action, 'a plan that never was', detail, hash, hash
        from audit where workspace_id = ${here} and id = 6
      `.execute(tx);
      await rehash(tx, 7);
    },
    ['entry 7 was put in: nothing was written after it'],
  ],
  [
    'one was put in before the first',
    async tx => {
      await sql`
        insert into audit select workspace_id, 0, at, actor, action, 'a plan that never was', detail, previous, hash
        from audit where workspace_id = ${here} and id = 1
      `.execute(tx);
      await rehash(tx, 0);
    },
    ['entry 0 was put in: nothing was written after it'],
  ],
  [
    'two changed places',
    async tx => {
      await renumber(tx, 3, 99);
      await renumber(tx, 4, 3);
      await renumber(tx, 99, 4);
    },
    [
      'entry 3 was moved: it was written after entry 4',
      'entry 4 was moved: it was written after entry 2',
      'entry 5 was moved: it was written after entry 3',
    ],
  ],
  [
    'its place in the chain was rubbed out',
    tx => sql`update audit set previous = 'x' where workspace_id = ${here} and id = 3`.execute(tx),
    ['entry 3 was changed: what it says does not fit its hash'],
  ],
  [
    'the first begins another chain',
    async tx => {
      await sql`update audit set previous = 'x' where workspace_id = ${here} and id = 1`.execute(tx);
      await rehash(tx, 1);
    },
    ['entry 1 was replaced: what follows it was written after another one'],
  ],
  [
    'the head is gone',
    tx => sql`delete from audit_heads where workspace_id = ${here}`.execute(tx),
    ['the head is missing: whether entries followed number 6 cannot be told'],
  ],
  [
    'the head counts fewer',
    tx => sql`update audit_heads set entries = 5 where workspace_id = ${here}`.execute(tx),
    ['the head counts 5 entries, and there are 6'],
  ],
])('the entry is named when %s', async (_, change, found) => {
  await six();
  await recordAudit(db, there, entry('plan 1'));
  await tamper(change);
  const breaks = await said();
  for (const one of found) expect(breaks).toContain(one);
  expect(new Set(breaks)).toEqual(new Set(found));
  expect(await said(there)).toEqual([]);
});

test('fifty write at once, among claims and a worker that takes over, and it is one chain', async () => {
  const planned = await plannedRun(db, here);
  await saveIntents(
    db,
    here,
    planned,
    Array.from({ length: 10 }, (_, at) => adjust(`c${at}`, { productKey: `sku-${at}` })),
  );
  const { epoch } = await getWorkspace(db, here);
  const write = async (at: number): Promise<void> => {
    const ref = { planId: planned.planId, changeKey: `c${at % 10}` };
    const now = new Date();
    await db.transaction().execute(async tx => {
      // In a transaction that holds other locks too, before and after the entry.
      if (at % 5 === 0) await settleIntent(tx, here, ref, { state: 'held', at: now, epoch });
      await recordAudit(tx, at % 7 === 0 ? there : here, entry(`writer ${at}`));
      if (at % 5 === 1) await claimIntent(tx, here, { ...ref, epoch, at: now });
      if (at % 5 === 2) await markSent(tx, here, { ...ref, epoch, at: now });
    });
  };
  const writers = Array.from({ length: 50 }, (_, at) => write(at));
  await Promise.all([...writers, raiseEpoch(db, here), raiseEpoch(db, there)]);
  const [mine, theirs] = await Promise.all([verifyChain(db, here), verifyChain(db, there)]);
  expect([mine.breaks, theirs.breaks]).toEqual([[], []]);
  expect(mine.head.entries + theirs.head.entries).toBe(50);
});
