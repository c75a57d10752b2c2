import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../db/schema.ts';
import { claimNextRun } from '../../src/store/run-queue.ts';
import {
  findLatestRun,
  findLatestSuccess,
  findReport,
  finishRun,
  getRun,
  listRuns,
  moveRun,
  type RunResult,
  saveReport,
  saveRun,
} from '../../src/store/runs.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { at, newRun, twoWorkspaces } from './stage.ts';

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

const claim = (except: number[] = []) =>
  db.transaction().execute(tx => claimNextRun(tx, here, { at: at('10:00'), except }));

describe('a run', () => {
  test('is counted from 1 in its own workspace and says what was asked for', async () => {
    expect(await saveRun(db, there, newRun())).toEqual({ number: 1, isNew: true });
    expect(await saveRun(db, here, newRun())).toEqual({ number: 1, isNew: true });
    const second = newRun({ kind: 'products', trigger: 'retry', retryOf: 1, scope: { productKeys: ['a'] } });
    expect(await saveRun(db, here, second)).toEqual({ number: 2, isNew: true });
    expect(await getRun(db, here, 2)).toEqual({
      number: 2,
      kind: 'products',
      state: 'requested',
      result: null,
      requestedBy: 'U-anna',
      trigger: 'retry',
      scope: { productKeys: ['a'] },
      retryOf: 1,
      undoes: null,
      summary: null,
      error: null,
      period: null,
      requestedAt: at('09:00'),
      startedAt: null,
      endedAt: null,
    });
  });

  test('gets a number of its own however many are asked for at one time', async () => {
    const saved = await Promise.all(Array.from({ length: 30 }, () => saveRun(db, here, newRun())));
    expect(saved.map(({ number }) => number).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 30 }, (_, i) => i + 1),
    );
  });

  test('of a tick of the timetable is there once, whoever asks and however often', async () => {
    const tick = newRun({ trigger: 'timetable', requestedBy: null, period: '2026-10-03' });
    const saved = await Promise.all(Array.from({ length: 10 }, () => saveRun(db, here, tick)));
    expect(saved.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(saved.map(({ number }) => number)).size).toBe(1);
    expect(await listRuns(db, here, { limit: 10 })).toHaveLength(1);
    expect(await saveRun(db, here, { ...tick, kind: 'products' })).toMatchObject({ isNew: true });
    expect(await saveRun(db, here, { ...tick, period: '2026-10-04' })).toMatchObject({ isNew: true });
    expect(await saveRun(db, there, tick)).toEqual({ number: 1, isNew: true });
  });

  test('of a workspace that is not there is refused', async () => {
    await expect(saveRun(db, 'T-nowhere', newRun())).rejects.toMatchObject({ name: 'StaleError' });
    await expect(getRun(db, here, 99)).rejects.toMatchObject({ name: 'StaleError' });
  });
});

describe('a run moves on', () => {
  test('only from where it is expected to stand, whoever is first', async () => {
    const { number } = await saveRun(db, here, newRun());
    const moves = await Promise.all(
      Array.from({ length: 5 }, () => moveRun(db, here, number, ['requested'], 'planning', 'Running')),
    );
    expect(moves.filter(Boolean)).toHaveLength(1);
    expect(await moveRun(db, here, number, ['planning'], 'proposed', 'Waiting for approval')).toBe(true);
    expect(await moveRun(db, here, number, ['requested', 'planning'], 'done')).toBe(false);
    expect(await getRun(db, here, number)).toMatchObject({
      state: 'proposed',
      result: 'Waiting for approval',
    });
  });

  test('to its end once, with its report', async () => {
    const { number } = await saveRun(db, here, newRun());
    await saveReport(db, here, number, { written: 3, odd: 'NUL \0 and half \ud83d' });
    const end = {
      state: 'done',
      result: 'Warning',
      clean: false,
      error: { says: 'x' },
      at: at('09:09'),
    } as const;
    expect(await finishRun(db, here, number, end)).toBe(true);
    expect(await finishRun(db, here, number, { ...end, result: 'Failure' })).toBe(false);
    expect(await getRun(db, here, number)).toMatchObject({
      state: 'done',
      result: 'Warning',
      error: { says: 'x' },
      endedAt: at('09:09'),
    });
    expect(await findReport(db, here, number)).toEqual({ written: 3, odd: 'NUL \ufffd and half \ufffd' });
  });
});

