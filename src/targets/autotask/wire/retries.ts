/** Which failed reads are asked again, how often and after how long. Writes are never repeated here (rules 8). */
import pRetry from 'p-retry';
import type { Clock } from '../../../clock.ts';
import { TransientError } from '../../../errors.ts';
import { NoAnswer } from '../../../http.ts';
import type { Log } from './log.ts';

/** An answer that a read may be asked again after: `moved` at once, at the login's new address. */
export class AskAgain extends TransientError {
  readonly why: 'busy' | 'down' | 'unclear' | 'moved';

  constructor(why: AskAgain['why'], message: string, retryAfterMs?: number) {
    super(message, { retryAfterMs });
    this.why = why;
  }
}

/** Autotask sends no Retry-After that is documented. */
export const BUSY_PAUSE_MS = 5_000;
const DOWN_PAUSE_MS = 2_000;

/** Times a read is asked again, and the pause before the n-th of them, in milliseconds. */
const PATIENCE: Record<AskAgain['why'], { times: number; pause: (nth: number) => number }> = {
  busy: { times: 5, pause: nth => BUSY_PAUSE_MS * 2 ** (nth - 1) },
  down: { times: 3, pause: nth => DOWN_PAUSE_MS * 3 ** (nth - 1) },
  unclear: { times: 1, pause: () => DOWN_PAUSE_MS },
  moved: { times: 1, pause: () => 0 },
};

/**
 * Carries out a read, again where that helps, waiting on the clock.
 * @throws TransientError when patience has run out; anything else that `ask` throws, at once
 */
export function patiently<Answer>(
  ask: () => Promise<Answer>,
  { clock, log }: { clock: Clock; log?: Log | undefined },
): Promise<Answer> {
  const failures = new Map<AskAgain['why'], number>();
  return pRetry(ask, {
    retries: 10,
    minTimeout: 0,
    shouldRetry: async ({ error }) => {
      const why = error instanceof AskAgain ? error.why : error instanceof NoAnswer ? 'down' : null;
      if (why === null) return false;
      const nth = (failures.get(why) ?? 0) + 1;
      failures.set(why, nth);
      if (nth > PATIENCE[why].times) return false;
      const wished = (error as TransientError).retryAfterMs;
      const pauseMs = wished ?? PATIENCE[why].pause(nth);
      log?.info({ why, nth, pauseMs }, 'autotask read is asked again');
      if (pauseMs > 0) await clock.wait(pauseMs);
      return true;
    },
  });
}
