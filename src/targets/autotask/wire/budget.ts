/**
 * The hourly budget (Autotask reference 4): so many requests per rolling window for the whole tenant, all integrations
 * together. We keep the tenant below half of it, where Autotask begins to answer slowly: the tenant's count is read at
 * the start, every `READ_AFTER` requests and every `READ_EVERY_MS`, and our own requests are counted in between.
 */
import type { Clock } from '../../../clock.ts';
import { TransientError, UserError } from '../../../errors.ts';
import type { ApiBudget } from '../../target.ts';
import type { Log } from './log.ts';

/** As Autotask tells it; the request that asked is in `used`. */
export type Threshold = { used: number; limit: number; windowMinutes: number };

const READ_AFTER = 200;
const READ_EVERY_MS = 10 * 60_000;
const SHARE = 0.5;
const STEP_MS = 5 * 60_000;
/** Left free below our limit: while we wait, we still ask how far the window has drained. */
const RESERVE = 12;
/** Until requests of our own were timed. */
const ASSUMED_PACE_MS = 400;
/** What the error is called when the tenant's count is not told. */
const UNTOLD = new Set(['read-refused', 'unreadable']);
/** For a tenant that does not tell us: what is published. */
const PUBLISHED: Threshold = { used: 0, limit: 10_000, windowMinutes: 60 };

export class Budget {
  readonly #clock: Clock;
  readonly #read: () => Promise<Threshold>;
  readonly #log: Log | undefined;
  #threshold: Threshold | null = null;
  #readAt = 0;
  #since = 0;
  #paceMs = ASSUMED_PACE_MS;
  #timed = 0;
  #entering: Promise<void> | null = null;

  /** `read` asks Autotask and must not come back here for admission. */
  constructor({ clock, read, log }: { clock: Clock; read: () => Promise<Threshold>; log?: Log | undefined }) {
    this.#clock = clock;
    this.#read = read;
    this.#log = log;
  }

  /**
   * Returns when one more request may be sent, and counts it. Waits on the clock while the tenant is at our limit.
   * The very first call proves the login with a single request before any other is let through.
   * @throws TransientError when the tenant stays above our limit for a whole window
   * @throws UserError `unauthorized`
   */
  async admit(): Promise<void> {
    while (this.#isDue() || this.#isSpent()) {
      this.#entering ??= this.#enter().finally(() => {
        this.#entering = null;
      });
      await this.#entering;
    }
    this.#since += 1;
  }

  /** Reads the tenant's count now, which takes a login that is good. @throws UserError `unauthorized` @throws TransientError */
  async prove(): Promise<void> {
    await this.#refresh();
  }

  /** Takes note of how long one request took. */
  took(ms: number): void {
    this.#timed += 1;
    this.#paceMs += (ms - this.#paceMs) / Math.min(this.#timed, 50);
  }

  async report(): Promise<ApiBudget> {
    if (this.#isDue()) await this.#refresh();
    const { limit, windowMinutes } = this.#threshold ?? PUBLISHED;
    const used = this.#used();
    const ours = this.#ours();
    const paceMs = this.#paceMs;
    return {
      used,
      limit,
      ours,
      windowMinutes,
      estimateMs: requests => {
        const beyond = Math.max(0, requests - Math.max(0, ours - RESERVE - used));
        return Math.ceil(requests * paceMs + (beyond * windowMinutes * 60_000) / Math.max(1, ours));
      },
    };
  }

  #used(): number {
    return (this.#threshold ?? PUBLISHED).used + this.#since;
  }

  #ours(): number {
    return Math.floor((this.#threshold ?? PUBLISHED).limit * SHARE);
  }

  #isDue(): boolean {
    const age = this.#clock.now().getTime() - this.#readAt;
    return this.#threshold === null || this.#since >= READ_AFTER || age >= READ_EVERY_MS;
  }

  /** One more request would bring the tenant to our limit. */
  #isSpent(): boolean {
    return this.#used() + 1 + RESERVE >= this.#ours();
  }

  async #enter(): Promise<void> {
    if (this.#isDue()) await this.#refresh();
    const { windowMinutes } = this.#threshold ?? PUBLISHED;
    const until = this.#clock.now().getTime() + windowMinutes * 60_000;
    while (this.#isSpent()) {
      if (this.#clock.now().getTime() >= until) {
        throw new TransientError(
          `Autotask’s hourly budget of this tenant has been more than half used for ${windowMinutes} minutes.`,
          { retryAfterMs: windowMinutes * 60_000 },
        );
      }
      this.#log?.info({ used: this.#used(), ours: this.#ours() }, 'autotask budget used, waiting');
      await this.#clock.wait(STEP_MS);
      await this.#refresh();
    }
  }

  /**
   * A tenant that does not tell leaves the count as it is, and so does a later reading without an answer. The first one
   * has to be answered.
   */
  async #refresh(): Promise<void> {
    try {
      this.#threshold = await this.#read();
      this.#since = 0;
    } catch (error) {
      const isUntold = error instanceof UserError && UNTOLD.has(error.code);
      const mayWait = error instanceof TransientError && this.#threshold !== null;
      if (!isUntold && !mayWait) throw error;
      this.#threshold = { ...(this.#threshold ?? PUBLISHED), used: this.#used() };
      this.#since = 0;
      this.#log?.warn({ err: error }, 'autotask budget could not be read');
    }
    this.#readAt = this.#clock.now().getTime();
  }
}
