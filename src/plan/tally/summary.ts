import type { InvoiceStatus } from '../invoice/line.ts';
import type { DateText, Month } from '../numbers/calendar.ts';
import { findingsOf } from './news.ts';
import type { Result, RunReport } from './reports.ts';
import { type Counts, countsOf, invoiceTieOut } from './run.ts';

/** A run in few numbers, for lists and cards: the report of a large one is megabytes. */
export type RunSummary = {
  counts: Counts;
  customers: number;
  /** Customers that are not done: they failed, wait, or were rejected. */
  open: number;
  months: Month[];
  /** Alike for runs that found the same. */
  findings: string;
  invoices: {
    id: string;
    number: string | null;
    month: Month;
    issued: DateText | null;
    status: InvoiceStatus;
    balanced: boolean;
  }[];
};

const DONE: ReadonlySet<Result> = new Set(['No Change', 'Success', 'Warning']);

export const summaryOf = (report: RunReport): RunSummary => ({
  counts: countsOf(report),
  customers: report.customers.length,
  open: report.customers.filter(({ result }) => !DONE.has(result)).length,
  findings: findingsOf(report),
  months: [...new Set(report.customers.map(({ invoice }) => invoice.month))].sort(),
  invoices: report.facts.invoices.map(({ id, number, month, issued, status }) => ({
    ...{ id, number, month, issued, status },
    balanced: invoiceTieOut(report, id).balanced,
  })),
});
