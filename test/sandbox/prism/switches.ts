import type { DateText } from '../../../src/plan/numbers/calendar.ts';

/** How this PRISM behaves where the public record leaves a choice. All may be changed while it runs. */
export type PrismSwitches = {
  /** `ignored`: every page holds the whole list. */
  paging: 'works' | 'ignored';
  invoiceList: 'records' | 'array';
  /** Digits of the seconds' fraction in every date, or the date alone. */
  fractions: 0 | 3 | 7 | 'date-only';
  /** Written after the time: `+10:00`, `Z`, or nothing. */
  offset: string;
  /** Time of day in every date. */
  time: string;
  names: 'PascalCase' | 'camelCase';
  /** Billing cycles as words or as PRISM's undocumented numbers. */
  billingCycles: 'words' | 'numbers';
  /** Optional fields of the invoice header. */
  header: {
    number: boolean;
    dates: boolean;
    currency: boolean;
    totals: boolean;
    kind: boolean;
    status: boolean;
    agreement: boolean;
    /** `year-month`: `UsageYear` and `UsageMonth` instead of `BillingPeriodStart`. */
    period: 'start' | 'year-month';
  };
  csv: {
    bom: boolean;
    columns: 'all' | 'ten' | readonly string[];
    /** Further columns at the end: `ProductSku`, `Currency`, `ChargeType`, `LineId`, or any unknown name. */
    extra: string[];
    newline: '\n' | '\r\n';
    /** Quote every field that is not empty. */
    quoted: boolean;
  };
  tokenLifeSeconds: number;
  /** How wrong credentials are refused. */
  rejection: 400 | 401;
};

export const defaultSwitches = (): PrismSwitches => ({
  paging: 'works',
  invoiceList: 'records',
  fractions: 7,
  offset: '+00:00',
  time: '00:00:00',
  names: 'PascalCase',
  billingCycles: 'words',
  header: {
    number: true,
    dates: true,
    currency: true,
    totals: true,
    kind: true,
    status: true,
    agreement: true,
    period: 'start',
  },
  csv: { bom: false, columns: 'all', extra: [], newline: '\r\n', quoted: false },
  tokenLifeSeconds: 3600,
  rejection: 400,
});

export function writeDate(date: DateText, { fractions, offset, time }: PrismSwitches): string {
  if (fractions === 'date-only') return date;
  return `${date}T${time}${fractions === 0 ? '' : `.${'0'.repeat(fractions)}`}${offset}`;
}
