/** A run as messages tell it. */
import type { CustomerReport, RunReport } from '../../../plan/tally/reports.ts';

export type RunView = {
  number: number;
  kind: 'customers' | 'products';
  state: 'requested' | 'planning' | 'proposed' | 'approved' | 'applying' | 'done' | 'rejected' | 'expired';
  /** A Slack user id; null: the timetable. */
  requestedBy: string | null;
  retryOf: number | null;
  /** How many customers or products it was asked for; null: all. */
  only: number | null;
  report: RunReport;
  progress: { done: number; total: number; msLeft: number } | null;
  acknowledged: { by: string; at: Date } | null;
  /** The run that tried again what failed in this one. */
  retriedAs: { run: number; by: string | null } | null;
  /** How plans of it were decided. */
  decided: { planId: string; by: string | null; at: Date | null; state: string; reason: string | null }[];
  currency: string | null;
};

export const customerName = ({ tenants, agreementName }: CustomerReport): string =>
  tenants.map(({ name }) => name).join(', ') || agreementName;

export const waits = ({ waiting }: CustomerReport): boolean => waiting;

/** There is something about it that a person should read. */
export const hasFindings = (customer: CustomerReport): boolean =>
  customer.problems.length > 0 ||
  customer.holds.length > 0 ||
  customer.warnings.length > 0 ||
  customer.doubleBilling.length > 0 ||
  customer.lines.some(
    ({ problems, holds, warnings, drift }) =>
      problems.length > 0 || holds.length > 0 || warnings.length > 0 || drift !== null,
  );
