import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../db/schema.ts';
import {
  decidePlan,
  expirePlans,
  getPlan,
  listPlans,
  listWaitingPlans,
  movePlan,
  type PlanDecision,
  replacePlans,
  savePlan,
} from '../../src/store/plans.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { at, plan, plannedRun, twoWorkspaces } from './stage.ts';

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

const approval = (of: { planId: string; checksum: string }): PlanDecision => ({
  planId: of.planId,
  checksum: of.checksum,
  state: 'approved',
  by: 'U-anna',
  reason: null,
  at: at('10:00'),
});

describe('a plan', () => {
  test('is read as it was made', async () => {
    const { planId, runNumber, checksum } = await plannedRun(db, here);
    const head = {
      id: planId,
      runNumber,
      position: 1,
      subject: '101',
      month: '2026-09',
      checksum,
      state: 'proposed',
      decidedBy: null,
      decidedAt: null,
      reason: null,
      madeAt: at('09:01'),
      expiresAt: new Date('2026-10-10T09:01:00Z'),
    };
    expect(await getPlan(db, here, planId)).toEqual({ ...head, plan: plan() });
    expect(await listPlans(db, here, runNumber)).toEqual([head]);
    expect(await listWaitingPlans(db, here)).toEqual([head]);
  });

  test('is there once a place in its run', async () => {
    const { planId, runNumber } = await plannedRun(db, here);
    const again = { runNumber, position: 1, subject: '101', month: '2026-09', madeAt: at('09:05') };
    const other = { ...again, plan: plan({ shadow: true }), expiresAt: at('23:00') };
    const theirs = await plannedRun(db, there);
    expect(await savePlan(db, here, other)).toBe(planId);
    expect(await savePlan(db, there, other)).toBe(theirs.planId);
    expect((await getPlan(db, here, planId)).plan).toEqual(plan());
  });

  test('cannot be changed or removed, by whatever statement', async () => {
    await plannedRun(db, here);
    for (const statement of [
      `update plans set body = '{}'`,
      `update plans set body = body || '{"shadow": true}'`,
      `update plans set checksum = 'another'`,
      'update plans set run_number = 2',
      'delete from plans',
      'truncate plans cascade',
    ]) {
      await expect(sql.raw(statement).execute(db), statement).rejects.toThrow('is refused');
    }
    await sql`update plans set reason = 'fine', body = body`.execute(db);
  });
});

describe('a decision', () => {
  test('is made once; who comes later learns who was first', async () => {
    const made = await plannedRun(db, here);
    const deciders = ['U-anna', 'U-ben', 'U-cleo'];
    const outcomes = await Promise.all(
      deciders.map((by, i) =>
        decidePlan(db, here, { ...approval(made), by, state: i === 1 ? 'rejected' : 'approved', reason: by }),
      ),
    );
    const [winner, ...more] = outcomes.filter(({ won }) => won);
    expect(more).toEqual([]);
    for (const { plan } of outcomes) expect(plan).toEqual(winner?.plan);
    expect(deciders).toContain(winner?.plan.decidedBy);
    expect(winner?.plan).toMatchObject({ reason: winner?.plan.decidedBy, decidedAt: at('10:00') });
    expect(await listWaitingPlans(db, here)).toEqual([]);
  });

  test('about another plan than the one seen is refused', async () => {
    const made = await plannedRun(db, here);
    const stale = { ...approval(made), checksum: 'of an older message' };
    await expect(decidePlan(db, here, stale)).rejects.toMatchObject({ name: 'StaleError' });
    await decidePlan(db, here, approval(made));
    await expect(decidePlan(db, here, stale)).rejects.toMatchObject({ name: 'StaleError' });
    const none = { ...approval(made), planId: '00000000-0000-4000-8000-000000000000' };
    await expect(decidePlan(db, here, none)).rejects.toMatchObject({ name: 'StaleError' });
  });

  test('comes too late once the plan is past its time', async () => {
    const made = await plannedRun(db, here);
    const late = { ...approval(made), at: new Date('2026-10-10T09:01:00Z') };
    expect(await decidePlan(db, here, late)).toMatchObject({
      won: false,
      plan: { state: 'expired', decidedBy: null, decidedAt: late.at },
    });
  });

  test('carries the plan on from where it is expected to stand', async () => {
    const { planId, checksum } = await plannedRun(db, here);
    expect(await movePlan(db, here, planId, ['approved'], 'applying')).toBe(false);
    await decidePlan(db, here, approval({ planId, checksum }));
    expect(await movePlan(db, here, planId, ['approved'], 'applying')).toBe(true);
    expect(await movePlan(db, here, planId, ['applying'], 'applied')).toBe(true);
    expect(await movePlan(db, here, planId, ['applying'], 'applied')).toBe(false);
  });
});

describe('a waiting plan', () => {
  test('expires when its time has come, and not before', async () => {
    const made = await plannedRun(db, here);
    const decided = await plannedRun(db, here, { subject: '102' });
    await decidePlan(db, here, approval(decided));
    expect(await expirePlans(db, here, new Date('2026-10-10T09:00:59Z'))).toEqual([]);
    expect(await expirePlans(db, here, new Date('2026-10-10T09:01:00Z'))).toMatchObject([
      { id: made.planId, state: 'expired' },
    ]);
    expect(await expirePlans(db, here, new Date('2026-10-11T09:01:00Z'))).toEqual([]);
  });

  test('is replaced by one of a later run for the same subject, not by one of its own run', async () => {
    const older = await plannedRun(db, here);
    const other = await plannedRun(db, here, { subject: '102' });
    const newer = await plannedRun(db, here);
    const by = { subject: '101', runNumber: newer.runNumber, at: at('11:00') };
    expect(await replacePlans(db, here, by)).toMatchObject([{ id: older.planId, state: 'replaced' }]);
    expect((await listWaitingPlans(db, here)).map(({ id }) => id)).toEqual([other.planId, newer.planId]);
    expect(await decidePlan(db, here, approval(older))).toMatchObject({
      won: false,
      plan: { state: 'replaced' },
    });
  });
});
