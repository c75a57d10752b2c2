/** Each invoice line of a plan, where it stands and why, and the changes that were made for it. */
import { describe, expect, test } from 'vitest';
import type { Charge } from '../../../src/plan/change.ts';
import type { LedgerRow } from '../../../src/plan/evidence/change-evidence.ts';
import { cellsOf, type EvidenceRow, TITLES } from '../../../src/plan/evidence/evidence-row.ts';
import {
  agreementEvidence,
  type PlanEvidence,
  productEvidence,
} from '../../../src/plan/evidence/plan-evidence.ts';
import { whyOfLine, whyOfOther } from '../../../src/plan/evidence/reasons.ts';
import { type AgreementPlan, checksumOf, planChecksum } from '../../../src/plan/plan.ts';
import type { Decided } from '../../../src/plan/tally/reports.ts';
import { catalogue, line, plan, standing } from '../a-month.ts';
import { all, fewer, held, right } from '../tally/told.ts';

const at = new Date('2026-10-03T01:00:00Z');

/** The ledger after everything went as it was to go, but for what is said of a change. */
const ledger = (made: AgreementPlan, given: Partial<LedgerRow>[] = []): LedgerRow[] =>
  [...made.items, ...made.lines.flatMap(one => one.changes), ...made.charges].map((change, index) => ({
    ...{ changeKey: change.key, change, state: 'confirmed', code: null, words: null, attempts: 1 },
    ...{ itemId: null, lineId: null, request: null, sentAt: at, answeredAt: at, settledAt: at },
    ...given[index],
  }));

/** Its days of September are posted, and the next open period begins in October. */
const given = plan({
  lines: [line({ ...all, quantity: '6' })],
  current: [standing({ timeline: [{ from: '2026-01-01', quantity: 4 }] }, '2026-09')],
  settings: { posted: 'next-open-period' },
});

const told = (made: AgreementPlan, state: Decided, rows: LedgerRow[] = []): PlanEvidence =>
  agreementEvidence(made, { id: 'p', state }, rows);

test('a line that was written names its agreement line and changes, with the ids that were found', () => {
  const made = plan({ lines: [all], catalogue: catalogue([]) });
  const rows = ledger(made, [{ itemId: '501' }, { itemId: '501', lineId: '901' }]);
  const { placements, changes, alone } = told(made, 'applied', rows);
  expect(placements).toEqual([
    {
      ...{ keys: [all.key], standing: 'applied', reason: null },
      says: 'Written, and read back as it was to be.',
      line: { productKey: 'CFQ-PREMIUM', productName: all.offerName, itemId: '501', lineId: '901' },
      changes: rows.map(({ changeKey }) => changeKey),
    },
  ]);
  expect(changes.map(({ kind, state }) => [kind, state])).toEqual([
    ['create-item', 'confirmed'],
    ['adjust', 'confirmed'],
  ]);
  expect(alone).toEqual([]);
});

test('lines that share days are each there, also when their seats count once', () => {
  const telecom = line({ ...all, unitCost: '5', unitPrice: '6' });
  const { placements } = told(plan({ lines: [all, telecom], current: [] }), 'proposed');
  expect(placements.flatMap(({ keys }) => keys).sort()).toEqual([all.key, telecom.key].sort());
});

