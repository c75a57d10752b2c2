/** A month, and what happens to it: drawn at random, so that a failure shrinks to the least that is needed for it. */
import fc from 'fast-check';
import type { ProgramSettings } from '../../../src/plan/settings.ts';
import type { Fault as AutotaskFault, FaultTarget } from '../../sandbox/autotask/faults.ts';
import type { AutotaskSwitches } from '../../sandbox/autotask/switches.ts';
import type { Fault as PrismFault, Route } from '../../sandbox/prism/faults.ts';

export const SUBSCRIPTIONS = [
  'contosoPremium',
  'fabrikamStandard',
  'fabrikamE5',
  'fabrikamE5Branch',
  'adventurePremium',
] as const;
export type SubscriptionName = (typeof SUBSCRIPTIONS)[number];

/** Seats from a day of the month on, to the day before the next piece. */
export type Piece = { from: number; seats: number; dearer: boolean };

export type Invoiced = {
  /** None: it is not on the invoice, and cancelled. */
  seats: Partial<Record<SubscriptionName, Piece[]>>;
  /** Cents that Contoso's usage cost; null: none. */
  usage: number | null;
};

export type Moved = 'not-found' | 'unauthorized';

export type Happening =
  | { what: 'user locked' }
  | { what: 'user unlocked' }
  | { what: 'tokens expired' }
  | { what: 'sessions cut' }
  | { what: 'zone moved'; how: Moved }
  | { what: 'time passes'; minutes: number };

export type Mishap =
  /** Answers of Autotask. */
  | { kind: 'autotask'; of: FaultTarget; fault: AutotaskFault; skip: number; times: number }
  | { kind: 'prism'; of: Route | 'any'; fault: PrismFault; skip: number; times: number }
  /** When so many requests have come to PRISM and Autotask. */
  | { kind: 'happening'; atRequest: number; happening: Happening }
  /** The session that asks for the nth commit breaks: before it reaches the database, or before the answer is heard. */
  | { kind: 'commit'; nth: number; moment: 'commit asked for' | 'commit done' };

export type Schedule = {
  approval: ProgramSettings['approval'];
  switches: Pick<AutotaskSwitches, 'midPeriod' | 'secondOnDate' | 'linePrices' | 'beforeFirst'>;
  /** At once, on the same runs, as when one was taken for dead. */
  workers: 1 | 2;
  /** A month before it that nothing happened to. */
  before: Invoiced | null;
  month: Invoiced;
  /** Who asks while it goes wrong, one after the other. */
  asks: ('person' | 'timetable')[];
  mishaps: Mishap[];
};

/** An answer that comes later than this is not waited for. */
export const PATIENCE_MS = 150;
const TOO_LATE_MS = 250;

const piece = fc.record({
  from: fc.integer({ min: 2, max: 27 }),
  seats: fc.integer({ min: 1, max: 9 }),
  dearer: fc.boolean(),
});
const pieces: fc.Arbitrary<Piece[]> = fc
  .tuple(
    fc.integer({ min: 1, max: 9 }),
    fc.uniqueArray(piece, { selector: one => one.from, maxLength: 1 }),
    fc.boolean(),
  )
  .map(([seats, later, dearer]) => [{ from: 1, seats, dearer }, ...later]);

const invoiced: fc.Arbitrary<Invoiced> = fc
  .record({
    seats: fc.record(
      Object.fromEntries(SUBSCRIPTIONS.map(name => [name, pieces])) as Record<
        SubscriptionName,
        fc.Arbitrary<Piece[]>
      >,
      { requiredKeys: [] },
    ),
    usage: fc.option(fc.integer({ min: 100, max: 30_000 }), { freq: 2 }),
  })
  .filter(({ seats, usage }) => Object.keys(seats).length > 0 || usage !== null);

