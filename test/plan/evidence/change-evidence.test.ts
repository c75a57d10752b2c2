/** A change told from what was intended to how it was confirmed. */
import { describe, expect, test } from 'vitest';
import type {
  Adjust,
  Change,
  Charge,
  CreateItem,
  RemoveCharge,
  RepriceItem,
} from '../../../src/plan/change.ts';
import { changeEvidence, type LedgerRow, MARKED } from '../../../src/plan/evidence/change-evidence.ts';

const at = (time: string): Date => new Date(`2026-10-03T${time}:00Z`);

const common = { key: 'k', mark: 'prism-bot:k', productKey: 'sku-1' };
const state = (quantity: number, price: string | null = '25') => ({
  timeline: quantity === 0 ? [] : [{ from: '2026-09-01', quantity }],
  unitPrice: price,
  unitCost: price === null ? null : '20',
});
const adjust: Adjust = {
  ...common,
  ...{ kind: 'adjust', agreementId: '101', itemId: '501', lineId: '901' },
  ...{ before: state(4), after: state(6), money: { cost: '40', price: '50' } },
  ...{ effective: '2026-09-10', delta: 2 },
};
const create: CreateItem = {
  ...common,
  ...{ kind: 'create-item', name: 'PC_1', description: '', invoiceDescription: '' },
  ...{ unitPrice: '25', unitCost: '20', period: 'monthly' },
};
const reprice: RepriceItem = {
  ...common,
  ...{ kind: 'reprice-item', itemId: '501' },
  ...{ before: { unitPrice: '25', unitCost: null }, after: { unitPrice: '26.5', unitCost: null } },
};
const terms = {
  date: '2026-09-30',
  name: 'Credit',
  description: '',
  money: { cost: '-7.74', price: '-9.68' },
};
const charge: Charge = {
  ...common,
  ...{ kind: 'charge', agreementId: '101', agreementName: 'Contoso' },
  ...terms,
  source: { invoiceId: 'i', tenantId: 't', productKey: null, lines: ['l1'] },
};
const remove: RemoveCharge = {
  ...common,
  ...{ kind: 'remove-charge', agreementId: '101', agreementName: 'Contoso', chargeId: '7' },
  before: terms,
};
const close: Change = {
  ...common,
  ...{ kind: 'close', agreementId: '101', itemId: '501', lineId: '901', last: '2026-09-09' },
  ...{ before: state(4), after: state(0), money: { cost: '0', price: '0' } },
};

const row = (given: Partial<LedgerRow>): LedgerRow => ({
  ...{ changeKey: 'k', change: adjust, state: 'confirmed', code: null, words: null, attempts: 1 },
  ...{
    itemId: null,
    lineId: null,
    request: null,
    sentAt: at('01:00'),
    answeredAt: null,
    settledAt: at('01:05'),
  },
  ...given,
});

test.each<[Change, string, unknown, unknown]>([
  [
    adjust,
    '4 → 6 from 10 Sep 2026, +2',
    { units: 4, cost: '20', price: '25' },
    { units: 6, cost: '20', price: '25' },
  ],
  [
    { ...adjust, before: state(0, null), delta: 6, unitPrice: '25', unitCost: '20' },
    '0 → 6 from 10 Sep 2026, +6 × 20.00 (retail 25.00)',
    { units: 0, cost: null, price: null },
    { units: 6, cost: '20', price: '25' },
  ],
  [create, 'PC_1 is made, cost 20.00, retail 25.00', null, { units: null, cost: '20', price: '25' }],
  [
    reprice,
    'retail 25.00 → retail 26.50',
    { units: null, cost: null, price: '25' },
    { units: null, cost: null, price: '26.5' },
  ],
  [
    charge,
    'Credit is charged on 30 Sep 2026, cost -7.74, retail -9.68',
    null,
    { units: 1, cost: '-7.74', price: '-9.68' },
  ],
  [
    remove,
    'Credit, charged on 30 Sep 2026, is taken back, cost -7.74, retail -9.68',
    { units: 1, cost: '-7.74', price: '-9.68' },
    null,
  ],
  [close, 'close', null, null],
])('what is intended is said: $kind', (change, says, before, after) => {
  expect(changeEvidence(change, undefined)).toMatchObject({ says, before, after });
});

test('a change that was never begun has no request, answer or reading', () => {
  expect(changeEvidence(adjust, undefined)).toMatchObject({
    ...{ key: 'k', effective: '2026-09-10', state: null, attempts: 0, request: null, sentAt: null },
    ...{ answer: null, readBack: null, itemId: null, lineId: null },
  });
});

describe('the target’s answer', () => {
  const answer = (given: Partial<LedgerRow>) => changeEvidence(adjust, row(given)).answer;
  const answeredAt = at('01:01');
  test.each<[Partial<LedgerRow>, unknown]>([
    [
      { answeredAt, itemId: '77' },
      { at: answeredAt, says: 'taken, id 77' },
    ],
    [{ answeredAt }, { at: answeredAt, says: 'taken' }],
    [
      { answeredAt, state: 'failed', code: 'invalid', words: 'No.' },
      { at: answeredAt, says: 'refused, invalid: No.' },
    ],
    [
      { answeredAt, state: 'held', code: 'same-date' },
      { at: answeredAt, says: 'refused, same-date' },
    ],
    [
      { answeredAt, state: 'held', code: 'unsettled' },
      { at: answeredAt, says: 'taken' },
    ],
    [{ words: 'socket hang up' }, { at: null, says: 'none that can be believed: socket hang up' }],
    [{ words: MARKED }, { at: null, says: 'none that can be believed' }],
    [
      { sentAt: null, state: 'held', code: 'after-failure' },
      { at: null, says: 'not sent, after-failure' },
    ],
    [{ sentAt: null, state: 'planned' }, null],
  ])('%o', (given, expected) => expect(answer(given)).toEqual(expected));
});

describe('what was read back', () => {
  const settledAt = at('01:05');
  const found = (says: string) => ({ at: settledAt, says });
  const coming = { ...adjust, delta: 0, effective: '2026-10-10' };
  test.each<[Partial<LedgerRow>, unknown]>([
    [{}, found('as it was to be')],
    [{ sentAt: null }, found('it was so already; nothing was sent')],
    [{ words: MARKED }, found('a person looked and said that it is there')],
    [{ change: coming }, found('taken by the target, which shows a price from its day on')],
    [{ change: { ...coming, effective: '2026-10-03' } }, found('as it was to be')],
    [
      { change: coming, settledAt: null },
      { at: null, says: 'as it was to be' },
    ],
    [{ change: create }, found('as it was to be')],
    [{ state: 'held', code: 'unsettled' }, found('it could not be told whether it is there')],
    [{ state: 'held', code: 'stale' }, found('not as the plan found it; nothing was sent')],
    [{ state: 'failed', code: 'not-done' }, found('it is not there')],
    [{ state: 'failed', code: 'invalid' }, null],
    [{ state: 'held', code: 'same-date' }, null],
    [{ state: 'sent' }, null],
  ])('%o', (given, expected) => {
    const one = row(given);
    expect(changeEvidence(one.change, one).readBack).toEqual(expected);
  });
});
