import { describe, expect, test } from 'vitest';
import { customerName, hasFindings } from '../../../src/plan/tally/findings.ts';
import type { ProductReport } from '../../../src/plan/tally/reports.ts';
import {
  apartWords,
  changeWords,
  monthsOf,
  oneLine,
  outcomeOf,
  plural,
  standingWord,
  thousands,
  unitPrice,
} from '../../../src/plan/tally/words.ts';
import { aCustomer, aHold, aLine, aProblem, aReport } from '../../slack/ui/stage.ts';

test.each([
  ['0', '0'],
  ['999.5', '999.5'],
  ['1000', '1,000'],
  ['-1234567.5000', '-1,234,567.5000'],
])('%s is read as %s', (amount, read) => {
  expect(thousands(amount)).toBe(read);
});

test.each([
  [0, '0 customers'],
  [1, '1 customer'],
  [1_200, '1,200 customers'],
])('%i of something is %s', (count, words) => {
  expect(plural(count, 'customer')).toBe(words);
});

test.each([
  ['20', '20.00'],
  ['51.3333', '51.3333'],
  ['1000.00005', '1,000.0001'],
])('a unit price of %s is %s', (amount, words) => {
  expect(unitPrice(amount)).toBe(words);
});

test('a text is one line that reads in one direction', () => {
  expect(oneLine(' a\r\n\tb\u0000c\u2028d\u202Ee\u2066f ')).toBe('a b c def');
});

describe('a change', () => {
  const change = { effective: '2026-09-10', delta: 2, before: 4, after: 6, done: true };

  test.each([
    [{ unitCost: '20', unitPrice: '25' }, '4 → 6 from 10 Sep 2026, +2 × 20.00 (retail 25.00)'],
    [{ unitCost: '20', unitPrice: null }, '4 → 6 from 10 Sep 2026, +2 × 20.00'],
    [{ unitCost: null, unitPrice: '25' }, '4 → 6 from 10 Sep 2026, +2 × 25.00'],
    [{ unitCost: null, unitPrice: null }, '4 → 6 from 10 Sep 2026, +2'],
  ])('of seats with %j says "%s"', (prices, words) => {
    expect(changeWords({ ...change, ...prices })).toBe(words);
  });

  test('that takes seats away has a minus sign, and one of prices alone has no seats', () => {
    const none = { unitCost: null, unitPrice: null };
    expect(changeWords({ ...change, ...none, delta: -2, before: 6, after: 4 })).toBe(
      '6 → 4 from 10 Sep 2026, −2',
    );
    expect(changeWords({ ...change, delta: 0, unitCost: '20', unitPrice: '25' })).toBe(
      'from 10 Sep 2026 cost 20.00, retail 25.00',
    );
  });
});

test('where money stands is said in words', () => {
  expect(standingWord('applied')).toBe('written');
  expect(standingWord('waiting')).toBe('to write');
});

test('a plan of charges alone says what it is about', () => {
  const { invoice } = aCustomer('Contoso');
  expect(apartWords({ apart: null, invoice })).toBeNull();
  expect(apartWords({ apart: 'credit', invoice: { ...invoice, number: null, id: 'cn-2' } })).toBe(
    'credit note cn-2',
  );
});

describe('a run', () => {
  test('says its months once each, in their order, and none when there is none', () => {
    const older = aCustomer('Contoso');
    older.invoice = { ...older.invoice, month: '2026-08' };
    expect(monthsOf(aReport({ customers: [aCustomer('Fabrikam'), older] }))).toBe(
      ' · August 2026, September 2026',
    );
    expect(monthsOf(aReport({ facts: { invoices: [] } }))).toBe('');
  });

  test('of customers says how many, what was written and what went wrong', () => {
    expect(outcomeOf(aReport({ customers: [aCustomer('Contoso')] }))).toBe(
      '1 customer, 1 subscription synced',
    );
    const failed = aCustomer('Contoso', {
      result: 'Failure',
      lines: [aLine({ problems: [aProblem()], warnings: ['w'], holds: [aHold()] })],
    });
    expect(outcomeOf(aReport({ customers: [failed] }))).toBe(
      '1 customer, 1 subscription synced, 1 customer failed, 2 warnings, 1 error',
    );
  });

  test('of products says the same of products', () => {
    const products: ProductReport = {
      ...{ planId: 'p', checksum: 'c', result: 'Success', synced: 2, failed: 0, products: [], notes: [] },
    };
    expect(outcomeOf(aReport({ products }))).toBe('2 products synced');
    expect(outcomeOf(aReport({ products: { ...products, failed: 1 } }))).toBe(
      '2 products synced, 1 product failed, 1 error',
    );
  });
});

describe('a customer', () => {
  test('is called by its tenants, or by its agreement where it has none', () => {
    const customer = aCustomer('Contoso');
    const [tenant] = customer.tenants;
    expect(customerName({ ...customer, tenants: [tenant!, { ...tenant!, name: 'Fabrikam' }] })).toBe(
      'Contoso, Fabrikam',
    );
    expect(customerName({ ...customer, tenants: [] })).toBe('Contoso cloud services');
  });

  test.each([
    [{}, false],
    [{ warnings: ['w'] }, true],
    [{ doubleBilling: ['w'] }, true],
    [{ holds: [{ ...aHold(), label: 'x' }] }, true],
    [{ problems: [{ ...aProblem(), label: 'x' }] }, true],
    [{ lines: [aLine({ warnings: ['w'] })] }, true],
    [{ lines: [aLine({ holds: [aHold()] })] }, true],
    [{ lines: [aLine({ problems: [aProblem()] })] }, true],
    [{ lines: [aLine({ drift: { date: '2026-09-01', was: 1, is: 2, becomes: 3 } })] }, true],
    [{ lines: [aLine({ notes: ['n'] })] }, false],
    [{ lines: [aLine({ exclusions: [{ reason: 'posted', says: 's', money: null }] })] }, true],
    [{ lines: [aLine({ exclusions: [{ reason: 'azure-off', says: 's', money: null }] })] }, false],
  ])('with %j has to be read: %s', (changed, read) => {
    expect(hasFindings(aCustomer('Contoso', changed))).toBe(read);
  });
});
