import { setTimeout as sleep } from 'node:timers/promises';
import Bree from 'bree';
import type { Config } from '../src/config.ts';
import type { Log } from '../src/log.ts';
import type { Job } from './index.ts';
import type { Handed } from './thread.ts';

/** A resident thread that died is back this soon. */
const WATCH = '2s';
/** A job is given this long to finish what it has in hand, then its thread is ended. */
const STOP_MS = 8_500;

export type Scheduler = {
  start(): Promise<void>;
  /** Every resident thread runs. */
  isComplete(): boolean;
  /** Ends all threads within ten seconds, whatever they do. */
  stop(): Promise<void>;
};

/**
 * @param config with the database's address, for the threads
 * @param megabytes of heap for each thread: one that needs more dies alone
 */
export function createScheduler(jobs: readonly Job[], config: Config, log: Log, megabytes = 1024): Scheduler {
  const bree = new Bree({
    root: false,
    logger: loggerOf(log),
    errorHandler: (error, { name }: { name?: string } = {}) =>
      log.error({ err: error, job: name ?? '' }, 'a job broke off'),
    worker: {
      workerData: { config } satisfies Handed,
      resourceLimits: { maxOldGenerationSizeMb: megabytes },
    },
    jobs: jobs.map(({ name, path, when }) => ({
      name,
      path,
      // Bree passes over a start while the job runs, so a short interval brings back what died.
      ...(when === 'resident' ? { timeout: 0, interval: WATCH } : { interval: when.every }),
    })),
  });
  let started: Promise<void> | undefined;
  const resident = jobs.filter(({ when }) => when === 'resident');
  return {
    // A second start would be an unhandled rejection inside Bree.
    start: () => (started ??= bree.start()),
    isComplete: () => resident.every(({ name }) => bree.workers.has(name)),
    stop: async () => {
      const threads = [...bree.workers.values()];
      const patience = new AbortController();
      await Promise.race([
        bree.stop(),
        sleep(STOP_MS, undefined, { signal: patience.signal }).catch(() => {}),
      ]);
      patience.abort();
      await Promise.all(threads.map(thread => thread.terminate()));
    },
  };
}

/** Bree tells every start of a job, and warns each time that a resident one runs already. */
function loggerOf(log: Log) {
  const words = (parts: unknown[]): string =>
    parts.map(part => (part instanceof Error ? part.message : String(part))).join(' ');
  return {
    info: () => {},
    warn: (...parts: unknown[]) => {
      if (!words(parts).includes('already running')) log.warn({}, words(parts));
    },
    error: (...parts: unknown[]) => {
      const [first] = parts;
      log.error(first instanceof Error ? { err: first } : {}, words(parts));
    },
  };
}
