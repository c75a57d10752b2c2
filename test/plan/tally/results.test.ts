/** The result of a customer, of the product sync and of a run: rules 10. */
import { describe, expect, test } from 'vitest';
import { planProducts } from '../../../src/plan/catalogue.ts';
import type { AgreementPlan } from '../../../src/plan/plan.ts';
import { DEFAULT_SETTINGS } from '../../../src/plan/settings.ts';
import {
  type CustomerReport,
  type Decided,
  NO_FACTS,
  type Outcome,
  type ProductReport,
} from '../../../src/plan/tally/reports.ts';
import { countsOf, invoiceTieOut, isClean, reportProducts, runResult } from '../../../src/plan/tally/run.ts';
import { catalogue, item, line, plan, product, standing } from '../a-month.ts';
import { all, fewer, five, four, held, report, right } from './told.ts';

describe("a customer's result", () => {
  const warned = plan({
    lines: [
      line({ quantity: '4', from: '2026-09-01', to: '2026-09-09' }),
      line({ quantity: '4', from: '2026-09-10', to: '2026-09-30', unitPrice: '26' }),
    ],
    current: [four],
  });
  const unmatched = plan({
    lines: [all, line({ ...all, key: 'x', sku: 'X', offerName: '?', subscriptionId: 's-x' })],
    current: [four],
  });
  const credit = plan({ lines: [all, line({ ...all, key: 'c', cost: '-5' })], current: [four] });
  const twice = plan({
    lines: [all],
    current: [
      four,
      standing({
        id: 'f',
        itemId: 'f',
        itemName: 'Business Premium',
        timeline: [{ from: '2026-01-01', quantity: 1 }],
      }),
    ],
  });
  const odd = plan({ lines: [line({ ...all, cost: '79' })], current: [four] });
  const drifted = plan({
    lines: [all],
    current: [five],
    memory: new Map([['CFQ-PREMIUM', { ...right.lines[0]!.leaves }]]),
  });
  test.each<[string, AgreementPlan, Decided, [Outcome['state'], string?][], string]>([
    ['of nothing read', plan({ lines: [] }), 'applied', [], 'Failure'],
    ['rejected', fewer, 'rejected', [], 'Rejected'],
    ['expired', fewer, 'expired', [], 'Expired'],
    ['replaced by a newer plan', fewer, 'replaced', [], 'Expired'],
    ['proposed', fewer, 'proposed', [], 'Waiting for approval'],
    ['in shadow mode', fewer, 'shadow', [], 'Waiting for approval'],
    ['approved', fewer, 'approved', [], 'Running'],
    ['being applied', fewer, 'applying', [], 'Running'],
    ['all written', fewer, 'applied', [['confirmed']], 'Success'],
    ['nothing to write', right, 'applied', [], 'No Change'],
    ['a change failed', fewer, 'applied', [['failed']], 'Failure'],
    ['a line without a product', unmatched, 'applied', [], 'Failure'],
    [
      'a line with a problem and no money',
      plan({
        lines: [],
        agreement: null,
        memory: drifted.lines.length > 0 ? new Map([['CFQ-PREMIUM', right.lines[0]!.leaves]]) : new Map(),
      }),
      'applied',
      [],
      'Failure',
    ],
    ['a price warning', warned, 'applied', [['confirmed']], 'Warning'],
    ['a credit', credit, 'applied', [], 'Warning'],
    ['possible double billing', twice, 'applied', [], 'Warning'],
    ['an amount that does not fit', odd, 'applied', [], 'Warning'],
    ['hands that changed units', drifted, 'applied', [['confirmed']], 'Warning'],
    ['a held line', held, 'applied', [], 'Warning'],
  ])('%s', (_, made, state, outcomes, expected) => {
    expect(report(made, state, ...outcomes).result).toBe(expected);
  });
});

describe('the product sync', () => {
  const repriced = planProducts([product({ price: '26' })], catalogue(), DEFAULT_SETTINGS, null);
  const made = planProducts([product()], catalogue([]), DEFAULT_SETTINGS, null);
  const adopt = planProducts(
    [product()],
    { ...catalogue([]), named: new Map([['cfq-premium', item()]]) },
    DEFAULT_SETTINGS,
    null,
  );
  const taken = planProducts(
    [product()],
    { ...catalogue([]), named: new Map([['pc_cfq-premium', item()]]) },
    DEFAULT_SETTINGS,
    null,
  );
  const same = planProducts([product()], catalogue(), DEFAULT_SETTINGS, null);
  test.each<[string, typeof same, Partial<Outcome> | null, string, string | null]>([
    ['all right', same, null, 'No Change', null],
    ['repriced', repriced, { state: 'confirmed' }, 'Success', null],
    ['created', made, { state: 'confirmed' }, 'Success', null],
    [
      'refused',
      made,
      { state: 'failed', code: 'no-permission', words: 'No.' },
      'Failure',
      'no-permission: No.',
    ],
    ['not known', made, { state: 'unknown' }, 'Failure', 'unknown'],
    ['to be adopted', adopt, null, 'Warning', null],
    ['held', taken, null, 'Warning', null],
  ])('%s', (_, products, outcome, result, problem) => {
    const changeKey = products === repriced ? 'price:CFQ-PREMIUM' : 'item:CFQ-PREMIUM';
    const outcomes = outcome
      ? [{ changeKey, state: 'failed' as const, code: null, words: null, ...outcome }]
      : [];
    const told = reportProducts(products, { id: 'p' }, outcomes);
    expect([told.result, told.products[0]?.problem]).toEqual([result, problem]);
  });
});