describe('the history', () => {
  test('is read newest first, a page at a time', async () => {
    for (let i = 0; i < 5; i++) await saveRun(db, here, newRun({ kind: i === 2 ? 'products' : 'customers' }));
    const numbers = async (filter: Parameters<typeof listRuns>[2]) =>
      (await listRuns(db, here, filter)).map(run => run.number);
    expect(await numbers({ limit: 2 })).toEqual([5, 4]);
    expect(await numbers({ limit: 2, before: 4 })).toEqual([3, 2]);
    expect(await numbers({ limit: 9, kind: 'customers', before: 4 })).toEqual([2, 1]);
    await moveRun(db, here, 1, ['requested'], 'planning');
    expect(await numbers({ limit: 9, states: ['planning'] })).toEqual([1]);
  });

  test('knows the last run and the last in which nothing failed or was held', async () => {
    const results: RunResult[] = ['Success', 'Warning', 'Warning', 'Failure'];
    expect(await findLatestSuccess(db, here, 'customers')).toBeUndefined();
    for (const result of results) {
      const { number } = await saveRun(db, here, newRun());
      await finishRun(db, here, number, { state: 'done', result, clean: number <= 2, at: at('09:10') });
    }
    expect(await findLatestSuccess(db, here, 'customers')).toMatchObject({ number: 2 });
    expect(await findLatestRun(db, here, 'customers')).toMatchObject({ number: 4 });
    expect(await findLatestRun(db, here, 'products')).toBeUndefined();
    expect(await findLatestSuccess(db, there, 'customers')).toBeUndefined();
  });
});

describe('the next run', () => {
  test('is what a person asked for, then retries, then the timetable; the oldest first', async () => {
    for (const trigger of ['timetable', 'retry', 'person', 'person'] as const) {
      await saveRun(db, here, newRun({ trigger }));
    }
    const order: (number | undefined)[] = [];
    for (let i = 0; i < 5; i++) {
      const run = await claim();
      order.push(run?.number);
      if (run)
        await finishRun(db, here, run.number, {
          state: 'done',
          result: 'Success',
          clean: true,
          at: at('10:01'),
        });
    }
    expect(order).toEqual([3, 4, 2, 1, undefined]);
  });

  test('is planned, and once approved carried out; one left halfway is taken again', async () => {
    const { number } = await saveRun(db, here, newRun());
    expect(await claim()).toMatchObject({
      number,
      state: 'planning',
      result: 'Running',
      startedAt: at('10:00'),
    });
    expect(await claim()).toMatchObject({ number, state: 'planning' });
    expect(await claim([number])).toBeUndefined();
    await moveRun(db, here, number, ['planning'], 'proposed');
    expect(await claim()).toBeUndefined();
    await moveRun(db, here, number, ['proposed'], 'approved');
    expect(await claim()).toMatchObject({ number, state: 'applying' });
    expect(await claim()).toMatchObject({ number, state: 'applying' });
  });

  test('is not one that another transaction holds', async () => {
    await saveRun(db, here, newRun());
    await saveRun(db, here, newRun());
    await db.transaction().execute(async tx => {
      expect(await claimNextRun(tx, here, { at: at('10:00') })).toMatchObject({ number: 1 });
      expect(await claim()).toMatchObject({ number: 2 });
      expect(await claim([2])).toBeUndefined();
    });
  });

  test('is never one of another workspace', async () => {
    await saveRun(db, there, newRun());
    expect(await claim()).toBeUndefined();
  });
});
