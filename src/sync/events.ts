import type { Result } from '../plan/tally/reports.ts';

/** What happens to a run, in the past tense; a message to people has the same name. */
export type SyncEvent = { workspaceId: string; run: number } & (
  | { kind: 'run-requested'; by: string | null }
  | { kind: 'plan-proposed'; waiting: number }
  | { kind: 'plan-decided'; planId: string; by: string; decision: 'approved' | 'rejected' }
  | { kind: 'run-progressed'; done: number; total: number; msLeft: number }
  | { kind: 'run-reported'; result: Result }
);
