import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../db/schema.ts';
import {
  countIntents,
  findIntent,
  type Intent,
  type IntentState,
  listIntents,
  listIntentsOf,
  listOpen,
} from '../../src/store/intents.ts';
import {
  claimIntent,
  markSent,
  noteAbsence,
  noteAnswer,
  type Settlement,
  saveIntents,
  settleIntent,
} from '../../src/store/ledger.ts';
import { raiseEpoch } from '../../src/store/workspaces.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { adjust, at, createItem, plannedRun, twoWorkspaces, untilOneWaits } from './stage.ts';

let fresh: FreshDatabase;
let db: Database;
let here: string;
let planId: string;
let runNumber: number;
beforeAll(async () => {
  fresh = await freshDatabase();
  db = fresh.db;
});
afterAll(() => fresh.drop());
beforeEach(async () => {
  ({ here } = await twoWorkspaces(db));
  ({ planId, runNumber } = await plannedRun(db, here));
});

const save = (...keys: string[]) =>
  saveIntents(
    db,
    here,
    { planId, runNumber },
    keys.map(key => adjust(key)),
  );
const claim = (changeKey: string, { epoch = 0, of = planId } = {}) =>
  db.transaction().execute(tx => claimIntent(tx, here, { planId: of, changeKey, epoch, at: at('10:00') }));
const send = (changeKey: string, epoch = 0) =>
  markSent(db, here, { planId, changeKey, epoch, at: at('10:01') });
const settle = (changeKey: string, state: Settlement['state'], more: Partial<Settlement> = {}) =>
  settleIntent(db, here, { planId, changeKey }, { state, at: at('10:02'), ...more });
const intent = async (changeKey: string): Promise<Intent | undefined> =>
  (await listIntents(db, here, planId)).find(one => one.changeKey === changeKey);

describe('what is intended', () => {
  test('is written down in order, once', async () => {
    const changes = [createItem('item'), adjust('a'), adjust('b', { itemId: null, lineId: null })];
    await saveIntents(db, here, { planId, runNumber }, changes.slice(0, 2));
    await claim('item');
    await saveIntents(db, here, { planId, runNumber }, changes);
    await saveIntents(db, here, { planId, runNumber }, []);
    const stored = await listIntents(db, here, planId);
    expect(stored.map(one => one.change)).toEqual(changes);
    expect(stored).toMatchObject([
      { changeKey: 'item', position: 1, agreementId: null, state: 'claimed', itemId: null, attempts: 1 },
      { changeKey: 'a', position: 2, agreementId: '101', state: 'planned', itemId: '501', lineId: '901' },
      { changeKey: 'b', position: 3, productKey: 'sku-1', state: 'planned', itemId: null, lineId: null },
    ]);
    expect(await countIntents(db, here, runNumber)).toEqual({
      planned: 2,
      claimed: 1,
      sent: 0,
      confirmed: 0,
      unknown: 0,
      failed: 0,
      held: 0,
    });
  });

  test('goes the way of a write, with its times and answer', async () => {
    await save('a');
    expect(await claim('a')).toBe(true);
    expect(await send('a')).toBe(true);
    expect(await settle('a', 'confirmed', { answered: true, itemId: '777', lineId: '999' })).toBe(true);
    expect(await intent('a')).toMatchObject({
      state: 'confirmed',
      attempts: 1,
      itemId: '777',
      lineId: '999',
      claimedAt: at('10:00'),
      sentAt: at('10:01'),
      answeredAt: at('10:02'),
      settledAt: at('10:02'),
    });
  });
});

test('an answer is noted of a write that was sent, with the item it made', async () => {
  await save('a');
  const answer = { itemId: '777', at: at('10:02'), epoch: 0 };
  await noteAnswer(db, here, { planId, changeKey: 'a' }, answer);
  expect(await findIntent(db, here, { planId, changeKey: 'a' })).toMatchObject({ answeredAt: null });
  await claim('a');
  await send('a');
  await noteAnswer(db, here, { planId, changeKey: 'a' }, answer);
  await noteAnswer(db, here, { planId, changeKey: 'a' }, { itemId: null, at: at('10:03'), epoch: 0 });
  expect(await findIntent(db, here, { planId, changeKey: 'a' })).toMatchObject({
    state: 'sent',
    itemId: '777',
    answeredAt: at('10:03'),
  });
});

test('the changes of several plans are read plan by plan', async () => {
  await save('b', 'a');
  const other = await plannedRun(db, here);
  await saveIntents(db, here, other, [adjust('d'), adjust('c')]);
  const read = await listIntentsOf(db, here, [planId, other.planId]);
  const keysOf = (id: string) => read.filter(one => one.planId === id).map(one => one.changeKey);
  expect([keysOf(planId), keysOf(other.planId)]).toEqual([
    ['b', 'a'],
    ['d', 'c'],
  ]);
  expect(await listIntentsOf(db, here, [])).toEqual([]);
});

