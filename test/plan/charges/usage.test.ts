/** Usage that is billed by charges instead of a unit on its line (rules 4.6, 5 same-date). */
import { describe, expect, test } from 'vitest';
import type { ChargeBook } from '../../../src/plan/charges/charge-book.ts';
import { markOfUsage } from '../../../src/plan/charges/charge-mark.ts';
import type { Decision } from '../../../src/plan/decision.ts';
import type { AgreementPlan } from '../../../src/plan/plan.ts';
import { reportCustomer } from '../../../src/plan/tally/customer.ts';
import { agreement, plan, standing, subscription, usage } from '../a-month.ts';
import { book, decision, LATER, made, stands } from './a-charge.ts';

const days = { from: '2026-09-01', to: '2026-09-30' };
const azure = usage({ ...days, key: 'inv:azure', cost: '100.125', price: '130' });
const charged = (given: Partial<Decision> = {}) => decision({ productKey: 'AZURE', subject: null, ...given });
const mark = markOfUsage('inv-2026-09', 'AZURE', 't-1');

const september = (
  charges: ChargeBook,
  decisions: readonly Decision[],
  more: Partial<Parameters<typeof plan>[0]> = {},
): AgreementPlan =>
  plan({ lines: [azure], decisions, charges, ...more, settings: { chargeCodeId: '9', approval: 'never' } });

/** Where each tenant's usage stands. */
const standingsOf = ({ entries }: AgreementPlan) => entries.map(({ standing, reason }) => [standing, reason]);

const midMonth = agreement({ from: '2026-01-15', to: '2028-01-14' });

