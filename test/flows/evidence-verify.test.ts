/** `verify`: audit, plans and writes prove one another; whoever changes one of them is named. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Transaction } from '../../db/schema.ts';
import { verify } from '../../src/sync/evidence/verify.ts';
import { type Office, openOffice } from '../support/office.ts';

const VERIFY = path.join(import.meta.dirname, '../../src/verify.ts');

/** As people run it. */
async function run({ context }: Office): Promise<{ code: number; out: string }> {
  const child = spawn(process.execPath, [VERIFY], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, DATABASE_URL: context.databaseUrl },
  });
  const [out, [code]] = await Promise.all([text(child.stdout!), once(child, 'exit')]);
  return { code: code as number, out };
}

let office: Office;
/** A month that was approved, one by the policy, and one that was taken back. */
beforeAll(async () => {
  office = await openOffice();
  const { world } = office;
  const clerk = office.person('clerk');
  world.issue('2026-09', world.lines.september);
  await clerk.type('/prism sync products');
  await office.work();
  await clerk.type('/prism sync');
  await office.work();
  await clerk.click('Approve all 3', { in: 'message' });
  await office.work();
  world.clock.set('2026-11-03T01:00:00Z');
  world.issue('2026-10', world.lines.october);
  await office.settle({ approval: 'never' });
  await clerk.type('/prism sync');
  await office.work();
  await clerk.type('/prism undo 3');
  await office.work();
  await clerk.click('Approve all 3', { in: 'message' });
  await office.work();
});
afterAll(() => office[Symbol.asyncDispose]());

const found = async () => (await verify(office.context.db, office.workspaceId)).findings;

test('what people and the policy approved, what was written and what was taken back fits together', async () => {
  const { context, workspaceId } = office;
  const { rows } = await sql<{ confirmed: number; actors: string[] }>`
    select (select count(*)::int from ledger where state = 'confirmed') as confirmed,
      (select array_agg(distinct actor order by actor) from audit where action = 'plan approved') as actors
  `.execute(context.db);
  expect(rows[0]?.confirmed).toBeGreaterThan(15);
  expect(rows[0]?.actors).toEqual([office.members.clerk.id, 'policy'].sort());
  const verdict = await verify(context.db, workspaceId);
  expect(verdict).toMatchObject({ plans: 10, findings: [] });
  const { code, out } = await run(office);
  expect([code, out]).toEqual([
    0,
    `${workspaceId} Acme MSP: ${verdict.head.entries} audit entries to ${verdict.head.hash}, 10 plans; all is as it was written\n`,
  ]);
});

/** What is found while the tables are as the owner changed them; they are not afterwards. */
async function foundAfter(change: (tx: Transaction) => Promise<unknown>): Promise<string[]> {
  const { db } = office.context;
  const tables = ['audit', 'plans', 'ledger'].map(name => sql.table(name));
  const guards = async (word: string): Promise<void> => {
    for (const table of tables) await sql`alter table ${table} ${sql.raw(word)} trigger user`.execute(db);
  };
  const keep = ['audit', 'plans', 'ledger'];
  for (const name of keep)
    await sql`create table ${sql.table(`kept_${name}`)} as table ${sql.table(name)}`.execute(db);
  await guards('disable');
  try {
    await db.transaction().execute(change);
    return (await found()).map(({ id, says }) => `${id}: ${says}`);
  } finally {
    await db.transaction().execute(async tx => {
      for (const name of keep.toReversed()) await sql`delete from ${sql.table(name)}`.execute(tx);
      for (const name of ['plans', 'ledger', 'audit'])
        await sql`insert into ${sql.table(name)} overriding system value select * from ${sql.table(`kept_${name}`)}`.execute(
          tx,
        );
    });
    for (const name of keep) await sql`drop table ${sql.table(`kept_${name}`)}`.execute(db);
    await guards('enable');
    expect(await found()).toEqual([]);
  }
}

const planOf = (runNumber: number) =>
  office.context.db
    .selectFrom('plans')
    .select(['id', 'checksum'])
    .where('run_number', '=', runNumber)
    .orderBy('position')
    .executeTakeFirstOrThrow();

