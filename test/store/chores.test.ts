import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findChore, noteChore, wantChore } from '../../src/store/chores.ts';
import { wantRetries } from '../../src/store/timetable.ts';
import { closeWorkspace, reopenWorkspace } from '../../src/store/workspaces.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { at, twoWorkspaces } from './stage.ts';

let fresh: FreshDatabase;
let here: string;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());
beforeEach(async () => {
  ({ here } = await twoWorkspaces(fresh.db));
});

const want = (time: string, tick?: string): Promise<boolean> =>
  wantChore(fresh.db, here, 'names', { at: at(time), ...(tick === undefined ? {} : { tick }) });
const note = (
  time: string,
  wanted: Date | null,
  problem: string | null = null,
  retryAt: Date | null = null,
): Promise<void> => noteChore(fresh.db, here, 'names', { at: at(time), wanted, problem, retryAt });
const state = async () => {
  const { wantedAt, doneAt, problem } = (await findChore(fresh.db, here, 'names'))!;
  return { wanted: wantedAt, done: doneAt, problem };
};

describe('a chore', () => {
  test('is wanted, done, and wanted again even at the same instant', async () => {
    await want('09:00');
    const { wanted } = await state();
    expect(wanted).toEqual(at('09:00'));
    await note('09:00', wanted);
    expect(await state()).toEqual({ wanted: null, done: at('09:00'), problem: null });
    await want('09:00');
    const again = await state();
    expect(again.wanted!.getTime()).toBeGreaterThan(again.done!.getTime());
  });

  test('that fails says why and keeps when it was done last', async () => {
    await note('08:00', null);
    await want('09:00');
    const { wanted } = await state();
    await note('09:01', wanted, 'No answer.');
    expect(await state()).toEqual({ wanted: null, done: at('08:00'), problem: 'No answer.' });
  });

  test('that was wanted while it went on stays wanted', async () => {
    await want('09:00');
    const { wanted } = await state();
    await want('09:05');
    await note('09:06', wanted);
    expect((await state()).wanted).toEqual(at('09:05'));
  });

  test('is wanted once for a tick of the timetable, whoever asks, and for no earlier one', async () => {
    const asked = await Promise.all(
      Array.from({ length: 12 }, () => want('09:00', '2026-10-03T09:00:00.000Z')),
    );
    expect(asked.filter(Boolean)).toHaveLength(1);
    const { wanted } = await state();
    await note('09:01', wanted);
    expect(await want('09:02', '2026-10-03T09:00:00.000Z')).toBe(false);
    expect(await want('09:02', '2026-10-03T08:00:00.000Z')).toBe(false);
    expect((await state()).wanted).toBeNull();
    expect(await want('10:00', '2026-10-03T10:00:00.000Z')).toBe(true);
  });

  test('is tried again when its time has come, unless its workspace was closed', async () => {
    await want('09:00');
    await note('09:01', at('09:00'), 'No answer.', at('09:16'));
    expect(await wantRetries(fresh.db, at('09:15'))).toEqual([]);
    await closeWorkspace(fresh.db, here, at('09:15'));
    expect(await wantRetries(fresh.db, at('09:16'))).toEqual([]);
    await reopenWorkspace(fresh.db, here);
    expect(await wantRetries(fresh.db, at('09:16'))).toEqual([here]);
    expect(await wantRetries(fresh.db, at('09:17'))).toEqual([]);
    expect((await state()).wanted).toEqual(at('09:16'));
  });
});
