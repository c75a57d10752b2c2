/** What happens becomes mails, written down in the transaction in which it happens. */
import type { Clock } from '../clock.ts';
import type { Database } from '../store/database.ts';
import { findMessage, wantMessage } from '../store/outbox.ts';
import { findRun, type Run } from '../store/runs.ts';
import { getSettings } from '../store/settings.ts';
import type { SyncEvent } from '../sync/events.ts';
import { PROGRAM } from '../sync/sync-context.ts';

/** What a mail is about; kept in its row. */
export type About = { run: number };

export const mailKey = (run: number, address: string): string => `mail/run/${run}/${address}`;

/**
 * The program's addresses are told of the runs that the channel is told of: no preview, and nothing of a day on which
 * nothing was to do. Whether the rest is news is seen when the mail is written.
 */
export async function announceMails(tx: Database, clock: Clock, event: SyncEvent): Promise<void> {
  if (event.kind !== 'run-reported') return;
  const { workspaceId, run: number } = event;
  const run = await findRun(tx, workspaceId, number);
  if (!run || run.trigger === 'preview') return;
  const { emails } = await getSettings(tx, workspaceId, PROGRAM);
  const quiet = isQuiet(run, event.result);
  for (const address of new Map(emails.map(one => [one.toLowerCase(), one])).values()) {
    const key = mailKey(number, address);
    // Who was told that it waits is told that nothing was to do in the end.
    if (quiet && !(await findMessage(tx, workspaceId, key))) continue;
    await wantMessage(tx, workspaceId, {
      key,
      address,
      about: { run: number } satisfies About,
      at: clock.now(),
    });
  }
}

const isQuiet = ({ requestedBy, state }: Run, result: string): boolean =>
  requestedBy === null && state === 'done' && result === 'No Change';
