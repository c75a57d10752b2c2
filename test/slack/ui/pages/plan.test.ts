import { describe, expect, test } from 'vitest';
import type { RunView } from '../../../../src/slack/ui/messages/run-view.ts';
import { planListScreen, planScreen } from '../../../../src/slack/ui/pages/plan.ts';
import { buttonsOf, fits, seen } from '../shown.ts';
import { aCustomer, aHold, aLine, aReport, aRun, HOSTILE, LONG, waiting } from '../stage.ts';

const runOf = (...customers: ReturnType<typeof aCustomer>[]): RunView =>
  aRun({ report: aReport({ customers }) });
const show = (customer: ReturnType<typeof aCustomer>, { at = 1, decide = true } = {}) =>
  planScreen(runOf(customer), customer, { page: 'plan', plan: customer.planId, at }, { decide });

describe('a plan', () => {
  test('that waits says what moves, why a person is asked, and where every cent goes', () => {
    const says = seen(show(waiting('Contoso')));
    expect(says).toContain('Contoso · September 2026');
    expect(says).toContain("Approval is needed: this customer's first plan");
    expect(says).toContain(
      'Microsoft 365 Business Premium 4 → 6 from 10 Sep 2026, +2 × 20.00 (retail 25.00)',
    );
    expect(says).toContain('bills 100.00 → 135.00 AUD');
    expect(says).toContain('balanced to the cent');
    expect(buttonsOf(show(waiting('Contoso')))).toEqual(['Approve plan', 'Reject…']);
  });

  test('is decided by operators; others read that it waits for one', () => {
    const shown = show(waiting('Contoso'), { decide: false });
    expect(buttonsOf(shown)).not.toContain('Approve plan');
    expect(seen(shown)).toContain('It waits for an operator’s approval.');
  });

  test('in shadow mode cannot be approved and says so', () => {
    const shown = show(waiting('Contoso', { shadow: true, waiting: false }));
    expect(buttonsOf(shown)).not.toContain('Approve plan');
    expect(seen(shown)).toContain('Shadow mode: nothing is written for this customer.');
  });

  test.each(HOSTILE)('of a customer called %j is safe', name => {
    const line = aLine({ productName: name, warnings: [name], holds: [aHold({ says: name })] });
    fits(show(waiting(name, { lines: [line], warnings: [name], companyName: name, agreementName: name })));
  });

  test('of a customer with 300 lines and names of 5,000 characters is all there, page by page', () => {
    const lines = Array.from({ length: 300 }, (_, at) =>
      aLine({ productKey: `key-${at}`, productName: `${at}. ${LONG}`, warnings: [LONG] }),
    );
    const customer = waiting(LONG, { lines });
    const found = new Set<string>();
    for (let at = 1, last = false; !last; at++) {
      const shown = show(customer, { at });
      fits(shown);
      for (const [, number] of seen(shown).matchAll(/^(\d+)\. /gm)) found.add(number!);
      last = !buttonsOf(shown).includes('Next ›');
    }
    expect(found.size).toBe(300);
  });
});

describe('the plans of a run', () => {
  const list = (customers: ReturnType<typeof aCustomer>[], at = 1) =>
    planListScreen(runOf(...customers), { page: 'plan', run: 12, at }, { decide: true });

  test('are named with what they move, and approved together', () => {
    const shown = list([waiting('Contoso'), waiting('Fabrikam'), aCustomer('Adventure')]);
    expect(seen(shown)).toContain('3 customers, 2 waiting for approval');
    expect(buttonsOf(shown)).toContain('Approve all 2');
  });

  test.each([0, 1, 50, 5_000])('fit at %i customers', count => {
    const customers = Array.from({ length: count }, (_, at) => waiting(`Customer ${at}`));
    fits(list(customers));
    fits(list(customers, 99_999));
    fits(list(customers.slice(0, 100).map(one => ({ ...one, companyName: LONG }))));
  });
});
