/** Resident: takes workspaces from the queue and works on their runs. */
import { once } from 'node:events';
import { drain } from '../src/sync/drain.ts';
import { startHands } from './queue.ts';
import { leave, open, untilStopped } from './thread.ts';

/** Then it hands the workspace on, so that hours of work of one do not hold a hand from the others. */
const SLICE_MS = 5 * 60_000;

const stopping = untilStopped();
const context = await open({ wake: (...asked) => hands.wake(...asked) });
const { db, log } = context;
const hands = await startHands(context.databaseUrl, log, async (workspaceId, { peopleOnly, signal }) => {
  const left = await drain(context, workspaceId, {
    peopleOnly,
    forMs: SLICE_MS,
    signal: AbortSignal.any([signal, stopping]),
  });
  if (left) await hands.wake(workspaceId, db, false);
});
log.debug({}, 'a worker is ready');
if (!stopping.aborted) await once(stopping, 'abort');
await hands.stop();
await context.close();
leave();
