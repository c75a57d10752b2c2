import { describe, expect, test } from 'vitest';
import type { RunReport } from '../../../../src/plan/tally/reports.ts';
import { runMessage } from '../../../../src/slack/ui/messages/run-message.ts';
import type { RunView } from '../../../../src/slack/ui/messages/run-view.ts';
import { MOST_BLOCKS, MOST_CHARACTERS, weight } from '../../../../src/slack/ui/parts/pages.ts';
import { checkMessage } from '../../../sandbox/slack/gate/check.ts';
import {
  aCustomer,
  aHold,
  aLine,
  aProblem,
  aReport,
  aRun,
  buttonsOf,
  HOSTILE,
  LONG,
  labelsOf,
  screen,
  uuid,
  waiting,
} from '../stage.ts';

const see = (run: RunView): string => screen(runMessage(run).blocks);
const buttons = (run: RunView): string[] => labelsOf(runMessage(run).blocks);
const first = (run: RunView): string => see(run).split('\n')[0] ?? '';

const warned = aCustomer('Contoso', { result: 'Warning', lines: [aLine({ warnings: ['odd'] })] });
const failed = aCustomer('Contoso', {
  result: 'Failure',
  lines: [aLine({ standing: 'failed', problems: [aProblem()] })],
});

describe('a run’s message', () => {
  const cases: { of: string; run: RunView; first: string; buttons: string[] }[] = [
    {
      of: 'asked for',
      run: aRun({ state: 'requested', report: aReport({ facts: { invoices: [] } }) }),
      first: 'Sync of all customers requested · reading PRISM and Autotask',
      buttons: ['View details'],
    },
    {
      of: 'asked for, for one customer',
      run: aRun({ state: 'planning', only: 1, report: aReport({ facts: { invoices: [] } }) }),
      first: 'Sync of 1 customer requested',
      buttons: ['View details'],
    },
    {
      of: 'a retry',
      run: aRun({ state: 'planning', only: 2, retryOf: 11, report: aReport() }),
      first: 'Retry of run 11: sync of 2 customers requested',
      buttons: ['View details'],
    },
    {
      of: 'one plan proposed',
      run: aRun({ state: 'proposed', report: aReport({ customers: [waiting('Contoso')] }) }),
      first: 'Approval needed · September 2026 · 1 customer',
      buttons: ['Show changes', 'Approve plan', 'Reject…', 'View details'],
    },
    {
      of: 'several plans proposed',
      run: aRun({
        state: 'proposed',
        report: aReport({ customers: [waiting('Contoso'), waiting('Fabrikam'), aCustomer('Quiet')] }),
      }),
      first: 'Approval needed · September 2026 · 2 customers',
      buttons: ['Show changes', 'Show changes', 'Approve all 2', 'View details'],
    },
    {
      of: 'writing begins',
      run: aRun({ state: 'approved', report: aReport({ customers: [waiting('Contoso')] }) }),
      first: 'Syncing · September 2026 · decided, carried out now',
      buttons: ['Pause', 'View details'],
    },
    {
      of: 'progress',
      run: aRun({
        state: 'applying',
        report: aReport({ customers: [waiting('Contoso')] }),
        progress: { done: 1_200, total: 5_000, msLeft: 185_000 },
      }),
      first: 'Syncing · September 2026 · 1,200 of 5,000 customers done · about 4 minutes left',
      buttons: ['Pause', 'View details'],
    },
    {
      of: 'success',
      run: aRun({ report: aReport({ customers: [aCustomer('Contoso')] }) }),
      first: 'Success · September 2026 · 1 customer, 1 subscription synced',
      buttons: ['View details'],
    },
    {
      of: 'no change',
      run: aRun({ report: aReport({ customers: [] }) }),
      first: 'No Change · September 2026 · 0 customers, 0 subscriptions synced',
      buttons: ['View details'],
    },
    {
      of: 'warning',
      run: aRun({ report: aReport({ customers: [warned] }) }),
      first: 'Warning · September 2026 · 1 customer, 1 subscription synced, 1 warning',
      buttons: ['View details', 'Acknowledge'],
    },
    {
      of: 'warning, read by somebody',
      run: aRun({
        report: aReport({ customers: [warned] }),
        acknowledged: { by: 'U0BOSS', at: new Date('2026-10-03T02:00:00Z') },
      }),
      first: 'Warning',
      buttons: ['View details'],
    },
    {
      of: 'failure',
      run: aRun({ report: aReport({ customers: [failed] }) }),
      first: 'Failure · September 2026 · 1 customer, 1 subscription synced, 1 customer failed, 1 error',
      buttons: ['Retry failed', 'View details'],
    },
    {
      of: 'failure that was tried again',
      run: aRun({ report: aReport({ customers: [failed] }), retriedAs: { run: 13, by: 'U0BOSS' } }),
      first: 'Failure',
      buttons: ['View details'],
    },
    {
      of: 'failure of the mapping',
      run: aRun({
        report: aReport({
          customers: [
            aCustomer('Contoso', {
              result: 'Failure',
              problems: [{ ...aProblem({ code: 'agreement-gone' }), label: 'x' }],
            }),
          ],
        }),
      }),
      first: 'Failure',
      buttons: ['Retry failed', 'View details', 'Fix mapping'],
    },
    {
      of: 'a product that was not found',
      run: aRun({
        report: aReport({
          customers: [
            aCustomer('Contoso', {
              result: 'Failure',
              problems: [{ ...aProblem({ code: 'product-not-found' }), label: 'x' }],
            }),
          ],
        }),
      }),
      first: 'Failure',
      buttons: ['Retry failed', 'View details', 'Map product'],
    },
    {
      of: 'a lost connection',
      run: aRun({
        report: aReport({
          facts: {
            invoices: [],
            problems: [
              {
                code: 'unauthorized',
                says: 'Autotask refused the login.',
                remedy: 'Unlock the API user.',
                words: '401',
              },
            ],
          },
        }),
      }),
      first: 'Failure · 0 customers, 0 subscriptions synced, 1 error',
      buttons: ['Retry failed', 'View details', 'Edit credentials'],
    },
    {
      of: 'customers that nobody mapped',
      run: aRun({
        report: aReport({
          facts: {
            others: [
              {
                invoiceId: 'invoice-9',
                tenantId: 'tenant-9',
                productKey: null,
                label: 'Tailspin Toys',
                lines: 2,
                cost: '40',
                price: '50',
                standing: 'unmapped',
                reason: null,
              },
            ],
          },
        }),
      }),
      first: 'No Change',
      buttons: ['Map', 'View details'],
    },
    {
      of: 'rejected',
      run: aRun({
        state: 'rejected',
        report: aReport({ customers: [aCustomer('Contoso', { result: 'Rejected' })] }),
      }),
      first: 'Rejected · September 2026',
      buttons: ['View details'],
    },
  ];

  test.each(cases)('$of', ({ run, first: begins, buttons: named }) => {
    const { blocks, text } = runMessage(run);
    expect(first(run)).toContain(begins);
    expect(buttons(run)).toEqual(named);
    expect(checkMessage(blocks, text)).toEqual([]);
    expect(text).toContain(begins);
  });

  test('tells the states apart without colour: no two begin alike', () => {
    const signs = ['Success', 'Warning', 'Failure', 'No Change', 'Rejected', 'Expired'] as const;
    const begins = signs.map(
      result => see(aRun({ report: { ...aReport(), result } as RunReport })).split(' · ')[0],
    );
    expect(new Set(begins).size).toBe(signs.length);
  });

  test('says who, why and where the money went', () => {
    const says = see(
      aRun({
        state: 'proposed',
        report: aReport({ customers: [waiting('Contoso')] }),
      }),
    );
    expect(says).toContain('Contoso · 1 subscription changes (4 → 6 units) · bills 100.00 → 135.00 AUD');
    expect(says).toContain("Because: this customer's first plan");
    expect(says).toContain('Invoice INV-0009 of 12 Oct 2026 (Approved), usage September 2026');
    expect(says).toContain('invoice cost 108.00 AUD · to write 108.00 · balanced');
    expect(says).toContain('Run 12, requested by <@U0CLERK>');
  });

  test('names counts and money before all plans are approved', () => {
    const run = aRun({ state: 'proposed', report: aReport({ customers: [waiting('A'), waiting('B')] }) });
    const approve = buttonsOf(runMessage(run).blocks).find(({ text }) => text.text === 'Approve all 2');
    expect(JSON.stringify(approve?.confirm)).toContain(
      '2 customers will be written to Autotask as shown; together they are billed 200.00 → 270.00 AUD.',
    );
  });

  test('says who decided, acknowledged and tried again', () => {
    const says = see(
      aRun({
        report: aReport({ customers: [failed] }),
        acknowledged: { by: 'U0BOSS', at: new Date('2026-10-03T02:00:00Z') },
        retriedAs: { run: 13, by: 'U0BOSS' },
        decided: [
          { planId: 'x', by: 'policy', at: null, state: 'applied', reason: null },
          {
            planId: 'y',
            by: 'U0CLERK',
            at: new Date('2026-10-03T01:00:00Z'),
            state: 'rejected',
            reason: '<!here> no',
          },
        ],
      }),
    );
    expect(says).toContain('rejected by <@U0CLERK>');
    expect(says).toContain('acknowledged by <@U0BOSS>');
    expect(says).toContain('tried again as run 13 by <@U0BOSS>');
    expect(JSON.stringify(runMessage(aRun({ report: aReport(), requestedBy: '<!channel>' })))).not.toContain(
      '<!channel>',
    );
  });
});

