/** Resident: shows people what is due to be shown. */
import { setTimeout as sleep } from 'node:timers/promises';
import { leave, open, untilStopped } from './thread.ts';

/** How long it rests when nothing is due. */
const REST_MS = 400;
/** How long it rests when the house itself has a problem, such as no database. */
const TROUBLE_MS = 5_000;

const stopping = untilStopped();
const context = await open();
while (!stopping.aborted) {
  const rest = await context
    .deliver()
    .then(handled => (handled > 0 ? 0 : REST_MS))
    .catch(error => {
      context.log.error({ err: error }, 'messages could not be delivered');
      return TROUBLE_MS;
    });
  if (rest > 0) await sleep(rest, undefined, { signal: stopping }).catch(() => {});
}
await context.close();
leave();
