import type { Clock } from '../../../../src/clock.ts';
import type { Tier } from '../methods/method.ts';

const CALLS_A_MINUTE: Record<Tier, number> = { 1: 1, 2: 20, 3: 50, 4: 100 };

/** Calls of the last minute, by token and method; posts of the last second, by channel. */
export class RateLimits {
  readonly #clock: Clock;
  readonly #calls = new Map<string, number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Seconds to wait as `Retry-After` says it; null when the call may go ahead, and is counted. */
  take(method: string, tier: Tier, token: string | null, channel: string | undefined): number | null {
    const isPost = method === 'chat.postMessage';
    const [key, most, ms] = isPost
      ? [`${token} ${method} ${channel}`, 1, 1_000]
      : [`${token} ${method}`, CALLS_A_MINUTE[tier], 60_000];
    const now = this.#clock.now().getTime();
    const recent = (this.#calls.get(key) ?? []).filter(at => at > now - ms);
    this.#calls.set(key, recent);
    const oldest = recent[0];
    if (oldest !== undefined && recent.length >= most)
      return Math.max(1, Math.ceil((oldest + ms - now) / 1000));
    recent.push(now);
    return null;
  }
}
