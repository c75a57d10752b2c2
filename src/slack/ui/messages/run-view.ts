/** A run as messages tell it. */
import type { CustomerReport, RunReport } from '../../../plan/tally/reports.ts';

export { customerName, hasFindings } from '../../../plan/tally/findings.ts';

export type RunView = {
  number: number;
  kind: 'customers' | 'products';
  state: 'requested' | 'planning' | 'proposed' | 'approved' | 'applying' | 'done' | 'rejected' | 'expired';
  /** A Slack user id; null: the timetable. */
  requestedBy: string | null;
  retryOf: number | null;
  /** The run that it takes back. */
  undoes: number | null;
  /** The run that took it back, or would. */
  undoing: { run: number; by: string | null; state: RunView['state'] } | null;
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

export const waits = ({ waiting }: CustomerReport): boolean => waiting;