describe('a claim', () => {
  test('is given to one of many', async () => {
    await save('a');
    const claims = await Promise.all(Array.from({ length: 8 }, () => claim('a')));
    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  test('is given for one write of a line at a time, in whatever plan', async () => {
    await save('a', 'b');
    const other = await plannedRun(db, here);
    await saveIntents(db, here, other, [adjust('c'), adjust('d', { productKey: 'sku-2' })]);
    const claims = await Promise.all([claim('a'), claim('b'), claim('c', { of: other.planId })]);
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await claim('d', { of: other.planId })).toBe(true);
    const [first] = (await listOpen(db, here)).filter(one => one.productKey === 'sku-1');
    const settled = await settleIntent(
      db,
      here,
      { planId: first!.planId, changeKey: first!.changeKey },
      { state: 'confirmed', at: at('10:02') },
    );
    expect(settled).toBe(true);
    const again = await Promise.all([claim('a'), claim('b'), claim('c', { of: other.planId })]);
    expect(again.filter(Boolean)).toHaveLength(1);
  });

  test('is not given while another is claimed, sent or unknown', async () => {
    await save('a', 'b');
    await claim('a');
    expect(await claim('b')).toBe(false);
    await send('a');
    expect(await claim('b')).toBe(false);
    await settle('a', 'unknown');
    expect(await claim('b')).toBe(false);
    await settle('a', 'held');
    expect(await claim('b')).toBe(true);
  });

  test('is refused without undoing what else its transaction did', async () => {
    await save('a', 'b');
    await claim('a');
    await db.transaction().execute(async tx => {
      await saveIntents(tx, here, { planId, runNumber }, [adjust('c', { productKey: 'sku-3' })]);
      expect(await claimIntent(tx, here, { planId, changeKey: 'b', epoch: 0, at: at('10:00') })).toBe(false);
      expect(await claimIntent(tx, here, { planId, changeKey: 'c', epoch: 0, at: at('10:00') })).toBe(true);
    });
    expect((await listOpen(db, here)).map(one => one.changeKey)).toEqual(['a', 'c']);
  });

  test('one item of the catalogue is no reason to wait for an agreement line of the same product', async () => {
    await saveIntents(db, here, { planId, runNumber }, [
      createItem('item'),
      adjust('a'),
      createItem('again'),
    ]);
    expect(await claim('item')).toBe(true);
    expect(await claim('a')).toBe(true);
    expect(await claim('again')).toBe(false);
  });
});

describe('a worker that stalled', () => {
  test('claims nothing, sends nothing and settles nothing once another took over', async () => {
    await save('a');
    await saveIntents(db, here, { planId, runNumber }, [adjust('b', { productKey: 'sku-2' })]);
    await claim('a');
    expect(await raiseEpoch(db, here)).toBe(1);
    expect(await claim('b')).toBe(false);
    expect(await claim('b', { epoch: 1 })).toBe(true);
    expect(await send('a')).toBe(false);
    expect(await settle('a', 'unknown', { epoch: 0 })).toBe(false);
    expect(await settle('a', 'unknown', { epoch: 1 })).toBe(true);
    expect(await settle('a', 'planned', { epoch: 1 })).toBe(true);
    expect(await claim('a', { epoch: 1 })).toBe(true);
    expect(await send('a', 1)).toBe(true);
  });

  test('is waited for by who takes over, if it is just claiming', async () => {
    await save('a');
    let raised: Promise<number> | undefined;
    const order: string[] = [];
    await db.transaction().execute(async tx => {
      expect(await claimIntent(tx, here, { planId, changeKey: 'a', epoch: 0, at: at('10:00') })).toBe(true);
      raised = raiseEpoch(db, here).finally(() => order.push('raised'));
      await untilOneWaits(db);
      order.push('claimed');
    });
    await raised;
    expect(order).toEqual(['claimed', 'raised']);
    expect(await listOpen(db, here)).toMatchObject([{ changeKey: 'a', state: 'claimed' }]);
  });
});

describe('a write without an answer', () => {
  test('is open until it is settled; its absence is noted from the first time it was seen', async () => {
    await save('a');
    await claim('a');
    expect(await noteAbsence(db, here, { planId, changeKey: 'a' }, at('10:02'))).toBeUndefined();
    await send('a');
    await settle('a', 'unknown', { slow: true, words: 'timeout', code: 'no-answer' });
    expect(await listOpen(db, here)).toMatchObject([
      { changeKey: 'a', state: 'unknown', slow: true, words: 'timeout', settledAt: null, absentSince: null },
    ]);
    expect(await noteAbsence(db, here, { planId, changeKey: 'a' }, at('10:03'))).toEqual(at('10:03'));
    expect(await noteAbsence(db, here, { planId, changeKey: 'a' }, at('10:08'))).toEqual(at('10:03'));
    await settle('a', 'planned');
    expect(await listOpen(db, here)).toEqual([]);
    expect(await claim('a')).toBe(true);
    expect(await intent('a')).toMatchObject({
      attempts: 2,
      slow: false,
      words: null,
      absentSince: null,
      sentAt: null,
    });
  });

  const may: Record<Settlement['state'], IntentState[]> = {
    confirmed: ['planned', 'claimed', 'sent', 'unknown', 'failed', 'held'],
    unknown: ['claimed', 'sent'],
    planned: ['claimed', 'sent', 'unknown', 'held'],
    failed: ['planned', 'claimed', 'sent', 'unknown', 'held'],
    held: ['planned', 'claimed', 'sent', 'unknown', 'failed'],
  };
  const states: IntentState[] = ['planned', 'claimed', 'sent', 'confirmed', 'unknown', 'failed', 'held'];
  test.each(states)('that is %s becomes only what the table allows', async from => {
    for (const to of ['confirmed', 'unknown', 'planned', 'failed', 'held'] as const) {
      const key = `${from} to ${to}`;
      await saveIntents(db, here, { planId, runNumber }, [adjust(key, { productKey: key })]);
      await db
        .updateTable('ledger')
        .set({ state: from })
        .where('workspace_id', '=', here)
        .where('change_key', '=', key)
        .execute();
      expect(await settle(key, to), key).toBe(may[to].includes(from));
      expect((await intent(key))?.state, key).toBe(may[to].includes(from) ? to : from);
    }
  });
});
