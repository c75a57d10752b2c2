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

export type Limits = {
  /** Of heap for each thread: one that needs more dies alone. */
  megabytes: number;
  /** How long a job that is not resident may take; one that hangs would never run again. */
  longestMs: number;
  /** How long a resident thread may give no sign of life; one that is stuck would do nothing for ever. */
  silentMs: number;
};

const LIMITS: Limits = { megabytes: 1024, longestMs: 10 * 60_000, silentMs: 2 * 60_000 };

/** @param config with the database's address, for the threads */
export function createScheduler(
  jobs: readonly Job[],
  config: Config,
  log: Log,
  limits: Partial<Limits> = {},
): Scheduler {
  const { megabytes, longestMs, silentMs } = { ...LIMITS, ...limits };
  const resident = jobs
    .filter(({ when }) => when === 'resident')
    .map(({ name }) => ({ name, pulse: new Int32Array(new SharedArrayBuffer(4)) }));
  const bree = new Bree({
    root: false,
    logger: loggerOf(log),
    errorHandler: (error, { name }: { name?: string } = {}) =>
      log.error({ err: error, job: name ?? '' }, 'a job broke off'),
    worker: { resourceLimits: { maxOldGenerationSizeMb: megabytes } },
    jobs: jobs.map(({ name, path, when }) => ({
      name,
      path,
      worker: {
        workerData: {
          config,
          pulse: resident.find(one => one.name === name)?.pulse ?? null,
        } satisfies Handed,
      },
      // Bree passes over a start while the job runs, so a short interval brings back what died.
      ...(when === 'resident'
        ? { timeout: 0, interval: WATCH }
        : { timeout: when.first, interval: when.every, closeWorkerAfterMs: longestMs }),
    })),
  });
  let watch: NodeJS.Timeout | undefined;
  let started: Promise<void> | undefined;
  return {
    // A second start would be an unhandled rejection inside Bree.
    start: () => {
      watch ??= endTheStuck(bree, resident, log, silentMs);
      started ??= bree.start();
      return started;
    },
    isComplete: () => resident.every(({ name }) => bree.workers.has(name)),
    stop: async () => {
      clearInterval(watch);
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

/** A message would use up the one that Bree waits for when it stops, so a thread's pulse is a number that grows. */
function endTheStuck(
  bree: Bree,
  resident: readonly { name: string; pulse: Int32Array }[],
  log: Log,
  silentMs: number,
): NodeJS.Timeout {
  const seen = resident.map(() => ({ thread: undefined as unknown, pulse: -1, at: 0 }));
  const look = (): void => {
    const now = performance.now();
    for (const [at, { name, pulse }] of resident.entries()) {
      const [last, thread, beats] = [seen[at]!, bree.workers.get(name), Atomics.load(pulse, 0)];
      if (thread !== last.thread || beats !== last.pulse) seen[at] = { thread, pulse: beats, at: now };
      else if (thread && now - last.at > silentMs) {
        log.error({ job: name }, 'a thread gives no sign of life and is ended');
        void thread.terminate();
      }
    }
  };
  return setInterval(look, silentMs / 4).unref();
}

/** Bree tells every start of a job, and warns each time that a resident one runs already. */
function loggerOf(log: Log) {
  const words = (parts: unknown[]): string =>
    parts.map(part => (part instanceof Error ? part.message : String(part))).join(' ');
  return {
    info: () => {},
    warn: (...parts: unknown[]) => {
      const said = words(parts);
      if (said.includes('already running')) log.debug({}, `passed over: ${said}`);
      else log.warn({}, said);
    },
    error: (...parts: unknown[]) => {
      const [first] = parts;
      log.error(first instanceof Error ? { err: first } : {}, words(parts));
    },
  };
}
