/** Invoice lines that become no agreement line, and the charges that bill them (rules 3, 4.7). */
import { describe, expect, test } from 'vitest';
import type { Charge } from '../../../src/plan/change.ts';
import type { ChargeBook } from '../../../src/plan/charges/charge-book.ts';
import { markOfLine, markOfUsage } from '../../../src/plan/charges/charge-mark.ts';
import type { Agreement } from '../../../src/plan/current.ts';
import type { Decision } from '../../../src/plan/decision.ts';
import { productBook } from '../../../src/plan/invoice/join.ts';
import type { Line } from '../../../src/plan/invoice/line.ts';
import type { AgreementPlan } from '../../../src/plan/plan.ts';
import type { ProgramSettings } from '../../../src/plan/settings.ts';
import { tieOut } from '../../../src/plan/tieout.ts';
import { agreement, line, plan, product } from '../a-month.ts';
import { book, credit, decision, FIRST, LATER, made, ofCredit, stands } from './a-charge.ts';

const seats = line({ key: 'inv:seats', quantity: '6', from: '2026-09-01', to: '2026-09-30' });

function september(
  charges: ChargeBook,
  decisions: readonly Decision[],
  more: { lines?: Line[]; settings?: Partial<ProgramSettings> } & Partial<Parameters<typeof plan>[0]> = {},
): AgreementPlan {
  const { lines = [seats, credit()], settings, ...rest } = more;
  return plan({
    lines,
    decisions,
    charges,
    ...rest,
    settings: { chargeCodeId: '9', approval: 'never', ...settings },
  });
}

/** Where the credit's money stands, and why. */
const standingOf = ({ entries }: AgreementPlan): [string, string | null] => {
  const found = entries.find(({ keys }) => keys?.includes('inv:credit'))!;
  return [found.standing, found.reason];
};

describe('a line', () => {
  test('of no money at all becomes no charge, decided or not', () => {
    const nothing = credit({ cost: '0', price: null, unitCost: '0', unitPrice: null });
    const made = september(book(), [decision()], { lines: [nothing] });
    expect(made.charges).toEqual([]);
  });

  test('without a name is charged under the program’s', () => {
    const made = september(book(), [decision()], { lines: [credit({ offerName: ' ' })] });
    expect(made.charges).toMatchObject([{ name: 'Microsoft CSP' }]);
  });

  test('whose charge is gone, and whose contract too, is held without an offer', () => {
    const made_ = made();
    const plan = september(book({ made: ofCredit(made_), on: null }), [decision()]);
    expect(plan.holds).toMatchObject([{ reason: 'charge-gone' }]);
    expect(plan.holds[0]).not.toHaveProperty('offer');
  });
});

