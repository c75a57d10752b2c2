import type { Intent } from '../../store/intents.ts';
import { noteAbsence } from '../../store/ledger.ts';
import type { Verdict } from './judge.ts';
import { settle, type Work } from './work.ts';

/** Sent this often without ever being seen done: a person has to look. */
const MOST_ATTEMPTS = 3;

/**
 * Settles a change by what was read back (rules 8):
 *
 * | read back                                      | never sent      | answered        | sent, not answered                  |
 * | ---------------------------------------------- | --------------- | --------------- | ----------------------------------- |
 * | equals *after*                                 | confirmed       | confirmed       | confirmed                           |
 * | equals *before*, first time                    | planned again   | read again later | read again later                   |
 * | equals *before*, again after the settle time   | planned again   | held            | sent again, three times at most     |
 * | neither                                        | planned again   | held            | held                                |
 * @returns milliseconds after which to read again; 0 when it is settled
 */
export async function settleByReading(
  work: Work,
  intent: Intent,
  verdict: Verdict,
  found: { itemId?: string; lineId?: string } = {},
): Promise<number> {
  if (verdict === 'after') {
    await settle(work, intent, { state: 'confirmed', ...found });
    return 0;
  }
  if (intent.state === 'claimed') {
    // Its worker died between the claim and the request: that it was not sent is certain.
    await settle(work, intent, notDone(work, intent));
    return 0;
  }
  if (verdict === 'neither') {
    await settle(work, intent, { state: 'held', code: 'unsettled' });
    return 0;
  }
  const { settings, context, workspaceId } = work;
  const wait = intent.slow ? settings.settleSlowMs : settings.settleMs;
  const now = context.clock.now();
  const since = (await noteAbsence(context.db, workspaceId, intent, now)) ?? now;
  const left = since.getTime() + wait - now.getTime();
  if (left > 0) return left;
  const again = intent.answeredAt === null && intent.attempts < MOST_ATTEMPTS;
  await settle(work, intent, again ? notDone(work, intent) : { state: 'held', code: 'unsettled' });
  return 0;
}

/** It may be sent again, but by its own run only: a later one plans afresh. */
const notDone = (work: Work, intent: Intent): { state: 'planned' } | { state: 'failed'; code: string } =>
  intent.runNumber === work.run ? { state: 'planned' } : { state: 'failed', code: 'not-done' };

export const isUnsettled = ({ state }: Intent): boolean =>
  state === 'claimed' || state === 'sent' || state === 'unknown';
