/** Plans of charges alone: credit notes, one-off, adjustment and annual invoices, and lines decided late. */
import { describe, expect, test } from 'vitest';
import type { LineDraft } from '../../../src/plan/agreement/agreement.ts';
import { markOfLine, markOfUsage } from '../../../src/plan/charges/charge-mark.ts';
import { decidedMarks } from '../../../src/plan/charges/decided-marks.ts';
import { type ChargesInput, planCharges } from '../../../src/plan/charges/plan-charges.ts';
import { sum } from '../../../src/plan/numbers/decimal.ts';
import { DEFAULT_SETTINGS } from '../../../src/plan/settings.ts';
import { reportCustomer } from '../../../src/plan/tally/customer.ts';
import { apartWords, chargesWords } from '../../../src/plan/tally/words.ts';
import { agreement, line, SEPTEMBER } from '../a-month.ts';
import { book, decision, LATER, made, stands } from './a-charge.ts';

const first = line({
  key: 'note:1',
  row: 3,
  quantity: '1',
  from: '2026-08-01',
  to: '2026-08-31',
  cost: '-20',
  price: '-25',
  agreementNumber: 'CSP-1',
});
const second = line({
  key: 'note:2',
  row: 2,
  quantity: '1',
  from: '2026-07-01',
  to: '2026-07-31',
  cost: '-4.005',
  price: null,
  offerName: 'Visio',
});

const azure: LineDraft = {
  ...{ productKey: 'AZURE', name: 'Azure plan', kind: 'usage', product: null, holds: [] },
  spans: [
    {
      ...{ tenantId: 't-1', subscriptionId: 's-azure', productKey: 'AZURE', kind: 'usage' },
      ...{ from: '2026-09-01', to: '2026-09-30', quantity: '1', unitCost: '100', unitPrice: '130' },
      ...{ cost: '100', price: '130', lines: ['note:azure'] },
    },
  ],
};

function note(given: Partial<ChargesInput> = {}) {
  const { lines = [first, second].map(one => ({ tenantId: 't-1', line: one })) } = given;
  return planCharges({
    invoice: {
      ...{ id: 'note', number: 'CN-1', month: SEPTEMBER, issued: null, status: 'approved' },
      ...{ currency: 'AUD', hash: 'h' },
    },
    ...{
      apart: 'credit',
      lines,
      usage: [],
      billed: new Set(),
      agreement: agreement(),
      agreementId: 'contract',
    },
    tenants: [
      {
        ...{ id: 't-1', name: 'Contoso', domain: null, hash: 'h', lines: lines.length },
        cost: sum(lines.map(one => one.line.cost)),
      },
    ],
    ...{ agreementNumber: null, decisions: [decision({ subject: 'note' })], shadow: false },
    ...{ charges: book(), strategy: 'cost-and-retail', settings: { ...DEFAULT_SETTINGS, chargeCodeId: '9' } },
    ...given,
  });
}

const standingsOf = ({ entries }: ReturnType<typeof note>) =>
  entries.map(({ standing, reason }) => [standing, reason]);