describe('why a line stands where it stands', () => {
  const why = (made: AgreementPlan, state: Decided, rows: LedgerRow[] = []) =>
    told(made, state, rows).placements.map(({ standing, says }) => [standing, says]);
  test.each<[string, AgreementPlan, Decided, LedgerRow[], string, string]>([
    ['waiting', fewer, 'proposed', [], 'waiting', 'The plan waits for approval.'],
    [
      'right',
      right,
      'applied',
      [],
      'right',
      'It stands in the target as the invoice says; nothing was to be changed.',
    ],
    ['held in the plan', held, 'applied', [], 'held', held.lines[0]!.holds[0]!.says],
    [
      'held in writing',
      fewer,
      'applied',
      ledger(fewer, [{ state: 'held', code: 'stale' }]),
      'held',
      'Microsoft 365 Business Premium was changed in Autotask after the plan was made; nothing was written',
    ],
    [
      'held in writing, by a word that has no reason',
      fewer,
      'applied',
      ledger(fewer, [{ state: 'held', code: 'after-failure' }]),
      'held',
      'Microsoft 365 Business Premium waits because an earlier change of the same line was not done',
    ],
    [
      'refused',
      fewer,
      'applied',
      ledger(fewer, [{ state: 'failed', code: 'invalid', words: 'No.' }]),
      'failed',
      'Autotask did not take the change of Microsoft 365 Business Premium: No.',
    ],
    [
      'left as it is for some days',
      given,
      'applied',
      ledger(given),
      'excluded',
      given.lines[0]!.exclusions[0]!.says,
    ],
    [
      'refused without words',
      fewer,
      'applied',
      ledger(fewer, [{ state: 'failed', code: 'invalid' }]),
      'failed',
      'Autotask did not take the change of Microsoft 365 Business Premium',
    ],
  ])('%s', (_, made, state, rows, stands, says) => {
    expect(why(made, state, rows)).toEqual([[stands, says]]);
  });

  test('a line in no agreement line has its own finding', () => {
    const credit = (given: Parameters<typeof line>[0]) =>
      line({ ...given, unitCost: '-20', unitPrice: '-25' });
    const other = (number: string) => line({ ...all, agreementNumber: number });
    const made = plan({
      lines: [
        credit({ quantity: '1', from: '2026-09-01', to: '2026-09-30' }),
        credit({ quantity: '2', from: '2026-09-01', to: '2026-09-30' }),
        line({
          ...all,
          sku: null,
          productId: 'nobody-knows',
          offerName: 'Unknown offer',
          subscriptionId: 'sub-x',
        }),
        other('A-2'),
        other('A-3'),
      ],
      agreementNumber: 'A-1',
      current: [],
    });
    const { placements } = told(made, 'proposed');
    expect(placements.map(({ standing, line }) => [standing, line])).toEqual([
      ['failed', null],
      ['excluded', null],
      ['excluded', null],
      ['held', null],
      ['held', null],
    ]);
    expect(placements.map(({ says }) => says)).toEqual([
      'Could not find source product or multiple matches',
      expect.stringContaining('belongs to PRISM agreement A-2'),
      expect.stringContaining('belongs to PRISM agreement A-3'),
      expect.stringContaining('is a credit of -20.00'),
      expect.stringContaining('is a credit of -40.00'),
    ]);
  });

  test('one that is charged names the charge made of it, and what became of that', () => {
    const charge: Charge = {
      ...{ kind: 'charge', key: 'charge-1', mark: 'm', productKey: 'm', agreementId: '101' },
      ...{ agreementName: 'Contoso', date: '2026-09-30', name: 'Credit', description: '' },
      money: { cost: '-20', price: '-25' },
      source: { invoiceId: 'i', tenantId: 't', productKey: null, lines: ['l1'] },
    };
    const entry = { tenantId: 't', productKey: null, label: 'Credit', lines: 1, cost: '-20', price: '-25' };
    const made: AgreementPlan = {
      ...right,
      charges: [charge],
      entries: [
        { ...entry, standing: 'waiting', reason: null, keys: ['l1'], charge: 'charge-1' },
        { ...entry, standing: 'right', reason: 'charged', keys: ['l2'] },
        { ...entry, standing: 'right', reason: null },
      ],
    };
    const of = (rows: LedgerRow[]) =>
      told(made, 'applied', rows).placements.map(({ standing, says, changes }) => [standing, says, changes]);
    expect(of([])).toEqual([
      ['waiting', 'Planned, and not written.', ['charge-1']],
      ['right', 'A contract charge bills it already.', []],
      ['right', expect.stringContaining('nothing was to be changed'), []],
    ]);
    expect(of(ledger(made, [{ state: 'failed', code: 'invalid', words: 'No.' }]))[0]).toEqual([
      'failed',
      expect.stringMatching(/: No\.$/),
      ['charge-1'],
    ]);
    expect(of(ledger(made, [{ state: 'held', code: 'stale' }]))[0]?.[0]).toBe('held');
  });

  test.each<[Parameters<typeof whyOfOther>, string]>([
    [
      ['unmapped', { reason: null, tenantId: 't' }],
      'Nobody mapped this customer to a company and a contract.',
    ],
    [
      ['unmapped', { reason: null, tenantId: null }],
      'PRISM lists no customer with this subscription or domain.',
    ],
    [['excluded', { reason: 'sync-off', tenantId: 't' }], 'Syncing is switched off for this customer.'],
    [
      ['held', { reason: 'currency', tenantId: null }],
      'The invoice is in another currency than the customers are billed in.',
    ],
    [['held', { reason: 'new-word', tenantId: 't' }], ''],
  ])('of a customer without a plan: %o', (args, says) => expect(whyOfOther(...args)).toBe(says));

  test('nothing is made up', () => expect(whyOfLine('excluded', null, 'applied')).toBe(''));
});