describe('usage', () => {
  test('that nobody decided about goes onto its line as ever', () => {
    const made = september(book(), []);
    expect(made.lines[0]?.changes.map(({ delta }) => delta)).toEqual([1, -1]);
    expect(made.charges).toEqual([]);
  });

  test('without a retail price is charged its cost', () => {
    const blind = usage({ ...days, key: 'inv:azure', cost: '100', price: '130', unitPrice: null });
    const made = september(book(), [charged()], { lines: [{ ...blind, price: null }] });
    expect(made.entries).toMatchObject([{ cost: '100', price: '0' }]);
  });

  test('held for its contract’s periods names what a charge would make', () => {
    const offer = {
      money: { cost: '100.13', price: '130.00' },
      agreementName: 'Contoso cloud',
      date: '2026-09-30',
    };
    const made = september(book(), [], { agreement: midMonth });
    expect(made.lines[0]).toMatchObject({
      offer,
      holds: [{ reason: 'usage-grid', choices: ['bill-as-charge', 'leave'], offer }],
    });
    // The same when the line is refused for its day while it is written.
    const onTime = september(book(), []);
    const [change] = onTime.lines[0]!.changes;
    const report = reportCustomer(onTime, { id: 'p', state: 'applied' }, [
      { changeKey: change!.key, state: 'held', code: 'same-date', words: null },
    ]);
    expect(report.lines[0]?.holds).toMatchObject([
      { reason: 'same-date', choices: ['bill-as-charge', 'leave'], offer },
    ]);
  });

  test('decided to be charged is one charge of the whole amount, and its line is left alone', () => {
    const made = september(book(), [charged()], { agreement: midMonth });
    expect(made.charges).toMatchObject([
      {
        ...{ mark, name: 'Azure plan', date: '2026-09-30', money: { cost: '100.13', price: '130.00' } },
        description: 'Azure plan, 01 Sep 2026 to 30 Sep 2026, PRISM invoice inv-2026-09',
        source: { productKey: 'AZURE', tenantId: 't-1', lines: ['inv:azure'] },
      },
    ]);
    expect(made.lines).toMatchObject([{ changes: [], holds: [], exclusions: [{ reason: 'charged' }] }]);
    expect(made.items).toEqual([]);
    expect(standingsOf(made)).toEqual([['waiting', null]]);
    expect(made.asks).toHaveLength(1);
  });

  test('of several tenants is charged to each its own, on its own contract', () => {
    const second = usage({ ...days, key: 'inv:second', subscriptionId: 's-2', cost: '10', price: '13' });
    const third = usage({
      ...days,
      key: 'inv:third',
      subscriptionId: 's-3',
      cost: '1',
      price: '2',
      from: '2026-09-10',
    });
    const [first] = book().agreements.values();
    const fixed = { id: 'fixed', agreement: agreement({ id: 'fixed', name: 'Fixed' }) };
    const charges = {
      ...book(),
      agreements: new Map([
        ['t-1', first!],
        ['t-2', fixed],
      ]),
    };
    const tenant = { name: 'Contoso', domain: null, hash: 'h', lines: 1, cost: '0' };
    const lines = [azure, second, third];
    const given = {
      tenants: ['t-1', 't-2'].map(id => ({ ...tenant, id })),
      subscriptions: new Map(['s-azure', 's-2', 's-3'].map(id => [id, subscription(id, { usage: true })])),
    };
    const of = (decisions: Decision[], more: Partial<Parameters<typeof plan>[0]> = {}) =>
      plan({
        ...{ lines, decisions, charges, ...given, ...more, settings: { chargeCodeId: '9' } },
        tenantOf: one => (one === second ? 't-2' : 't-1'),
      });
    const made = of([charged()]);
    expect(
      made.charges.map(charge => [charge.agreementId, charge.kind === 'charge' && charge.money]),
    ).toEqual([
      ['contract', { cost: '101.13', price: '132.00' }],
      ['fixed', { cost: '10.00', price: '13.00' }],
    ]);
    expect(made.entries.map(({ lines: count, cost }) => [count, cost])).toEqual([
      [2, '101.125'],
      [1, '10'],
    ]);
    expect(made.asks.filter(ask => ask.includes('charge'))).toHaveLength(2);
    expect(of([], { agreement: midMonth }).lines[0]?.offer).toMatchObject({
      money: { cost: '111.13', price: '145.00' },
      agreementName: 'Contoso cloud, Fixed',
    });
    const alone = { ...charges, agreements: new Map([['t-1', first!]]) };
    expect(of([], { charges: alone, agreement: midMonth }).lines[0]).not.toHaveProperty('offer');
    // One tenant's is charged already, nobody decided about the other's.
    const stood = {
      ...charges,
      standing: new Map([[mark, [stands({ mark, cost: '101.13', price: '132' })]]]),
    };
    expect(standingsOf(of([], { charges: stood }))).toEqual([
      ['right', 'charged'],
      ['held', 'charge-gone'],
    ]);
    expect(of([], { charges: stood }).lines[0]?.holds).toMatchObject([
      { choices: ['bill-as-charge', 'leave'] },
    ]);
    const left = of([charged({ choice: 'leave' })], { charges: stood });
    expect(standingsOf(left)).toEqual([
      ['right', 'charged'],
      ['excluded', 'left'],
    ]);
    expect(left.lines[0]?.exclusions.map(({ reason }) => reason)).toEqual(['charged', 'left']);
  });

  const now = { mark, cost: '100.13', price: '130' };
  const was = new Map([[mark, made({ productKey: 'AZURE', money: { cost: '90.00', price: '117.00' } })]]);
  const asMade = stands({ mark, cost: '90.00', price: '117.00' });
  test.each<[string, ChargeBook, Decision[], [string, string | null], string]>([
    [
      'stands',
      book({ standing: [stands(now)] }),
      [charged()],
      ['right', 'charged'],
      'is billed as a contract charge of 100.13 cost, 130.00 retail',
    ],
    [
      'was charged before its invoice was revised',
      book({ standing: [asMade], made: was }),
      [charged()],
      ['held', 'charge-differs'],
      'the invoice now says 100.13 cost, 130.00 retail: it was revised. Delete that charge',
    ],
    [
      'was billed before its invoice was revised',
      book({ standing: [{ ...asMade, billed: true }], made: was }),
      [charged()],
      ['held', 'charge-differs'],
      'Correct the difference in Autotask by hand',
    ],
    [
      'was charged before its invoice was revised, and left',
      book({ standing: [asMade], made: was }),
      [charged(), charged({ choice: 'leave', at: LATER })],
      ['right', 'charged'],
      'is left as it is, by decision',
    ],
    [
      'was charged and taken away',
      book({ made: was }),
      [charged()],
      ['held', 'charge-gone'],
      'that run 7 made, 90.00 cost, 117.00 retail',
    ],
  ])('that %s', (_, charges, decisions, expected, says) => {
    const found = september(charges, decisions);
    expect(standingsOf(found)).toEqual([expected]);
    expect(found.charges).toEqual([]);
    expect(found.lines[0]?.changes).toEqual([]);
    expect(JSON.stringify([found.lines, found.charged, found.warnings])).toContain(says);
  });

  test('that is left stays left, and its charge is not made', () => {
    const found = september(book(), [charged(), charged({ choice: 'leave', at: LATER })]);
    expect(found.lines[0]?.exclusions).toMatchObject([{ reason: 'left' }]);
    expect(found.charges).toEqual([]);
  });

  test('that its line bills too is held: the charge would bill it once more', () => {
    const current = [
      standing({
        id: 'line-azure',
        itemId: 'item-azure',
        timeline: [
          { from: '2026-09-01', quantity: 1 },
          { from: '2026-10-01', quantity: 0 },
        ],
      }),
    ];
    const found = september(book(), [charged()], { current });
    expect(found.lines[0]?.holds).toMatchObject([
      { reason: 'charged-twice', choices: ['check-again', 'leave'] },
    ]);
    expect(found.charges).toEqual([]);
    expect(standingsOf(found)).toEqual([['held', 'charged-twice']]);
  });

  test('that cannot be charged fails on its line', () => {
    const found = september(book({ on: null }), [charged()]);
    expect(found.lines[0]?.problems).toMatchObject([{ code: 'charge-agreement' }]);
    expect(standingsOf(found)).toEqual([['failed', 'charge-agreement']]);
  });

  test('of a whole month that is a credit is a charge of less than nothing', () => {
    const lines = [usage({ ...days, cost: '-5', price: '-6' })];
    expect(september(book(), [], { lines }).lines[0]?.holds[0]).toMatchObject({
      reason: 'credit',
      offer: { money: { cost: '-5.00', price: '-6.00' } },
    });
    expect(september(book(), [charged()], { lines }).charges).toMatchObject([
      { money: { cost: '-5.00', price: '-6.00' } },
    ]);
  });

  test('that came to nothing needs no charge', () => {
    const lines = [usage({ ...days, cost: '0', price: '0' })];
    expect(standingsOf(september(book(), [charged()], { lines }))).toEqual([['right', null]]);
  });

  test('of a line that carries seats is no charge, whatever is decided', () => {
    const found = plan({ lines: [], charges: book(), decisions: [charged({ productKey: 'CFQ-PREMIUM' })] });
    expect(found.charges).toEqual([]);
  });
});