describe('a credit note that somebody decided to charge', () => {
  test('is a charge a line, and what cannot be charged is said beside it', () => {
    const plan = note();
    expect(plan).toMatchObject({
      ...{ kind: 'agreement', apart: 'credit', lines: [], items: [], shadow: false },
      charges: [
        {
          name: 'Microsoft 365 Business Premium',
          date: '2026-09-30',
          money: { cost: '-20.00', price: '-25.00' },
        },
      ],
      problems: [{ code: 'no-price', label: 'Visio', subject: 'note:2' }],
      asks: [
        expect.stringContaining(
          '1 contract charge: Microsoft 365 Business Premium, -20.00 cost / -25.00 price',
        ),
      ],
    });
    // In the order of the file.
    expect(standingsOf(plan)).toEqual([
      ['failed', 'no-price'],
      ['waiting', null],
    ]);
    const report = reportCustomer(plan, { id: 'p', state: 'proposed' }, []);
    expect(report.tie).toMatchObject({ balanced: true, lines: 2 });
    expect(report).toMatchObject({ apart: 'credit', result: 'Failure' });
    expect(apartWords(report)).toBe('credit note CN-1');
    expect(chargesWords(report.charges)).toBe('1 contract charge of -25.00');
  });

  test('charges nothing for a line of no money, and is called by its id where it has no number', () => {
    const free = { ...second, cost: '0', price: null };
    const lines = [first, free].map(one => ({ tenantId: 't-1', line: one }));
    const { invoice } = note();
    const plan = note({ lines, invoice: { ...invoice, number: null } });
    expect(plan.charges).toHaveLength(1);
    expect(JSON.stringify(plan.charges)).toContain('PRISM invoice note');
  });

  test('a line of it may be left, another is of another PRISM agreement', () => {
    const plan = note({
      agreementNumber: 'CSP-2',
      decisions: [decision({ subject: 'note' }), decision({ choice: 'leave', subject: 'note:2', at: LATER })],
    });
    expect(plan.charges).toEqual([]);
    expect(plan.asks).toEqual([]);
    expect(standingsOf(plan)).toEqual([
      ['excluded', 'left'],
      ['excluded', 'other-agreement'],
    ]);
    expect(plan.exclusions.map(({ says }) => says)).toEqual([
      'Row 2, Visio; left out, by decision',
      'Row 3 belongs to PRISM agreement CSP-1',
    ]);
  });

  test('of which a line is charged already is right, of which a charge is gone is held', () => {
    const mark = markOfLine('note:1');
    const standing = [stands({ mark, cost: '-20', price: '-25' })];
    const lines = [{ tenantId: 't-1', line: first }];
    expect(standingsOf(note({ lines, charges: book({ standing }) }))).toEqual([['right', 'charged']]);
    const gone = note({ lines, charges: book({ made: new Map([[mark, made()]]) }) });
    expect(gone.holds).toMatchObject([
      { reason: 'charge-gone', subject: 'note:1', choices: ['bill-as-charge', 'leave'] },
    ]);
  });

  test('of lines that nobody decided about holds each with its choices', () => {
    const plan = note({ decisions: [] });
    expect(plan.holds).toMatchObject([
      { reason: 'credit', subject: 'note:2', says: 'Row 2, Visio' },
      { reason: 'credit', subject: 'note:1', offer: { money: { cost: '-20.00', price: '-25.00' } } },
    ]);
    expect(note({ decisions: [], apart: 'lines' }).holds.map(({ reason }) => reason)).toEqual([
      'adjustment',
      'adjustment',
    ]);
  });

  test('whose customer’s contract is gone is charged where its mapping says', () => {
    expect(note({ agreement: null, agreementId: '77' })).toMatchObject({
      agreement: { id: '77', name: '77' },
      charges: [{ agreementId: 'contract' }],
    });
  });

  test('tells of charges whose line was revised away; lines decided late do not', () => {
    const mark = markOfLine('note:0');
    const charges = book({
      standing: [stands({ mark })],
      made: new Map([[mark, made({ invoiceId: 'note' })]]),
    });
    expect(note({ charges }).warnings).toHaveLength(1);
    expect(note({ charges, apart: 'lines' }).warnings).toEqual([]);
    const inOrder = { ...second, row: 3 };
    const lines = [second, first].map(one => ({ tenantId: 't-1', line: one === second ? inOrder : one }));
    expect(note({ lines }).entries.map(({ keys }) => keys?.[0])).toEqual(['note:1', 'note:2']);
  });

  test('has another checksum with another charge, and the same with the same', () => {
    expect(note().checksum).toBe(note().checksum);
    expect(note({ decisions: [] }).checksum).not.toBe(note().checksum);
  });
});

describe('usage of an invoice that was applied', () => {
  const decisions = [decision({ productKey: 'AZURE', subject: null })];
  const usage = (given: Partial<ChargesInput> = {}) =>
    note({ apart: 'lines', lines: [], usage: [azure], decisions, ...given });

  test('is charged', () => {
    expect(usage()).toMatchObject({
      charges: [{ money: { cost: '100.00', price: '130.00' } }],
      apart: 'lines',
    });
    expect(usage().entries).toMatchObject([
      { productKey: 'AZURE', lines: 1, cost: '100', standing: 'waiting', keys: ['note:azure'] },
    ]);
    expect(apartWords(reportCustomer(usage(), { id: 'p', state: 'proposed' }, []))).toBe('lines of CN-1');
  });

  test('that its line bills is not charged too', () => {
    const plan = usage({ billed: new Set(['AZURE']) });
    expect(plan.charges).toEqual([]);
    expect(plan.holds).toMatchObject([{ reason: 'charged-twice', label: 'Azure plan', choices: [] }]);
    expect(standingsOf(plan)).toEqual([['held', 'charged-twice']]);
    expect(plan.entries[0]).not.toHaveProperty('charge');
  });

  test('whose charge cannot be made, or is gone, is told without a choice: it is chosen on its own invoice', () => {
    const mark = markOfUsage('note', 'AZURE', 't-1');
    expect(usage({ charges: book({ on: null }) }).problems).toMatchObject([
      { code: 'charge-agreement', choices: [] },
    ]);
    expect(usage({ charges: book({ made: new Map([[mark, made()]]) }) }).holds).toMatchObject([
      { reason: 'charge-gone', choices: [] },
    ]);
  });
});

test('marks to look up are those of what somebody decided to charge of that invoice', () => {
  const of = { tenantIds: ['t-1', 't-2'], lineKeys: ['a', 'b'] };
  const invoice = { id: 'inv', month: SEPTEMBER };
  const marks = (given: Parameters<typeof decision>[0]) => decidedMarks([decision(given)], invoice, of);
  expect(marks({ subject: 'a' })).toEqual([markOfLine('a')]);
  expect(marks({ subject: 'inv' })).toEqual([markOfLine('a'), markOfLine('b')]);
  expect(marks({ subject: 'c' })).toEqual([]);
  expect(marks({ subject: 'a', month: '2026-08' })).toEqual([]);
  expect(marks({ subject: 'a', choice: 'leave' })).toEqual([]);
  expect(marks({ productKey: 'AZURE', subject: null })).toEqual(
    ['t-1', 't-2'].map(tenantId => markOfUsage('inv', 'AZURE', tenantId)),
  );
});
