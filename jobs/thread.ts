/** What every job's thread begins with: the house, built from what the main thread handed over. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Config } from '../src/config.ts';
import { type Context, createContext, type Overrides } from '../src/context.ts';
import { type Sender, startSender } from './queue.ts';

export type Handed = {
  /** The settings, with the database's address filled in. */
  config: Config;
  /** Where a resident thread shows that it lives; null for the others. */
  pulse: Int32Array | null;
};

const BEAT_MS = 1_000;

export function open(overrides: Overrides = {}): Promise<Context> {
  const { config, pulse } = workerData as Handed;
  if (pulse) setInterval(() => Atomics.add(pulse, 0, 1), BEAT_MS).unref();
  return createContext(config, overrides);
}

/**
 * Says when the main thread wants the job to end, and tells it when the job has: Bree waits for that word, and a thread
 * that goes on living after it hangs the stop.
 */
export function untilStopped(): AbortSignal {
  const stopping = new AbortController();
  parentPort?.on('message', message => {
    if (message === 'cancel') stopping.abort();
  });
  return stopping.signal;
}

/** A whole job that wakes workspaces and does nothing else. */
export async function wakeFrom(work: (context: Context, sender: Sender) => Promise<unknown>): Promise<void> {
  const context = await open({ wake: (...asked) => sender.wake(...asked) });
  const sender = await startSender(context.databaseUrl, context.log);
  await work(context, sender).finally(async () => {
    await sender.stop();
    await context.close();
  });
  leave();
}

/** The last thing a job does. */
export function leave(): void {
  parentPort?.postMessage('done');
  parentPort?.close();
}