describe('what is tampered with is named:', () => {
  test('a plan whose body says another quantity', async () => {
    const { id } = await planOf(2);
    const says = await foundAfter(tx =>
      sql`update plans set body = jsonb_set(body, '{lines,0,changes,0,delta}', '99') where id = ${id}`.execute(
        tx,
      ),
    );
    expect(says).toEqual([`plan ${id}: the plan of run 2 is not the one its checksum is of`]);
  });

  test('a plan whose checksum was made to fit', async () => {
    const { id } = await planOf(2);
    const says = await foundAfter(tx =>
      sql`
        update plans set checksum = 'x', body = jsonb_set(body, '{checksum}', '"x"') where id = ${id}
      `.execute(tx),
    );
    expect(says[0]).toBe(`plan ${id}: the plan of run 2 is not the one its checksum is of`);
    // The audit says which plan was approved.
    expect(says.slice(1).every(one => one.endsWith(`no entry of who approved plan ${id}`))).toBe(true);
    expect(says.length).toBeGreaterThan(1);
  });

  test('a plan that somebody else is said to have approved, or nobody', async () => {
    const { id } = await planOf(2);
    const other = await foundAfter(tx =>
      sql`update plans set decided_by = 'U-else' where id = ${id}`.execute(tx),
    );
    expect(new Set(other.map(one => one.replace(/^write \S+: /, '')))).toEqual(
      new Set([`of run 2: the audit has no entry of who approved plan ${id}`]),
    );
    const nobody = await foundAfter(tx =>
      sql`update plans set decided_by = null where id = ${id}`.execute(tx),
    );
    expect(new Set(nobody.map(one => one.replace(/^write \S+: /, '')))).toEqual(
      new Set([`of run 2: nobody let plan ${id} through`]),
    );
  });

  test('an approval that was taken out of the audit', async () => {
    const { id } = await planOf(2);
    const says = await foundAfter(tx =>
      sql`delete from audit where action = 'plan approved' and detail ->> 'planId' = ${id}`.execute(tx),
    );
    expect(says[0]).toMatch(/^audit \d+: entry \d+ was removed$/);
    expect(says[1]).toContain(`the audit has no entry of who approved plan ${id}`);
  });

  test('on the audit page, when an admin asks', async () => {
    const { context } = office;
    const boss = office.person('boss');
    const check = async (): Promise<string> => {
      await boss.type('/prism audit');
      await office.work();
      await boss.click('Check the chain');
      await office.work();
      return boss.answer();
    };
    expect(await check()).toMatch(/Chain intact · \d+ entries, the newest [0-9a-f]{16}…/);
    await sql`alter table audit disable trigger user`.execute(context.db);
    await sql`update audit set subject = subject || '.' where id = 3`.execute(context.db);
    expect(await check()).toContain(
      'Chain broken at entry 3\n• entry 3 was changed: what it says does not fit',
    );
    await sql`update audit set subject = rtrim(subject, '.') where id = 3`.execute(context.db);
    await sql`alter table audit enable trigger user`.execute(context.db);
    expect(office.slack.findings).toEqual([]);
  });

  test('by the command, workspace by workspace, and it ends with 1', async () => {
    const { context, workspaceId } = office;
    const { db } = context;
    await sql`alter table audit disable trigger user`.execute(db);
    const turn = (actor: string) =>
      sql`update audit set actor = ${actor} where workspace_id = ${workspaceId} and id = 2`.execute(db);
    const { actor } = await db
      .selectFrom('audit')
      .select('actor')
      .where('id', '=', 2)
      .executeTakeFirstOrThrow();
    await turn('U-else');
    const { code, out } = await run(office);
    await turn(actor);
    await sql`alter table audit enable trigger user`.execute(db);
    expect(code).toBe(1);
    expect(out).toContain('1 found\n');
    expect(out).toContain(
      `  ${workspaceId} audit 2: entry 2 was changed: what it says does not fit its hash\n`,
    );
  });
});