describe('a credit', () => {
  test('that nobody decided about is held, with what charging it would make', () => {
    const made = september(book(), []);
    expect(made.charges).toEqual([]);
    expect(made.asks).toEqual([]);
    expect(made.holds).toEqual([
      {
        reason: 'credit',
        says: expect.stringContaining('is a credit of -7.74'),
        choices: ['bill-as-charge', 'leave'],
        money: { cost: '-7.741935484', price: '-9.677419355' },
        subject: 'inv:credit',
        label: 'Microsoft 365 Business Premium',
        offer: {
          money: { cost: '-7.74', price: '-9.68' },
          agreementName: 'Contoso cloud',
          date: '2026-09-30',
        },
      },
    ]);
  });

  test('that somebody decided to charge is one charge to the cent, and waits for approval whatever the policy', () => {
    const made = september(book(), [decision()]);
    const mark = markOfLine('inv:credit');
    expect(made.charges).toEqual([
      {
        ...{ kind: 'charge', key: `charge:${mark}`, mark, productKey: mark, agreementId: 'contract' },
        ...{ agreementName: 'Contoso cloud', date: '2026-09-30', name: 'Microsoft 365 Business Premium' },
        description:
          'Microsoft 365 Business Premium, 20 Aug 2026 to 31 Aug 2026, PRISM invoice inv-2026-09: Credit for a seat removed in August',
        money: { cost: '-7.74', price: '-9.68' },
        source: { invoiceId: 'inv-2026-09', tenantId: 't-1', productKey: null, lines: ['inv:credit'] },
      },
    ] satisfies Charge[]);
    expect(made.asks).toEqual([
      '1 contract charge: Microsoft 365 Business Premium, -7.74 cost / -9.68 price on contract Contoso cloud, dated 30 Sep 2026',
    ]);
    expect(made.holds).toEqual([]);
    expect(standingOf(made)).toEqual(['waiting', null]);
    expect(made.entries.find(({ keys }) => keys?.includes('inv:credit'))?.charge).toBe(`charge:${mark}`);
    expect(made.checksum).not.toBe(september(book(), []).checksum);
    // The seats are as without it.
    expect(made.lines.map(({ changes }) => changes.length)).toEqual([1]);
  });

  test.each<[string, ChargeBook, Decision[], string, string | null, string | null]>([
    ['stands', book({ standing: [stands()] }), [decision()], 'right', 'charged', null],
    ['stands, whoever decided', book({ standing: [stands()] }), [], 'right', 'charged', null],
    [
      'stands and is billed',
      book({ standing: [stands({ billed: true })] }),
      [],
      'right',
      'charged',
      'billed',
    ],
    [
      'stands on another contract',
      book({ standing: [stands({ agreementId: 'x' })] }),
      [decision()],
      'right',
      'charged',
      null,
    ],
    [
      'stands, its cost not for us to see',
      book({ standing: [stands({ cost: null })] }),
      [decision()],
      'right',
      'charged',
      '-9.68 retail',
    ],
    [
      'stands twice',
      book({ standing: [stands(), stands({ id: '901' })] }),
      [decision()],
      'held',
      'charged-twice',
      '2 times',
    ],
    ['was left', book(), [decision({ choice: 'leave' })], 'excluded', 'left', 'left out, by decision'],
    [
      'was decided and then left',
      book(),
      [decision(), decision({ choice: 'leave', at: LATER })],
      'excluded',
      'left',
      'left out',
    ],
    [
      'was left and then decided',
      book(),
      [decision({ choice: 'leave' }), decision({ at: LATER })],
      'waiting',
      null,
      null,
    ],
    [
      'was decided about in another month',
      book(),
      [decision({ month: '2026-08' })],
      'held',
      'credit',
      'credit of',
    ],
    [
      'is another line than the one decided about',
      book(),
      [decision({ subject: 'inv:other' })],
      'held',
      'credit',
      'credit of',
    ],
    ['was decided and then rejected', book({ rejected: LATER }), [decision()], 'held', 'credit', 'credit of'],
    [
      'was rejected and then decided',
      book({ rejected: FIRST }),
      [decision({ at: LATER })],
      'waiting',
      null,
      null,
    ],
    [
      'was rejected and then left',
      book({ rejected: FIRST }),
      [decision({ choice: 'leave', at: LATER })],
      'excluded',
      'left',
      'left out',
    ],
    [
      'was charged, and the charge taken away',
      book({ made: ofCredit() }),
      [decision()],
      'held',
      'charge-gone',
      'run 7 made',
    ],
    [
      'was charged, taken away, and decided anew',
      book({ made: ofCredit() }),
      [decision({ at: LATER })],
      'waiting',
      null,
      null,
    ],
    [
      'was charged, taken away, and left',
      book({ made: ofCredit() }),
      [decision({ choice: 'leave', at: LATER })],
      'excluded',
      'left',
      'left out',
    ],
  ])('that %s', (_, charges, decisions, standing, reason, says) => {
    const made = september(charges, decisions);
    expect(standingOf(made)).toEqual([standing, reason]);
    expect(made.charges).toHaveLength(standing === 'waiting' ? 1 : 0);
    const said = JSON.stringify([made.holds, made.problems, made.exclusions, made.charged, made.warnings]);
    if (says !== null) expect(said).toContain(says);
  });

  test('whose charge was changed by hand stays as it is, and says so', () => {
    const by = (made: ReturnType<typeof ofCredit>) =>
      september(book({ standing: [stands({ price: '-9.00' })], made }), [decision()]);
    for (const made of [by(ofCredit()), by(new Map())]) {
      expect(standingOf(made)).toEqual(['right', 'charged']);
      expect(made.warnings).toEqual([
        'The contract charge of Microsoft 365 Business Premium was changed by hand in Autotask: it is -7.74 cost, -9.00 retail, the invoice says -7.74 cost, -9.68 retail',
      ]);
    }
  });

  test.each([
    ['cost-and-retail', true],
    ['retail-only', false],
    ['quantity-only', false],
  ] as const)(
    'is charged with cost and retail under the strategy %s, and compared by what it sends',
    (strategy, warns) => {
      expect(september(book(), [decision()], { strategy }).charges).toMatchObject([
        { money: { cost: '-7.74', price: '-9.68' } },
      ]);
      const standing = [stands({ cost: '-1' })];
      expect(september(book({ standing }), [decision()], { strategy }).warnings).toHaveLength(warns ? 1 : 0);
    },
  );
});

