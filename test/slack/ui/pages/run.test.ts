import { describe, expect, test } from 'vitest';
import type { RunView } from '../../../../src/slack/ui/messages/run-view.ts';
import { runScreen } from '../../../../src/slack/ui/pages/run.ts';
import { buttonsOf, fits, seen } from '../shown.ts';
import { aCustomer, aHold, aLine, aProblem, aReport, aRun, HOSTILE, LONG, uuid, waiting } from '../stage.ts';

const show = (
  run: RunView,
  { at = 1, act = true, undoable = false, agreements = new Map<string, string>() } = {},
) => runScreen({ run, agreements, undoable }, { page: 'run', run: run.number, at }, { act });
const see = (run: RunView, how = {}): string => seen(show(run, how));
const buttons = (run: RunView, how = {}): string[] => buttonsOf(show(run, how));

const failed = aCustomer('Fabrikam', {
  result: 'Failure',
  lines: [aLine({ standing: 'failed', problems: [aProblem()] })],
});

describe('the page of a run', () => {
  test('counts, and says of each customer from where to where, and of each subscription how much', () => {
    const agreements = new Map([[uuid('tenant Contoso'), 'CSP-AU-1']]);
    const says = see(aRun({ report: aReport({ customers: [aCustomer('Contoso')] }) }), { agreements });
    expect(says).toContain(
      'Customers synced: 1 | Subscriptions synced: 1 | Customers failed: 0 | Errors: 0 | Warnings: 0',
    );
    expect(says).toContain(
      'Source Customer: Contoso (x.example) | Source Agreement: CSP-AU-1 | Target Customer: Contoso | Target Agreement: Contoso cloud services | Invoice: INV-0009, 12 Oct 2026 | Status: Success [Show changes]',
    );
    expect(says).toContain(
      'Microsoft 365 Business Premium · quantity 4 → 6 from 10 Sep 2026 · cost 108.00 · retail 135.00 AUD · written',
    );
    expect(says).toContain('Tie-out of INV-0009 of 12 Oct 2026, usage September 2026');
    expect(says).toContain('balanced to the cent');
    expect(says).toContain('Run 12, requested by @U0CLERK');
    expect(says).toContain('reference T0TEAM-12');
  });

  test('says under a subscription what went wrong with it, and what is held', () => {
    const held = aLine({ standing: 'held', holds: [aHold()], warnings: ['odd price', 'and odder'] });
    const report = aReport({
      customers: [aCustomer('Contoso', { result: 'Warning', lines: [held] }), failed],
    });
    const says = see(aRun({ report }));
    expect(says).toContain('Autotask did not take the change of Business Premium');
    expect(says).toContain('“Data violation: the contract is locked.”');
    expect(says).toContain('Held: The days up to 14 Sep 2026 are posted in Autotask');
    expect(says).toContain('odd price');
    expect(says).toContain('and odder');
    expect(says.indexOf('Fabrikam')).toBeLessThan(says.indexOf('Contoso'));
  });

  test('says of a customer without a line why that is no success', () => {
    const none = aCustomer('Quiet', { lines: [], entries: [], result: 'Failure' });
    expect(see(aRun({ report: aReport({ customers: [none] }) }))).toContain(
      'The invoice has no line for this customer',
    );
  });

  test('adds invoices up', () => {
    const report = aReport({ customers: [aCustomer('Contoso')] });
    const [first] = report.facts.invoices;
    const other = { ...first!, id: 'invoice-8', number: 'INV-0008', lines: 0, cost: '0' };
    const says = see(aRun({ report: { ...report, facts: { ...report.facts, invoices: [first!, other] } } }));
    expect(says).toContain('Tie-out of 2 invoices together');
    expect(says).toContain('Tie-out of INV-0008');
  });

  const failedRun = aRun({ report: aReport({ customers: [failed] }) });
  const warned = aRun({ report: aReport({ customers: [aCustomer('C', { result: 'Warning' })] }) });
  const cases: { of: string; run: RunView; act: boolean; has: string[]; hasNot: string[] }[] = [
    { of: 'a failed run', run: failedRun, act: true, has: ['Retry failed'], hasNot: ['Refresh'] },
    { of: 'a viewer’s failed run', run: failedRun, act: false, has: [], hasNot: ['Retry failed'] },
    {
      of: 'one that was tried again',
      run: { ...failedRun, retriedAs: { run: 13, by: 'U0CLERK' } },
      act: true,
      has: [],
      hasNot: ['Retry failed'],
    },
    { of: 'one with warnings', run: warned, act: true, has: ['Acknowledge'], hasNot: ['Retry failed'] },
    {
      of: 'one that was read',
      run: { ...warned, acknowledged: { by: 'U0CLERK', at: new Date('2026-10-03T01:00:00Z') } },
      act: true,
      has: [],
      hasNot: ['Acknowledge'],
    },
    {
      of: 'one that waits',
      run: aRun({ state: 'proposed', report: aReport({ customers: [waiting('Contoso')] }) }),
      act: true,
      has: ['Approve plan', 'Reject…', 'Refresh'],
      hasNot: [],
    },
    {
      of: 'one being written, to a viewer',
      run: aRun({ state: 'applying', report: aReport({ customers: [aCustomer('Contoso')] }) }),
      act: false,
      has: ['Refresh'],
      hasNot: ['Pause'],
    },
  ];
  test.each(cases)('offers what may be done: $of', ({ run, act, has, hasNot }) => {
    const offered = buttons(run, { act });
    expect(offered).toEqual(expect.arrayContaining(has));
    for (const one of hasNot) expect(offered).not.toContain(one);
    fits(show(run, { act }));
  });

  test('says how far one is that is being written', () => {
    const run = aRun({
      state: 'applying',
      report: aReport({ customers: [aCustomer('Contoso')] }),
      progress: { done: 12, total: 120, msLeft: 200_000 },
    });
    expect(see(run)).toContain('12 of 120 customers done · about 4 minutes left');
  });

  test('one that has read nothing yet says so', () => {
    const run = aRun({ state: 'planning', report: aReport({ facts: { invoices: [] } }) });
    expect(see(run)).toContain('reading PRISM and Autotask');
    expect(see(run)).toContain('Nothing to tell yet.');
  });

  test.each([0, 1, 50, 500])('of %i customers with 20 lines each fits on every page', count => {
    const customers = Array.from({ length: count }, (_, at) =>
      aCustomer(`Customer ${at}`, { lines: Array.from({ length: 20 }, () => aLine()) }),
    );
    const run = aRun({ report: aReport({ customers }) });
    const pages = Number(/Page 1 of (\d+)/.exec(see(run))?.[1] ?? 1);
    for (const at of [1, 2, Math.ceil(pages / 2), pages, pages + 5]) fits(show(run, { at }));
    expect(see(run, { at: pages })).toContain(count === 0 ? 'Tie-out' : `Business Premium`);
  });

  test('loses no customer between its pages', () => {
    const customers = Array.from({ length: 90 }, (_, at) => aCustomer(`Customer ${at}.`));
    const run = aRun({ report: aReport({ customers }) });
    const pages = Number(/Page 1 of (\d+)/.exec(see(run))?.[1]);
    const all = Array.from({ length: pages }, (_, at) => see(run, { at: at + 1 })).join('\n');
    for (const { companyName } of customers) expect(all).toContain(`Target Customer: ${companyName} `);
  });

  test.each([...HOSTILE, LONG])('with names like %j is taken by Slack and pings nobody', text => {
    const line = aLine({
      productName: text,
      warnings: [text, text],
      notes: [text],
      holds: [aHold({ says: text })],
      problems: [aProblem({ says: text, remedy: text, words: text })],
      exclusions: [{ reason: 'azure-off', says: text, lines: 1, cost: '1', price: '1' } as never],
    });
    const customer = aCustomer(text, {
      result: 'Failure',
      lines: [line, line],
      warnings: [text],
      holds: [{ ...aHold({ says: text }), label: text }],
      problems: [{ ...aProblem({ says: text }), label: text }],
      invoice: { ...aCustomer('x').invoice, number: text },
    });
    const report = aReport({
      customers: [customer, customer, customer],
      facts: { notes: [text], problems: [{ code: 'unauthorized', says: text, remedy: text, words: text }] },
    });
    const run = aRun({
      report,
      decided: [{ planId: 'p', by: text, at: null, state: 'rejected', reason: text }],
    });
    const agreements = new Map(customer.tenants.map(({ id }) => [id, text]));
    for (let at = 1; at <= 8; at++) fits(show(run, { at, agreements }));
  });
});
