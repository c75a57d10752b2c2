import type { Month } from '../plan/numbers/calendar.ts';
import type { Result } from '../plan/tally/reports.ts';
import type { Alarm } from '../plan/watch/alarm.ts';

/** What happens, in the past tense; a message to people has the same name. */
export type SyncEvent = RunEvent | AlarmEvent | MonthEvent;

export type RunEvent = { workspaceId: string; run: number } & (
  | { kind: 'run-requested'; by: string | null }
  | { kind: 'plan-proposed'; waiting: number }
  | { kind: 'plan-decided'; planId: string; by: string; decision: 'approved' | 'rejected' }
  | { kind: 'run-progressed'; done: number; total: number; msLeft: number }
  | { kind: 'run-reported'; result: Result }
);

/** An alarm was raised, is another now, or is over. */
export type AlarmEvent = {
  workspaceId: string;
  kind: 'alarm-changed';
  key: string;
  since: Date;
  /** null: it goes on. */
  over: Date | null;
  alarm: Alarm;
};

/** How far a usage month is that has invoices was looked at. */
export type MonthEvent = { workspaceId: string; kind: 'month-looked-at'; month: Month };