describe('a charge that cannot be made', () => {
  const on = (given: Partial<Agreement>) => book({ on: agreement({ name: 'Extras', ...given }) });
  test.each<[string, ChargeBook, Partial<ProgramSettings>, string, RegExp]>([
    [
      'its contract is gone',
      book({ on: null }),
      {},
      'charge-agreement',
      /Contract contract does not exist any more/,
    ],
    [
      'nobody knows its contract',
      { ...book(), agreements: new Map() },
      {},
      'charge-agreement',
      /does not exist any more/,
    ],
    [
      'its contract takes no charges',
      on({ takesCharges: false, kindWord: 'Block Hours' }),
      {},
      'charge-agreement',
      /Extras is a Block Hours contract/,
    ],
    ['its contract is inactive', on({ active: false }), {}, 'charge-agreement', /Extras is inactive/],
    [
      'its contract ended before',
      on({ to: '2026-09-15' }),
      {},
      'charge-agreement',
      /to 15 Sep 2026, and the charge is dated 30 Sep 2026/,
    ],
    [
      'its contract begins later',
      on({ from: '2026-10-01' }),
      {},
      'charge-agreement',
      /runs from 01 Oct 2026/,
    ],
    ['no code is chosen', book(), { chargeCodeId: null }, 'no-charge-code', /no material code is chosen/],
  ])('because %s fails in words, with its remedy', (_, charges, settings, code, says) => {
    const made = september(charges, [decision()], { settings });
    expect(made.problems).toMatchObject([
      { code, says: expect.stringMatching(says), choices: ['leave'], subject: 'inv:credit' },
    ]);
    expect(made.problems[0]?.remedy).not.toBe('');
    expect(standingOf(made)).toEqual(['failed', code]);
    expect(made.charges).toEqual([]);
    expect(made.asks).toEqual([]);
  });

  test('because its retail price is not known is not offered in money, and fails', () => {
    const lines = [credit({ price: null })];
    expect(september(book(), [], { lines }).holds[0]).not.toHaveProperty('offer');
    expect(september(book(), [decision()], { lines }).problems).toMatchObject([{ code: 'no-price' }]);
    const standing = [stands({ price: '-3' })];
    expect(standingOf(september(book({ standing }), [decision()], { lines }))).toEqual(['right', 'charged']);
  });

  test('on a contract that is gone is offered without money', () => {
    expect(september(book({ on: null }), []).holds[0]).not.toHaveProperty('offer');
  });

  test('takes a Fixed Price contract, which takes no subscriptions', () => {
    const charges = on({ id: 'fixed', recurring: false, period: 'unknown', kindWord: 'Fixed Price' });
    expect(september(charges, [decision()]).charges).toMatchObject([
      { agreementId: 'fixed', agreementName: 'Extras' },
    ]);
  });
});

describe('a licence billed annually', () => {
  const visio = product({
    ...{ key: 'P1Y:A:VISIO', productId: 'p-visio', sku: 'VISIO', name: 'Visio Plan 2' },
    ...{ term: 'P1Y', billing: 'annual', cost: '155', price: '180' },
  });
  const bought = line({
    ...{ key: 'inv:credit', quantity: '1', from: '2026-09-03', to: '2027-09-02', offerName: 'Visio Plan 2' },
    ...{ sku: 'VISIO', term: 'P1Y', billing: 'annual', cost: '155', price: '180', ratio: '1' },
  });
  const annual = (decisions: Decision[], settings: Partial<ProgramSettings> = {}) =>
    september(book(), decisions, { lines: [bought], book: productBook([visio]), settings });

  test('is left out, and may be charged', () => {
    expect(annual([]).exclusions).toMatchObject([
      {
        reason: 'motion',
        choices: ['bill-as-charge'],
        subject: 'inv:credit',
        offer: { money: { cost: '155.00', price: '180.00' } },
      },
    ]);
    const made = annual([decision()]);
    expect(made.exclusions).toEqual([]);
    expect(made.charges).toMatchObject([
      { name: 'Visio Plan 2', money: { cost: '155.00', price: '180.00' } },
    ]);
    expect(made.charges[0]).toMatchObject({
      description: 'Visio Plan 2, 03 Sep 2026 to 02 Sep 2027, PRISM invoice inv-2026-09',
    });
  });

  test('that was to be charged may still be left', () => {
    expect(annual([decision(), decision({ choice: 'leave', at: LATER })]).exclusions).toMatchObject([
      { reason: 'left', says: expect.stringContaining('left out, by decision') },
    ]);
  });

  test('is not offered where a motion by the month is not chosen', () => {
    const lines = [line({ quantity: '1', from: '2026-09-01', to: '2026-09-30' })];
    const { exclusions } = september(book(), [], { lines, settings: { motions: ['P1Y:M'] } });
    expect(exclusions).toMatchObject([{ reason: 'motion' }]);
    expect(exclusions[0]).not.toHaveProperty('choices');
  });
});