describe('whatever it is about, Slack takes it', () => {
  const reports = (title: string, count: number): RunReport[] => {
    const many = Array.from({ length: count }, (_, at) => `${title}${at === 0 ? '' : ` ${at}`}`);
    const bad = { says: title, remedy: title, words: title, code: 'unauthorized' };
    return [
      aReport({ customers: many.map(one => waiting(one, { asks: Array(40).fill(title) })) }),
      aReport({ customers: many.map(one => aCustomer(one, { agreementName: title, companyName: title })) }),
      aReport({
        customers: many.map(one =>
          aCustomer(one, {
            result: 'Failure',
            lines: [
              aLine({
                productName: title,
                holds: [aHold({ says: title })],
                problems: [aProblem(bad as never)],
              }),
            ],
          }),
        ),
        facts: {
          problems: Array(Math.min(count, 50)).fill(bad),
          invoices: many.slice(0, 200).map(id => ({
            id,
            number: title,
            month: '2026-09',
            issued: '2026-10-02',
            status: 'approved' as const,
            lines: 1,
            cost: '123456789.99',
          })),
          heldInvoices: many.map(id => ({
            id: uuid(id),
            number: title,
            month: '2026-09',
            reason: 'credit' as const,
            total: '1',
          })),
          notNow: many.map(() => ({
            number: title,
            month: '2026-08',
            why: 'older' as const,
            customers: 3,
            agreementIds: [],
          })),
          others: many.map(label => ({
            invoiceId: 'invoice-9',
            tenantId: 'tenant-9',
            productKey: null,
            label,
            lines: 2,
            cost: '40',
            price: '50',
            standing: 'unmapped' as const,
            reason: null,
          })),
        },
      }),
    ];
  };
  const names = {
    plain: 'Contoso',
    ...Object.fromEntries(HOSTILE.map((name, at) => [`hostile ${at}`, name])),
    long: LONG,
  };
  const states = ['requested', 'proposed', 'applying', 'done'] as const;
  const sizes = [0, 1, 50, 5_000];
  const cases = Object.entries(names).flatMap(([called, name]) =>
    (called === 'long' || called === 'plain' ? sizes : [1, 50]).map(count => ({ called, name, count })),
  );

  test.each(cases)('$count customers, names $called', ({ name, count }) => {
    for (const report of reports(name, count)) {
      for (const state of states) {
        const { blocks, text } = runMessage(aRun({ state, report }));
        expect(checkMessage(blocks, text)).toEqual([]);
        expect(blocks.length).toBeLessThanOrEqual(MOST_BLOCKS);
        expect(weight(blocks)).toBeLessThanOrEqual(MOST_CHARACTERS);
        expect(JSON.stringify([blocks, text])).not.toMatch(/<!(channel|here)|<https:|\u202e/);
      }
    }
  });
});
