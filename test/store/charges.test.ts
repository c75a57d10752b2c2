import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../db/schema.ts';
import type { Charge } from '../../src/plan/change.ts';
import { listMadeCharges } from '../../src/store/charges.ts';
import { saveIntents, settleIntent } from '../../src/store/ledger.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { at, plannedRun, twoWorkspaces } from './stage.ts';

let fresh: FreshDatabase;
let db: Database;
let here: string;
beforeAll(async () => {
  fresh = await freshDatabase();
  db = fresh.db;
  ({ here } = await twoWorkspaces(db));
});
afterAll(() => fresh.drop());

const charge = (mark: string, invoiceId: string, price: string): Charge => ({
  ...{ kind: 'charge', key: `charge:${mark}`, mark, productKey: mark, agreementId: '101' },
  ...{ agreementName: 'Cloud', date: '2026-09-30', name: 'Credit', description: 'Credit of August' },
  money: { cost: '-1.00', price },
  source: { invoiceId, tenantId: 'tenant-1', productKey: null, lines: ['l-1'] },
});

test('the charge made last under each mark is found, of the invoices asked for alone', async () => {
  const make = async (made: Charge, time: string, state: 'confirmed' | 'failed' = 'confirmed') => {
    const { runNumber, planId } = await plannedRun(db, here);
    await saveIntents(db, here, { planId, runNumber }, [made]);
    await settleIntent(db, here, { planId, changeKey: made.key }, { state, at: at(time) });
    return runNumber;
  };
  await make(charge('m-1', 'invoice-1', '-1.20'), '09:00');
  const second = await make(charge('m-1', 'invoice-1', '-1.50'), '10:00');
  await make(charge('m-1', 'invoice-1', '-1.90'), '11:00', 'failed');
  await make(charge('m-2', 'invoice-2', '-2.00'), '09:00');
  expect([...(await listMadeCharges(db, here, ['invoice-1']))]).toEqual([
    [
      'm-1',
      {
        ...{ run: second, at: at('10:00'), name: 'Credit', money: { cost: '-1.00', price: '-1.50' } },
        ...{ invoiceId: 'invoice-1', tenantId: 'tenant-1', productKey: null },
      },
    ],
  ]);
  expect((await listMadeCharges(db, here, ['invoice-2', 'invoice-3'])).size).toBe(1);
  expect((await listMadeCharges(db, here, [])).size).toBe(0);
});
