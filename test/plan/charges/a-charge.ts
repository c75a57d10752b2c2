/** Short ways to write down what is known of charges, for tests of the planner. */
import type { ChargeBook, MadeCharge } from '../../../src/plan/charges/charge-book.ts';
import { markOfLine } from '../../../src/plan/charges/charge-mark.ts';
import type { Agreement, StandingCharge } from '../../../src/plan/current.ts';
import type { Decision } from '../../../src/plan/decision.ts';
import type { Line } from '../../../src/plan/invoice/line.ts';
import { agreement, line, SEPTEMBER } from '../a-month.ts';

export const FIRST = new Date('2026-10-05T09:00:00Z');
export const LATER = new Date('2026-10-06T09:00:00Z');

/** A seat that was given back in August, credited in September. */
export const credit = (given: Partial<Line> = {}): Line =>
  line({
    ...{ key: 'inv:credit', quantity: '1', from: '2026-08-20', to: '2026-08-31', unitCost: '-20' },
    ...{ unitPrice: '-25', cost: '-7.741935484', price: '-9.677419355' },
    description: 'Credit for a seat removed in August',
    ...given,
  });

export const decision = (given: Partial<Decision> = {}): Decision => ({
  ...{ month: SEPTEMBER, productKey: null, choice: 'bill-as-charge', subject: 'inv:credit' },
  ...{ through: null, at: FIRST },
  ...given,
});

export const stands = (given: Partial<StandingCharge> = {}): StandingCharge => ({
  ...{ id: '900', agreementId: 'contract', mark: markOfLine('inv:credit'), name: 'Credit' },
  ...{ date: '2026-09-30', cost: '-7.74', price: '-9.68', billed: false },
  ...given,
});

export const made = (given: Partial<MadeCharge> = {}): MadeCharge => ({
  ...{ run: 7, at: FIRST, name: 'Microsoft 365 Business Premium' },
  money: { cost: '-7.74', price: '-9.68' },
  ...{ invoiceId: 'inv-2026-09', tenantId: 't-1', productKey: null },
  ...given,
});

/** @param on where the charges of tenant t-1 go */
export const book = ({
  standing = [],
  made: before = new Map(),
  on = agreement(),
  rejected,
}: {
  standing?: readonly StandingCharge[];
  made?: ReadonlyMap<string, MadeCharge>;
  on?: Agreement | null;
  /** When the credit's charge was rejected. */
  rejected?: Date;
} = {}): ChargeBook => ({
  agreements: new Map([['t-1', { id: 'contract', agreement: on }]]),
  standing: Map.groupBy(standing, ({ mark }) => mark),
  made: before,
  rejected: new Map(rejected ? [[markOfLine('inv:credit'), rejected]] : []),
});

export const ofCredit = (was: MadeCharge = made()): ReadonlyMap<string, MadeCharge> =>
  new Map([[markOfLine('inv:credit'), was]]);
