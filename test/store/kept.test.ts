import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../db/schema.ts';
import { findNewestApplied, listApplied, removeApplied, saveApplied } from '../../src/store/applied.ts';
import { countAudit, listAudit, recordAudit } from '../../src/store/audit.ts';
import {
  forgetMemoriesSince,
  listMemories,
  listMemoriesSince,
  saveMemory,
} from '../../src/store/memories.ts';
import { saveRun } from '../../src/store/runs.ts';
import {
  findWorkspace,
  getWorkspace,
  listWorkspaces,
  raiseEpoch,
  saveWorkspace,
} from '../../src/store/workspaces.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { at, memory, newRun, twoWorkspaces } from './stage.ts';

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

test('a workspace keeps its beginning when it is renamed, and its epoch only rises', async () => {
  const renamed = await saveWorkspace(db, { id: here, name: 'Contoso MSP', at: at('12:00') });
  expect(renamed).toMatchObject({ id: here, name: 'Contoso MSP', epoch: 0, createdAt: at('00:00') });
  expect(await Promise.all([raiseEpoch(db, here), raiseEpoch(db, here)])).toEqual(
    expect.arrayContaining([1, 2]),
  );
  expect(await getWorkspace(db, here)).toEqual({ ...renamed, epoch: 2 });
  expect((await listWorkspaces(db)).map(({ id }) => id)).toEqual(expect.arrayContaining([here, there]));
  expect(await findWorkspace(db, 'T-nowhere')).toBeUndefined();
  await expect(getWorkspace(db, 'T-nowhere')).rejects.toMatchObject({ name: 'StaleError' });
  await expect(raiseEpoch(db, 'T-nowhere')).rejects.toMatchObject({ name: 'StaleError' });
});

test('memories are by agreement and product, the last one saved', async () => {
  const { number: runNumber } = await saveRun(db, here, newRun());
  await saveMemory(db, here, '101', memory(), { runNumber: null, at: at('09:00') });
  await saveMemory(db, here, '101', memory({ month: '2026-10' }), { runNumber, at: at('10:00') });
  await saveMemory(db, here, '102', memory({ productKey: 'b' }), { runNumber, at: at('10:00') });
  expect(await listMemories(db, here, '101')).toEqual(new Map([['sku-1', memory({ month: '2026-10' })]]));
  expect((await listMemories(db, here, '102')).size).toBe(1);
});

test('what was left before a run counts again when that run is forgotten', async () => {
  const runs = [await saveRun(db, here, newRun()), await saveRun(db, here, newRun())];
  const [first, second] = runs.map(({ number }) => number) as [number, number];
  const save = (productKey: string, month: string, runNumber: number | null, time: string) =>
    saveMemory(db, here, '101', memory({ productKey, month }), { runNumber, at: at(time) });
  await save('a', '2026-07', null, '08:00');
  await save('a', '2026-08', first, '09:00');
  await save('a', '2026-09', second, '10:00');
  await save('a', '2026-10', second, '10:05');
  await save('b', '2026-09', second, '10:00');
  await save('c', '2026-08', first, '09:00');
  const months = async () =>
    [...(await listMemories(db, here, '101'))].map(([key, { month }]) => [key, month]);
  expect(await months()).toEqual([
    ['a', '2026-10'],
    ['b', '2026-09'],
    ['c', '2026-08'],
  ]);
  const since = await listMemoriesSince(db, here, '101', second);
  expect([...since].map(([key, { last, before }]) => [key, last.month, before?.month ?? null])).toEqual([
    ['a', '2026-10', '2026-08'],
    ['b', '2026-09', null],
  ]);
  await forgetMemoriesSince(db, here, '101', { runNumber: second, productKeys: [] });
  await forgetMemoriesSince(db, here, '101', { runNumber: second, productKeys: ['a', 'b', 'c'] });
  expect(await months()).toEqual([
    ['a', '2026-08'],
    ['c', '2026-08'],
  ]);
  await forgetMemoriesSince(db, here, '101', { runNumber: first, productKeys: ['a'] });
  expect(await months()).toEqual([
    ['a', '2026-07'],
    ['c', '2026-08'],
  ]);
});

test('applied invoices are by agreement and tenant; the newest is of the newest month', async () => {
  const applied = (invoiceId: string, month: string, hash = 'h1') => ({
    agreementId: '101',
    tenantId: 'tenant-1',
    invoiceId,
    month,
    hash,
    runNumber: null,
    appliedAt: at('09:00'),
  });
  const all = [applied('i3', '2026-10'), applied('i1', '2026-08'), applied('i2', '2026-09')];
  for (const one of all) await saveApplied(db, here, one);
  await saveApplied(db, here, { ...applied('i9', '2026-12'), tenantId: 'tenant-2' });
  await saveApplied(db, here, applied('i1', '2026-08', 'h2'));
  expect((await listApplied(db, here, '101')).map(one => [one.invoiceId, one.hash])).toEqual([
    ['i1', 'h2'],
    ['i2', 'h1'],
    ['i3', 'h1'],
    ['i9', 'h1'],
  ]);
  expect(await findNewestApplied(db, here, '101', 'tenant-1')).toEqual(all[0]);
  await removeApplied(db, here, applied('i3', '2026-10'));
  expect(await findNewestApplied(db, here, '101', 'tenant-1')).toEqual(all[2]);
  expect(await findNewestApplied(db, here, '102', 'tenant-1')).toBeUndefined();
});

describe('the audit', () => {
  const entry = (subject: string, detail: unknown = {}) => ({
    at: at('09:00'),
    actor: 'U-anna',
    action: 'plan approved',
    subject,
    detail,
  });

  test('is read newest first, by text, a page at a time', async () => {
    for (const subject of ['run 1', 'run 2', 'run 10']) await recordAudit(db, here, entry(subject));
    await recordAudit(db, here, entry('mapping', { customer: 'Contoso 100%' }));
    const subjects = async (filter: Parameters<typeof listAudit>[2]) =>
      (await listAudit(db, here, filter)).map(one => one.subject);
    const [last] = await listAudit(db, here, { limit: 2 });
    expect(last).toEqual({ ...entry('mapping', { customer: 'Contoso 100%' }), id: last?.id });
    expect(await subjects({ limit: 9, offset: 2 })).toEqual(['run 2', 'run 1']);
    expect(await countAudit(db, here, {})).toBe(4);
    expect(await countAudit(db, here, { text: 'RUN 1' })).toBe(2);
    expect(await subjects({ limit: 9, text: 'RUN 1' })).toEqual(['run 10', 'run 1']);
    expect(await subjects({ limit: 9, text: '100%' })).toEqual(['mapping']);
    expect(await subjects({ limit: 9, text: '_' })).toEqual([]);
  });

  test('cannot be changed or removed, by whatever statement', async () => {
    await recordAudit(db, here, entry('run 1'));
    for (const statement of [`update audit set actor = 'someone'`, 'delete from audit', 'truncate audit']) {
      await expect(sql.raw(statement).execute(db), statement).rejects.toThrow('is refused');
    }
  });
});