describe('lines of all kinds', () => {
  test('without a subscription are charged each by itself; those worth nothing need no charge', () => {
    const loose = (key: string, cost: string, price: string) =>
      line({ key, quantity: '1', from: '2026-09-01', to: '2026-09-30', subscriptionId: null, cost, price });
    const lines = [loose('a', '10.005', '12.345'), loose('b', '-1.10', '-2.20'), loose('c', '0', '0')];
    const decisions = ['a', 'b', 'c'].map(subject => decision({ subject }));
    const made = september(book(), decisions, { lines });
    expect(made.charges.map(charge => charge.kind === 'charge' && charge.money)).toEqual([
      { cost: '10.01', price: '12.35' },
      { cost: '-1.10', price: '-2.20' },
    ]);
    expect(made.asks).toEqual([
      '2 contract charges: Microsoft 365 Business Premium, Microsoft 365 Business Premium, 8.91 cost / 10.15 price on contract Contoso cloud, dated 30 Sep 2026',
    ]);
    expect(made.entries.map(({ standing }) => standing)).toEqual(['waiting', 'waiting', 'right']);
    const cost = '8.905';
    expect(tieOut(made.entries, { lines: 3, cost })).toMatchObject({ balanced: true, total: '8.91' });
  });

  test('more than a few are named in part, and those below their cost are named', () => {
    const lines = ['a', 'b', 'c', 'd', 'e'].map(key =>
      line({
        ...{ key, quantity: '1', from: '2026-09-01', to: '2026-09-30', subscriptionId: null },
        ...{ offerName: key.toUpperCase(), cost: '5', price: key === 'd' ? '4' : '6' },
      }),
    );
    const made = september(
      book(),
      lines.map(({ key }) => decision({ subject: key })),
      { lines },
    );
    expect(made.asks).toEqual([
      '5 contract charges: A, B, C and 2 more, 25.00 cost / 28.00 price on contract Contoso cloud, dated 30 Sep 2026; below cost: D',
    ]);
  });

  test('of hostile names become plain text, and never nothing', () => {
    const hostile = credit({ offerName: 'a\u202Eb\nc\u0000', description: '=cmd|x\r\n\t\u2066y' });
    const [charge] = september(book(), [decision()], { lines: [hostile] }).charges;
    expect(charge).toMatchObject({ name: 'ab c', description: expect.stringMatching(/: =cmd\|x +y$/) });
    const nameless = credit({ offerName: ' \u202E ', description: '' });
    expect(september(book(), [decision()], { lines: [nameless] }).charges).toMatchObject([
      { name: 'Microsoft CSP', description: expect.stringMatching(/^Microsoft CSP, 20 Aug 2026/) },
    ]);
  });
});

describe('a charge that stands though its line is gone from the invoice', () => {
  const old = markOfLine('inv:old');
  const was = (given = {}) => new Map([[old, made(given)]]);
  const standing = [stands({ mark: old })];

  test('is told: who charges the line’s successor would bill it twice', () => {
    const [warning, ...more] = september(book({ standing, made: was() }), []).warnings;
    expect(warning).toContain('that run 7 made, -9.68 retail, stands in Autotask');
    expect(more).toEqual([]);
  });

  test.each<[string, ChargeBook]>([
    ['it is not there any more', book({ made: was() })],
    ['it is another invoice’s', book({ standing, made: was({ invoiceId: 'inv-x' }) })],
    ['it is another customer’s', book({ standing, made: was({ tenantId: 't-9' }) })],
    ['it is of usage', book({ standing, made: was({ productKey: 'AZURE' }) })],
    ['its line is still there', book({ standing: [stands()], made: ofCredit() })],
  ])('not when %s', (_, charges) => {
    expect(september(charges, []).warnings).toEqual([]);
  });
});

describe('a mark', () => {
  test('fits fifty characters, and is that of one thing alone', () => {
    const marks = [
      markOfLine('a'),
      markOfLine('b'),
      markOfUsage('inv', 'AZURE', 't-1'),
      markOfUsage('inv', 'AZURE', 't-2'),
      markOfUsage('inv', 'OTHER', 't-1'),
      markOfUsage('inv-2', 'AZURE', 't-1'),
    ];
    expect(new Set(marks).size).toBe(marks.length);
    for (const mark of marks) expect(mark).toMatch(/^prism-bot:[0-9a-f]{40}$/);
    expect(markOfLine('a')).toBe(marks[0]);
  });

  test('is the same whatever contract the charge goes onto', () => {
    const marks = ['one', 'two'].map(
      id => september(book({ on: agreement({ id }) }), [decision()]).charges[0]?.mark,
    );
    expect(marks[0]).toBe(marks[1]);
  });
});
