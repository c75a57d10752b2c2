import { setTimeout as sleep } from 'node:timers/promises';

/** The only way the program reads the time or waits for it, so that a rehearsal can set it and a test need not wait. */
export type Clock = {
  now(): Date;
  wait(ms: number, signal?: AbortSignal): Promise<void>;
};

export const systemClock: Clock = {
  now: () => new Date(),
  wait: async (ms, signal) => {
    await sleep(ms, undefined, signal ? { signal } : undefined);
  },
};

/**
 * Began at `from` when the process started, and goes on as time does: the threads of a process have the same, so that
 * what one writes down for later is due for the others.
 */
export function rehearsalClock(from: string): Clock {
  const ahead = Date.parse(from) - STARTED;
  return { now: () => new Date(Date.now() + ahead), wait: systemClock.wait };
}

/** Of the process, also in its threads. */
const STARTED = Math.round(performance.timeOrigin);

/** Stands at `start` and moves only when someone waits on it or sets it; waiting takes no real time. */
export class SetClock implements Clock {
  #now: number;

  constructor(start: string) {
    this.#now = Date.parse(start);
    if (Number.isNaN(this.#now)) throw new RangeError(`not an instant: ${start}`);
  }

  now(): Date {
    return new Date(this.#now);
  }

  set(instant: string): void {
    this.#now = Date.parse(instant);
  }

  advance(ms: number): void {
    this.#now += ms;
  }

  async wait(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.#now += ms;
  }
}
