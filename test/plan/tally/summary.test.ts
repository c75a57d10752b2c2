import { describe, expect, test } from 'vitest';
import { NO_FACTS, type RunReport } from '../../../src/plan/tally/reports.ts';
import { summaryOf } from '../../../src/plan/tally/summary.ts';
import { aCustomer } from '../../slack/ui/stage.ts';

const invoice = {
  id: 'invoice-9',
  number: 'INV-0009',
  month: '2026-09',
  issued: '2026-10-12',
  status: 'approved' as const,
  lines: 2,
  cost: '216',
};

const report = (invoices: RunReport['facts']['invoices'], customers: RunReport['customers']): RunReport => ({
  run: 12,
  kind: 'customers',
  result: 'Failure',
  customers,
  products: null,
  facts: { ...NO_FACTS, invoices },
  reference: 'r',
});

describe('a run in few numbers', () => {
  test('counts its customers, those that are not done, and says whether its invoices tie out', () => {
    const done = aCustomer('Contoso');
    const failed = aCustomer('Fabrikam', { result: 'Failure' });
    expect(summaryOf(report([invoice], [done, failed]))).toEqual({
      counts: expect.objectContaining({ customersSynced: 2, customersFailed: 1 }),
      customers: 2,
      open: 1,
      months: ['2026-09'],
      findings: expect.any(String),
      invoices: [
        {
          id: 'invoice-9',
          number: 'INV-0009',
          month: '2026-09',
          issued: '2026-10-12',
          status: 'approved',
          balanced: true,
        },
      ],
    });
  });

  test('of an invoice with a cent too much says that it does not', () => {
    const [one] = summaryOf(
      report([{ ...invoice, cost: '216.01' }], [aCustomer('A'), aCustomer('B')]),
    ).invoices;
    expect(one?.balanced).toBe(false);
  });

  test('that did nothing is empty', () => {
    expect(summaryOf(report([], []))).toMatchObject({ customers: 0, open: 0, months: [], invoices: [] });
  });
});
