/** What happens becomes messages that people shall see, written down in the transaction in which it happens. */
import type { Clock } from '../../clock.ts';
import type { Month } from '../../plan/numbers/calendar.ts';
import type { Database } from '../../store/database.ts';
import { findMessage, hastenMessages, wantMessage } from '../../store/outbox.ts';
import { findRun } from '../../store/runs.ts';
import type { AlarmEvent, RunEvent, SyncEvent } from '../../sync/events.ts';
import type { ToldAlarm } from '../ui/messages/alarm.ts';
import type { Role } from '../visit.ts';

/** What a message is about; kept in its row. */
export type About =
  | { kind: 'run'; run: number; progress?: { done: number; total: number; msLeft: number } }
  /** The `part`th message, counted from 1, in a run's thread. */
  | { kind: 'run-part'; run: number; part: number }
  /** A window that waits for a preview. */
  | { kind: 'preview'; run: number; viewId: string; userId: string; role: Role | null }
  /** Files for who asked, put where they asked. */
  | { kind: 'evidence'; run: number; userId: string; channelId: string | null }
  | { kind: 'alarm'; alarm: ToldAlarm }
  /** The month's checklist. */
  | { kind: 'month-close'; month: Month };

export const runKey = (run: number): string => `run/${run}`;
export const partKey = (run: number, part: number): string => `run/${run}/${part}`;
export const previewKey = (run: number, viewId: string): string => `preview/${run}/${viewId}`;
/** One message for each time it begins. */
export const alarmMessageKey = (key: string, since: Date): string => `alarm/${key}/${since.toISOString()}`;
export const monthKey = (month: Month): string => `month/${month}`;

/** Progress is told no more often than this. */
const PROGRESS_MS = 3_000;

export async function announce(tx: Database, clock: Clock, event: SyncEvent): Promise<void> {
  switch (event.kind) {
    case 'alarm-changed':
      return announceAlarm(tx, clock, event);
    case 'month-looked-at':
      return announceMonth(tx, clock, event.workspaceId, event.month);
    default:
      return announceRun(tx, clock, event);
  }
}

/** Everybody is told of every run but previews, which only concern who asked. */
async function announceRun(tx: Database, clock: Clock, event: RunEvent): Promise<void> {
  const { workspaceId, run: number } = event;
  const run = await findRun(tx, workspaceId, number);
  if (!run) return;
  const at = clock.now();
  if (run.trigger === 'preview') {
    if (event.kind === 'run-reported') await hastenMessages(tx, workspaceId, `preview/${number}/`, at);
    return;
  }
  const want = (about: About, dueAt = at): Promise<void> =>
    wantMessage(tx, workspaceId, { key: runKey(number), about, at, dueAt });
  switch (event.kind) {
    case 'run-requested':
      // What the timetable begins is told when there is something to tell.
      if (event.by !== null) await want({ kind: 'run', run: number });
      return;
    case 'run-progressed': {
      const { done, total, msLeft } = event;
      const soon = new Date(at.getTime() + PROGRESS_MS);
      if (done < total) await want({ kind: 'run', run: number, progress: { done, total, msLeft } }, soon);
      return;
    }
    default:
      await want({ kind: 'run', run: number });
      await hastenMessages(tx, workspaceId, monthKey(''), at);
  }
}

/** Tells of what needs a person although no run says it; again with the same beginning changes that message. */
const announceAlarm = (
  tx: Database,
  clock: Clock,
  { workspaceId, key, since, over, alarm }: AlarmEvent,
): Promise<void> => {
  const told = { alarm, since: since.toISOString(), over: over?.toISOString() ?? null };
  return wantMessage(tx, workspaceId, {
    key: alarmMessageKey(key, since),
    about: { kind: 'alarm', alarm: told } satisfies About,
    at: clock.now(),
  });
};

/** The checklist is posted once; what happens to the month's runs brings it up to date. */
async function announceMonth(tx: Database, clock: Clock, workspaceId: string, month: Month): Promise<void> {
  const key = monthKey(month);
  if (await findMessage(tx, workspaceId, key)) return;
  const about: About = { kind: 'month-close', month };
  await wantMessage(tx, workspaceId, { key, about, at: clock.now() });
}

/** How long a window may wait before it is looked at although nobody said that its preview is done. */
const PREVIEW_MS = 1_000;

/** Has a window filled when the preview is done. */
export async function watchPreview(
  tx: Database,
  clock: Clock,
  workspaceId: string,
  watched: { run: number; viewId: string; userId: string; role: Role | null },
): Promise<void> {
  const run = await findRun(tx, workspaceId, watched.run);
  const at = clock.now();
  await wantMessage(tx, workspaceId, {
    key: previewKey(watched.run, watched.viewId),
    about: { kind: 'preview', ...watched } satisfies About,
    at,
    dueAt: run?.endedAt ? at : new Date(at.getTime() + PREVIEW_MS),
  });
}
