/** Resident: shows people what is due, in Slack, as files and by mail; none waits for another. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Via } from '../src/store/outbox.ts';
import { leave, open, untilStopped } from './thread.ts';

/** How long it rests when nothing is due. */
const REST_MS: Record<Via, number> = { slack: 400, mail: 1_000, files: 1_000 };
/** How long it rests when the house itself has a problem, such as no database. */
const TROUBLE_MS = 5_000;

const stopping = untilStopped();
const context = await open();

async function deliverAll(via: Via): Promise<void> {
  while (!stopping.aborted) {
    const rest = await context
      .deliver(via, stopping)
      .then(handled => (handled > 0 ? 0 : REST_MS[via]))
      .catch(error => {
        context.log.error({ err: error, via }, 'messages could not be delivered');
        return TROUBLE_MS;
      });
    if (rest > 0) await sleep(rest, undefined, { signal: stopping }).catch(() => {});
  }
}

await Promise.all([
  deliverAll('slack'),
  deliverAll('files'),
  ...(context.config.mail ? [deliverAll('mail')] : []),
]);
await context.close();
leave();
