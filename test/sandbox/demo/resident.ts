import { setTimeout as sleep } from 'node:timers/promises';

export type Resident = AsyncDisposable & {
  /** For longer than a glance. */
  isWorking(): boolean;
};

/** How long it rests when it is done, in milliseconds. */
const REST_MS = 100;
/** Work that is over sooner is not worth telling. */
const GLANCE_MS = 250;

/** Does what resident workers do in a deployment, again and again, so that things move by themselves. */
export function keepWorking(work: () => Promise<void>, onProblem: (error: unknown) => void): Resident {
  const over = new AbortController();
  let since: number | null = null;
  const turns = async (): Promise<void> => {
    while (!over.signal.aborted) {
      since = performance.now();
      await work().catch(onProblem);
      since = null;
      await sleep(REST_MS, undefined, { signal: over.signal }).catch(() => {});
    }
  };
  const done = turns();
  return {
    isWorking: () => since !== null && performance.now() - since > GLANCE_MS,
    [Symbol.asyncDispose]: async () => {
      over.abort();
      await done;
    },
  };
}
