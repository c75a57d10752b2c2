/** Random months of the small world's three customers, with what people, Autotask and a dying worker do to them. */
import fc from 'fast-check';
import type { ProgramSettings } from '../../../src/plan/settings.ts';
import type { Fault, FaultTarget } from '../../sandbox/autotask/faults.ts';
import type { AutotaskSwitches } from '../../sandbox/autotask/switches.ts';

export const PRICES = {
  usual: { cost: '20', retail: '25' },
  dearer: { cost: '22.5', retail: '27.5' },
  cheaper: { cost: '18.3333', retail: '24' },
} as const;
export type Price = keyof typeof PRICES;

/** Seats of a subscription from a day of the month on, to the day before the next; `gap`: two days less than that. */
export type Piece = { from: number; seats: number; price: Price; gap: boolean };
export const SUBSCRIPTIONS = [
  'contosoPremium',
  'fabrikamStandard',
  'fabrikamE5',
  'fabrikamE5Branch',
  'adventurePremium',
] as const;
export type SubscriptionName = (typeof SUBSCRIPTIONS)[number];
export const CUSTOMERS = ['contoso', 'fabrikam', 'adventure'] as const;
export type CustomerName = (typeof CUSTOMERS)[number];

export type HandEdit = {
  customer: CustomerName;
  nth: number;
  /** Days after the usage month's first. */
  day: number;
  delta: number;
  price: Price | null;
};
export type Trouble = { target: FaultTarget; fault: Fault; times: number; skip: number };
export type Interruption = { how: 'signal' | 'killed'; atWrite: number; when: 'before' | 'after' };

export type RandomMonth = {
  /** null: not on the invoice. */
  pieces: Record<SubscriptionName, Piece[] | null>;
  /** PRISM has the subscriptions that are not on it as cancelled. */
  cancelled: boolean;
  usage: number | null;
  posted: CustomerName[];
  /** They posted the month after it, too. */
  postedAhead: boolean;
  /** The same invoice with other lines, once it was synced. */
  revised: Record<SubscriptionName, Piece[] | null> | null;
  /** Nobody syncs before the next invoice is there. */
  missed: boolean;
  by: 'person' | 'timetable';
  edits: HandEdit[];
  troubles: Trouble[];
  interruption: Interruption | null;
  editBeforeApproval: HandEdit | null;
};

export type Scenario = {
  settings: Pick<ProgramSettings, 'approval' | 'posted' | 'drift' | 'priceChange'>;
  switches: Pick<AutotaskSwitches, 'midPeriod' | 'secondOnDate' | 'linePrices' | 'beforeFirst'>;
  months: RandomMonth[];
};

const price = fc.constantFrom<Price>('usual', 'usual', 'dearer', 'cheaper');
const piece = fc.record({
  from: fc.integer({ min: 1, max: 27 }),
  seats: fc.integer({ min: 1, max: 9 }),
  price,
  gap: fc.boolean(),
});
const pieces = fc
  .uniqueArray(piece, { selector: one => one.from, minLength: 1, maxLength: 3 })
  .map(found => found.sort((a, b) => a.from - b.from));
const whole = fc.record({
  from: fc.constant(1),
  seats: fc.integer({ min: 1, max: 9 }),
  price: fc.constant<Price>('usual'),
  gap: fc.constant(false),
});
const seats = fc.oneof(
  { weight: 4, arbitrary: pieces },
  { weight: 3, arbitrary: whole.map(one => [one]) },
  { weight: 1, arbitrary: fc.constant(null) },
);
const edit: fc.Arbitrary<HandEdit> = fc.record({
  customer: fc.constantFrom(...CUSTOMERS),
  nth: fc.nat({ max: 3 }),
  day: fc.integer({ min: -5, max: 75 }),
  delta: fc.integer({ min: -4, max: 4 }),
  price: fc.option(price, { freq: 3 }),
});
const fault: fc.Arbitrary<Fault> = fc.constantFrom<Fault>(
  { kind: 'drop', when: 'after' },
  { kind: 'drop', when: 'before' },
  { kind: 'html', when: 'after' },
  { kind: 'html', when: 'before' },
  { kind: 'status', status: 502, when: 'after' },
  { kind: 'status', status: 502, when: 'before' },
  { kind: 'threads' },
  { kind: 'threads', status: 500 },
);
const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      target: fc.constant<FaultTarget>('create ContractServiceAdjustments'),
      fault,
      times: fc.integer({ min: 1, max: 4 }),
      skip: fc.nat({ max: 8 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      target: fc.constant<FaultTarget>('create Services'),
      fault,
      times: fc.integer({ min: 1, max: 2 }),
      skip: fc.nat({ max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      target: fc.constantFrom<FaultTarget>('query ContractServiceUnits', 'query ContractServices'),
      fault: fc.constant<Fault>({ kind: 'status', status: 503 }),
      times: fc.constantFrom(1, 8),
      skip: fc.nat({ max: 6 }),
    }),
  },
);

const invoice = fc.record(
  Object.fromEntries(SUBSCRIPTIONS.map(name => [name, seats])) as Record<SubscriptionName, typeof seats>,
);

const month: fc.Arbitrary<RandomMonth> = fc.record({
  pieces: invoice,
  postedAhead: fc.constantFrom(false, false, false, true),
  revised: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: invoice }),
  missed: fc.constantFrom(false, false, false, false, true),
  by: fc.constantFrom<RandomMonth['by']>('person', 'person', 'timetable'),
  cancelled: fc.boolean(),
  usage: fc.option(fc.integer({ min: 100, max: 30_000 }), { freq: 4 }),
  posted: fc.oneof(
    { weight: 2, arbitrary: fc.constant<CustomerName[]>([]) },
    { weight: 1, arbitrary: fc.subarray([...CUSTOMERS]) },
  ),
  edits: fc.array(edit, { maxLength: 2 }),
  troubles: fc.array(trouble, { maxLength: 3 }),
  interruption: fc.option(
    fc.record({
      how: fc.constantFrom<Interruption['how']>('signal', 'killed'),
      atWrite: fc.integer({ min: 1, max: 9 }),
      when: fc.constantFrom<Interruption['when']>('before', 'after'),
    }),
    { freq: 2 },
  ),
  editBeforeApproval: fc.option(edit, { freq: 1 }),
});

export const scenario: fc.Arbitrary<Scenario> = fc.record({
  settings: fc.record({
    approval: fc.constantFrom('never' as const, 'first-and-unsafe' as const),
    posted: fc.constantFrom('hold' as const, 'next-open-period' as const),
    drift: fc.constantFrom('overwrite' as const, 'ask' as const),
    priceChange: fc.constantFrom('from-its-date' as const, 'from-first-day' as const),
  }),
  switches: fc.record({
    midPeriod: fc.constantFrom('total' as const, 'delta' as const),
    secondOnDate: fc.constantFrom('merge' as const, 'refuse-inside-period' as const),
    linePrices: fc.constantFrom('at-once' as const, 'from-effective-date' as const),
    beforeFirst: fc.constantFrom('zero-rows' as const, 'no-rows' as const),
  }),
  months: fc.array(month, { minLength: 2, maxLength: 4 }),
});