const lost = (when: 'before' | 'after'): AutotaskFault[] => [
  { kind: 'drop', when },
  { kind: 'html', when },
  { kind: 'status', status: 502, when },
  { kind: 'slow', ms: TOO_LATE_MS, when },
];
const autotaskFault = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...lost('after')) },
  { weight: 3, arbitrary: fc.constantFrom(...lost('before')) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<AutotaskFault>(
      { kind: 'threads' },
      { kind: 'threads', status: 500 },
      { kind: 'threads', retryAfter: '7' },
      { kind: 'slow', ms: 5 },
      { kind: 'status', status: 401, errors: [] },
      { kind: 'text', body: '{"itemId":', when: 'after' },
      { kind: 'text', body: '' },
    ),
  },
);
const autotask: fc.Arbitrary<Mishap> = fc.record({
  kind: fc.constant('autotask'),
  of: fc.oneof(
    { weight: 5, arbitrary: fc.constant<FaultTarget>('create ContractServiceAdjustments') },
    { weight: 2, arbitrary: fc.constant<FaultTarget>('create Services') },
    { weight: 2, arbitrary: fc.constantFrom<FaultTarget>('any', 'read', 'write', 'threshold') },
  ),
  fault: autotaskFault,
  skip: fc.nat({ max: 9 }),
  times: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 2 }) },
    { weight: 1, arbitrary: fc.integer({ min: 3, max: 30 }) },
  ),
});
const prism: fc.Arbitrary<Mishap> = fc.record({
  kind: fc.constant('prism'),
  of: fc.constantFrom<Route | 'any'>('any', 'token', 'csv', 'invoices', 'tenants', 'pricelist'),
  fault: fc.constantFrom<PrismFault>(
    { kind: 'drop' },
    { kind: 'html' },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 429, retryAfter: '3' },
    { kind: 'cut', how: 'length-unmet' },
    { kind: 'cut', how: 'mid-row' },
  ),
  skip: fc.nat({ max: 3 }),
  times: fc.integer({ min: 1, max: 6 }),
});
const happening: fc.Arbitrary<Mishap> = fc.record({
  kind: fc.constant('happening'),
  atRequest: fc.integer({ min: 1, max: 45 }),
  happening: fc.oneof(
    fc.constant<Happening>({ what: 'user locked' }),
    fc.constant<Happening>({ what: 'user unlocked' }),
    fc.constant<Happening>({ what: 'tokens expired' }),
    fc.constant<Happening>({ what: 'sessions cut' }),
    fc.record({
      what: fc.constant('zone moved'),
      how: fc.constantFrom<Moved>('not-found', 'unauthorized'),
    }),
    fc.record({ what: fc.constant('time passes'), minutes: fc.constantFrom(1, 6, 75, 26 * 60, 8 * 24 * 60) }),
  ),
});
const commit: fc.Arbitrary<Mishap> = fc.record({
  kind: fc.constant('commit'),
  nth: fc.integer({ min: 1, max: 110 }),
  moment: fc.constantFrom('commit asked for', 'commit done'),
});

export const schedule: fc.Arbitrary<Schedule> = fc.record({
  approval: fc.constantFrom('never', 'first-and-unsafe'),
  switches: fc.record({
    midPeriod: fc.constantFrom('total', 'delta'),
    secondOnDate: fc.constantFrom('merge', 'refuse', 'refuse-inside-period'),
    linePrices: fc.constantFrom('at-once', 'from-effective-date'),
    beforeFirst: fc.constantFrom('zero-rows', 'no-rows'),
  }),
  workers: fc.constant(1 as 1 | 2),
  before: fc.option(invoiced, { freq: 1 }),
  month: invoiced,
  asks: fc.array(fc.constantFrom('person', 'timetable'), { minLength: 1, maxLength: 2 }),
  mishaps: fc.array(
    fc.oneof(
      { weight: 5, arbitrary: autotask },
      { weight: 1, arbitrary: prism },
      { weight: 3, arbitrary: happening },
      { weight: 2, arbitrary: commit },
    ),
    { minLength: 1, maxLength: 4 },
  ),
});
