/** What happens becomes messages that people shall see, written down in the transaction in which it happens. */
import type { Clock } from '../../clock.ts';
import type { Database } from '../../store/database.ts';
import { findMessage, hastenMessages, wantMessage } from '../../store/outbox.ts';
import { findRun } from '../../store/runs.ts';
import type { SyncEvent } from '../../sync/events.ts';

/** What a message is about; kept in its row. */
export type About =
  | { kind: 'run'; run: number; progress?: { done: number; total: number; msLeft: number } }
  /** The `part`th message, counted from 1, in a run's thread. */
  | { kind: 'run-part'; run: number; part: number }
  /** A window that waits for a preview. */
  | { kind: 'preview'; run: number; viewId: string; userId: string };

export const runKey = (run: number): string => `run/${run}`;
export const partKey = (run: number, part: number): string => `run/${run}/${part}`;

/** Progress is told no more often than this. */
const PROGRESS_MS = 3_000;

export async function announce(tx: Database, clock: Clock, event: SyncEvent): Promise<void> {
  const { workspaceId, run: number } = event;
  const run = await findRun(tx, workspaceId, number);
  if (!run) return;
  const at = clock.now();
  if (run.trigger === 'preview') {
    // Its windows are rows of their own; they are looked at when it is over.
    if (event.kind === 'run-reported') await hastenMessages(tx, workspaceId, `preview/${number}/`, at);
    return;
  }
  const want = (about: About, dueAt = at): Promise<void> =>
    wantMessage(tx, workspaceId, { key: runKey(number), about, at, dueAt });
  switch (event.kind) {
    case 'run-requested':
      if (event.by !== null) await want({ kind: 'run', run: number });
      return;
    case 'run-progressed': {
      const { done, total, msLeft } = event;
      if (done < total)
        await want(
          { kind: 'run', run: number, progress: { done, total, msLeft } },
          new Date(at.getTime() + PROGRESS_MS),
        );
      return;
    }
    case 'run-reported':
      // The timetable looks every day; that nothing was to do is in the history, not in the channel.
      if (run.trigger === 'timetable' && event.result === 'No Change') {
        if (!(await findMessage(tx, workspaceId, runKey(number)))) return;
      }
      await want({ kind: 'run', run: number });
      return;
    default:
      await want({ kind: 'run', run: number });
  }
}

export const previewKey = (run: number, viewId: string): string => `preview/${run}/${viewId}`;

/** Has a window filled when the preview is done; in the transaction that asks for the preview, or after it. */
export async function watchPreview(
  tx: Database,
  clock: Clock,
  workspaceId: string,
  watched: { run: number; viewId: string; userId: string },
): Promise<void> {
  const run = await findRun(tx, workspaceId, watched.run);
  const about: About = { kind: 'preview', ...watched };
  const at = clock.now();
  const over = run?.endedAt != null;
  await wantMessage(tx, workspaceId, {
    key: previewKey(watched.run, watched.viewId),
    about,
    at,
    dueAt: over ? at : NOT_YET,
  });
}

const NOT_YET = new Date('9999-01-01T00:00:00Z');
