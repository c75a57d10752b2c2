import { describe, expect, test } from 'vitest';
import { findingsOf, wroteSomething } from '../../../src/plan/tally/news.ts';
import {
  type ChargeReport,
  NO_FACTS,
  type ProductReport,
  type RunReport,
} from '../../../src/plan/tally/reports.ts';
import { countsOf } from '../../../src/plan/tally/run.ts';
import { aCustomer, aLine, aProblem } from '../../slack/ui/stage.ts';

const aCharge: ChargeReport = {
  ...{ key: 'c', kind: 'charge', name: 'Credit', agreementName: 'Cloud', date: '2026-09-30' },
  money: { cost: '-7.74', price: '-9.68' },
  ...{ standing: 'applied', reason: null, holds: [], problems: [] },
};
const report = (changed: Partial<RunReport> = {}): RunReport => ({
  ...{ run: 12, kind: 'customers', result: 'Failure', customers: [], products: null },
  ...{ facts: NO_FACTS, reference: 'r-12' },
  ...changed,
});
const problem = (words: string) => ({ code: 'no-answer', says: 'PRISM did not answer', remedy: 'r', words });
const products = (problems: (string | null)[]): ProductReport => ({
  ...{ planId: 'p', checksum: 'c', result: 'Failure', synced: 0, failed: 1, notes: [] },
  products: problems.map((one, at) => ({
    ...{ productKey: `k${at}`, sku: null, name: 'n', itemName: null },
    outcome: { kind: 'right' as const, itemId: '1' },
    ...{ done: false, waits: false, problem: one },
  })),
});

describe('what two runs found is the same', () => {
  test('whatever number they have and in whatever words the far side said it', () => {
    const first = report({ facts: { ...NO_FACTS, problems: [problem('at 9:00')] } });
    const second = report({ run: 13, facts: { ...NO_FACTS, problems: [problem('at 10:00')] } });
    expect(findingsOf(second)).toBe(findingsOf({ ...first, reference: 'r-13' }));
  });

  test.each<[string, Partial<RunReport>]>([
    ['another result', { result: 'Warning' }],
    ['another problem', { facts: { ...NO_FACTS, problems: [problem('x')] } }],
    ['a customer more', { customers: [aCustomer('Contoso')] }],
    [
      'a customer’s problem',
      { customers: [aCustomer('Contoso', { problems: [{ ...aProblem(), label: 'Contract' }] })] },
    ],
    [
      'a line’s problem',
      { customers: [aCustomer('Contoso', { lines: [aLine({ problems: [aProblem()] })] })] },
    ],
    ['a charge', { customers: [aCustomer('Contoso', { charges: [aCharge] })] }],
    ['a product that failed', { products: products(['no']) }],
  ])('but not with %s', (_, changed) => {
    expect(findingsOf(report(changed))).not.toBe(findingsOf(report()));
  });

  test('when products that are right differ', () => {
    expect(findingsOf(report({ products: products([null, 'no']) }))).not.toBe(
      findingsOf(report({ products: products([null]) })),
    );
    expect(findingsOf(report({ products: products([null]) }))).toBe(
      findingsOf(report({ products: products([]) })),
    );
  });
});

test('a plan of charges alone counts its customer only where there is no other one of it', () => {
  const own = aCustomer('Contoso');
  const apart = (agreementId: string) => ({ ...own, agreementId, apart: 'credit' as const });
  const count = (customers: RunReport['customers']) => countsOf(report({ customers })).customersSynced;
  expect(count([own, apart(own.agreementId)])).toBe(1);
  expect(count([own, apart('another'), apart('another')])).toBe(2);
});

test('a run that changed nothing wrote nothing', () => {
  expect(wroteSomething(report())).toBe(false);
  expect(wroteSomething(report({ products: { ...products([]), synced: 2 } }))).toBe(true);
});