describe('a run', () => {
  const customer = (result: CustomerReport['result']) => ({ result }) as CustomerReport;
  const products = { result: 'Success', synced: 3, failed: 1 } as ProductReport;
  const other = {
    tenantId: 't-2',
    productKey: null,
    label: 'L',
    lines: 1,
    cost: '5',
    price: '6',
    reason: null,
    invoiceId: 'inv-2026-09',
  };
  test.each<[string, CustomerReport[], ProductReport | null, typeof NO_FACTS, string]>([
    ['of nothing', [], null, NO_FACTS, 'No Change'],
    [
      'is as bad as its worst customer',
      [customer('Success'), customer('Failure')],
      null,
      NO_FACTS,
      'Failure',
    ],
    ['runs while one of them runs', [customer('Running'), customer('Failure')], null, NO_FACTS, 'Running'],
    ['of products', [], products, NO_FACTS, 'Success'],
    [
      'with a problem for all',
      [customer('Success')],
      null,
      { ...NO_FACTS, problems: [{ code: 'c', says: 's', remedy: 'r', words: null }] },
      'Failure',
    ],
    [
      'with money held elsewhere',
      [customer('Success')],
      null,
      { ...NO_FACTS, others: [{ ...other, standing: 'held' }] },
      'Warning',
    ],
    [
      'with money excluded elsewhere',
      [customer('Success')],
      null,
      { ...NO_FACTS, others: [{ ...other, standing: 'excluded' }] },
      'Success',
    ],
  ])('%s', (_, customers, made, facts, expected) => {
    expect(runResult(customers, made, facts)).toBe(expected);
  });

  test('ties an invoice out over its customers and those without a plan', () => {
    const invoice = {
      id: 'inv-2026-09',
      number: null,
      month: '2026-09',
      issued: null,
      status: 'approved' as const,
      lines: 2,
      cost: '85',
    };
    const facts = { ...NO_FACTS, invoices: [invoice], others: [{ ...other, standing: 'unmapped' as const }] };
    const tie = invoiceTieOut({ customers: [report(fewer)], facts }, 'inv-2026-09');
    expect(tie).toMatchObject({ balanced: true, total: '85.00', lines: 2 });
    expect(invoiceTieOut({ customers: [], facts: NO_FACTS }, 'none')).toMatchObject({
      balanced: true,
      total: '0.00',
    });
  });

  test('is counted: customers worked on, subscriptions written, errors and warnings', () => {
    const customers = [
      report(fewer, 'applied', ['confirmed']),
      report(fewer, 'applied', ['failed']),
      report(held),
    ];
    expect(countsOf({ customers, products: null, facts: NO_FACTS })).toEqual({
      customersSynced: 3,
      customersFailed: 1,
      subscriptionsSynced: 1,
      chargesWritten: 0,
      productsSynced: 0,
      productsFailed: 0,
      errors: 1,
      warnings: report(held).warnings.length + 1,
    });
    expect(countsOf({ customers: [], products, facts: NO_FACTS })).toMatchObject({
      productsSynced: 3,
      productsFailed: 1,
      errors: 1,
    });
  });
});

describe('a run is clean', () => {
  const run = (given: Partial<Parameters<typeof isClean>[0]>) => ({
    customers: [],
    products: null,
    facts: NO_FACTS,
    ...given,
  });
  const problem = { code: 'x', says: 'x', remedy: 'x', words: null };
  const fine = { products: [{ waits: false, problem: null }] } as unknown as ProductReport;
  const failed = { products: [{ waits: false, problem: 'No.' }] } as unknown as ProductReport;
  const taken = { products: [{ waits: true, problem: null }] } as unknown as ProductReport;
  test.each<[string, Partial<Parameters<typeof isClean>[0]>, boolean]>([
    ['when nothing happened', {}, true],
    [
      'when all was written or right',
      { customers: [report(fewer, 'applied', ['confirmed']), report(right)] },
      true,
    ],
    ['not when a line is held', { customers: [report(held)] }, false],
    ['not when a write failed', { customers: [report(fewer, 'applied', ['failed'])] }, false],
    ['not when a product waits', { products: taken }, false],
    ['not when a product failed', { products: failed }, false],
    ['when every product is right', { products: fine }, true],
    ['not when nothing could be read', { facts: { ...NO_FACTS, problems: [problem] } }, false],
  ])('%s', (_, given, expected) => {
    expect(isClean(run(given))).toBe(expected);
  });
});