test('changes that no line asked for stand alone', () => {
  const gone = plan({
    lines: [],
    current: [standing({ timeline: [{ from: '2026-01-01', quantity: 5 }] })],
  });
  const made = { ...gone, lines: fewer.lines };
  const { placements, alone } = told(made, 'applied', ledger(made));
  expect([placements, alone]).toEqual([[], fewer.lines.flatMap(one => one.changes.map(({ key }) => key))]);
});

test('a product sync has changes and no lines', () => {
  const [create] = plan({ lines: [all], catalogue: catalogue([]) }).items;
  const row = { sku: null, name: 'x', itemName: null, productKey: 'x' };
  const products = {
    kind: 'products' as const,
    products: [
      { ...row, outcome: { kind: 'create' as const, change: create! } },
      { ...row, outcome: { kind: 'right' as const, itemId: '1' } },
    ],
    notes: [],
  };
  expect(productEvidence({ ...products, checksum: planChecksum(products) }, [])).toMatchObject({
    ...{ placements: [], alone: [create!.key] },
    changes: [{ kind: 'create-item', state: null }],
  });
});

test('a plan that was stored has the checksum it was made with, whatever its names are', () => {
  for (const made of [fewer, held, right]) {
    expect(planChecksum(JSON.parse(JSON.stringify(made)))).toBe(made.checksum);
  }
  expect(checksumOf({ a: 'x\0y\ud800' })).toBe(checksumOf({ a: 'x\ufffdy\ufffd' }));
  expect(checksumOf({ a: 'x', b: 1 })).not.toBe(checksumOf({ a: 'x', b: 2 }));
});

describe('a row of the table', () => {
  const empty: EvidenceRow = {
    ...{ run: 7, invoice: null, line: null, tenantId: null, customer: null },
    ...{ place: null, plan: null, changes: [], told: null },
  };
  const cell = (row: EvidenceRow, title: string) => cellsOf(row)[TITLES.indexOf(title)];

  test('has a cell for every column, empty where there is nothing', () => {
    expect(cellsOf(empty)).toHaveLength(TITLES.length);
    expect(cellsOf(empty).filter(Boolean)).toEqual(['7']);
    expect(new Set(TITLES).size).toBe(TITLES.length);
  });

  test('has a line for each change in every cell about changes', () => {
    const made = plan({ lines: [all], catalogue: catalogue([]) });
    const [first, second] = told(
      made,
      'applied',
      ledger(made, [
        { request: { method: 'POST', path: 'Services', body: '{"name":"PC_1"}' } },
        {
          request: { method: 'DELETE', path: 'Contracts/1/Charges/2', body: null },
          sentAt: null,
          answeredAt: null,
        },
      ]),
    ).changes;
    const row = {
      ...empty,
      changes: [first!, second!, { ...first!, state: null, request: null, before: null }],
    };
    expect(cell(row, 'Request')).toBe('POST Services {"name":"PC_1"}\nDELETE Contracts/1/Charges/2\n');
    expect(cell(row, 'Sent at')).toBe('2026-10-03T01:00:00.000Z\n\n2026-10-03T01:00:00.000Z');
    expect(cell(row, 'Change stands as')).toBe('confirmed\nconfirmed\nnot begun');
    expect(cell(row, 'After')).toBe(
      'cost 20.0000, retail 25.0000\n4 units, cost 20.0000, retail 25.0000\ncost 20.0000, retail 25.0000',
    );
    expect(cell(row, 'Before')).toBe('\n0 units\n');
  });

  test('takes the invoice’s id where it has no number, and its currency where the line has none', () => {
    const invoice = { id: 'i-1', number: null, month: '2026-09', issued: null, currency: 'AUD' };
    const row = { ...empty, invoice, line: { ...all, currency: null } };
    expect([cell(row, 'Invoice'), cell(row, 'Currency')]).toEqual(['i-1', 'AUD']);
    expect(cell({ ...row, invoice: { ...invoice, number: 'INV-1' } }, 'Invoice')).toBe('INV-1');
    expect(cell({ ...row, line: { ...all, currency: 'USD' } }, 'Currency')).toBe('USD');
    const place = { standing: 'waiting' as const, reason: null, says: 'Later.', line: null };
    expect(['Stands as', 'Reason', 'Why', 'Product'].map(title => cell({ ...row, place }, title))).toEqual([
      'to write',
      '',
      'Later.',
      '',
    ]);
  });
});
