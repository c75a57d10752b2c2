/** How things stand, as status and Home are given it. */
import type { Counts } from '../../../src/plan/tally/run.ts';
import type { LastSync, Overview } from '../../../src/slack/ui/parts/cards.ts';
import type { MonthFacts } from '../../../src/slack/ui/parts/month-close.ts';

export const at = new Date('2026-10-03T01:00:00Z');

export const counts = (changed: Partial<Counts> = {}): Counts => ({
  customersSynced: 0,
  customersFailed: 0,
  subscriptionsSynced: 0,
  chargesWritten: 0,
  productsSynced: 0,
  productsFailed: 0,
  errors: 0,
  warnings: 0,
  ...changed,
});

export const lastSync = (counted: Partial<NonNullable<LastSync['counted']>> = {}): LastSync => ({
  number: 7,
  result: 'Success',
  at,
  counted: {
    counts: counts(),
    customers: 1,
    open: 0,
    invoices: [{ number: 'INV-0009', issued: '2026-10-02' }],
    ...counted,
  },
});

export const anOverview = (changed: Partial<Overview> = {}): Overview => ({
  customers: { kind: 'customers', succeededAt: null, last: null },
  products: { kind: 'products', succeededAt: null, last: null },
  syncOn: true,
  paused: 0,
  channelId: 'C0BILLING',
  nextCheck: { at: new Date('2026-10-03T20:00:00Z'), checkAt: '06:00', timeZone: 'Australia/Sydney' },
  waiting: [],
  running: [],
  ...changed,
});

export const aMonth = (changed: Partial<MonthFacts> = {}): MonthFacts => ({
  month: '2026-09',
  invoiceThere: true,
  productsSynced: true,
  customers: { due: 3, done: 3 },
  waiting: 0,
  lastRun: 7,
  notAcknowledged: [],
  held: 0,
  balanced: true,
  ...changed,
});
