/** Load as people make it: requests leave when they are due, whether or not earlier ones were answered. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sent } from './send.ts';

/** In milliseconds from the moment a request was due, so that a late start counts as waiting. */
export type Waits = {
  count: number;
  p50: number;
  p99: number;
  max: number;
  /** Those that were answered with another status than 200, 0 being no answer. */
  failures: Sent[];
};

/**
 * @param ask makes and sends the next request; the caller decides which, and signs it then, as stamps and triggers age
 */
export async function load(
  ask: () => Promise<Sent>,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<Waits> {
  const started = performance.now();
  const asked: Promise<Sent>[] = [];
  for (let i = 0; i < perSecond * seconds; i++) {
    const due = started + (i * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 0) await sleep(early);
    const late = performance.now() - due;
    asked.push(ask().then(sent => ({ ...sent, ms: sent.ms + Math.max(0, late) })));
  }
  const all = await Promise.all(asked);
  const waits = all.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number): number => waits[Math.ceil(share * waits.length) - 1] ?? 0;
  return {
    count: all.length,
    p50: at(0.5),
    p99: at(0.99),
    max: at(1),
    failures: all.filter(({ status }) => status !== 200),
  };
}
