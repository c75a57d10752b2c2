/** What needs a person although no run says it. */
import type { DateText, Month } from '../numbers/calendar.ts';
import type { Decimal } from '../numbers/decimal.ts';
import type { ComingPrice } from './coming-prices.ts';

export type Alarm =
  | {
      alarm: 'connection-lost';
      connection: 'prism' | 'autotask' | 'connectwise';
      says: string;
      /** With the steps to unlock a user, where that is what happened. */
      remedy: string;
      /** The far side's own. */
      words: string | null;
    }
  | { alarm: 'invoice-late'; month: Month }
  /** `last`: ISO instant of the last check that succeeded; null: never. */
  | { alarm: 'no-check'; last: string | null }
  /** The contracts of these customers all end on the same day, inclusive. */
  | { alarm: 'contracts-end'; on: DateText; contracts: Contract[] }
  /** They take nothing any more, all for the same reason: one sentence. */
  | { alarm: 'contracts-unusable'; why: string; contracts: Contract[] }
  /** Supplier cost of customers that nobody mapped or left out, on the invoices of one month, before tax. */
  | { alarm: 'not-mapped'; month: Month; customers: Unmapped[] }
  /** The price list of that day differs from today's for products in use. */
  | { alarm: 'prices-change'; on: DateText; currency: string | null; prices: ComingPrice[] };

export type Contract = { tenantId: string; customerName: string; agreementName: string };
export type Unmapped = { tenantId: string; customerName: string; cost: Decimal; currency: string | null };

/** The same for as long as it is the same trouble, however it changes meanwhile. */
export function alarmKey(alarm: Alarm): string {
  switch (alarm.alarm) {
    case 'connection-lost':
      return `connection-lost/${alarm.connection}`;
    case 'invoice-late':
    case 'not-mapped':
      return `${alarm.alarm}/${alarm.month}`;
    case 'contracts-end':
    case 'prices-change':
      return `${alarm.alarm}/${alarm.on}`;
    case 'contracts-unusable':
      return `contracts-unusable/${alarm.why}`;
    case 'no-check':
      return 'no-check';
  }
}
