/** Stands between Slack's requests, whose signature was checked, and what listens to them. */
import { AuthorizationError, type ReceiverEvent } from '@slack/bolt';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import type { Database } from '../../store/database.ts';
import { rememberRequest } from '../../store/seen-requests.ts';
import { within } from '../gate/within.ts';
import { noticeBlocks } from '../ui/parts/notice.ts';
import { Refused } from './refused.ts';

/** Slack's own window for stamps; Bolt minds only those that are too old. */
const WINDOW_MS = 5 * 60_000;
const DATABASE_MS = 1_500;

/** Told by Slack once, and of no use half done: acknowledged when they are, so that Slack tells again if not. */
const KEPT_WORD = new Set(['app_uninstalled', 'tokens_revoked']);

/** What an HTTP request was signed with; nothing over Socket Mode, where Slack is called and not we. */
export type Signed = { signature?: string; stamp?: number };

export type Guarding = {
  db: Database;
  /** The real time, as Slack's stamps have it. */
  clock: Clock;
  log: Log;
  metrics: Metrics;
};

type Process = (event: ReceiverEvent) => Promise<void>;

/**
 * Refuses what is too old, too new or was here before, and sees to it that everything else is acknowledged exactly
 * once, whether its listener broke off or nothing listens to it.
 * @throws Refused
 */
export const guard =
  ({ db, clock, log, metrics }: Guarding, process: Process): Process =>
  async event => {
    const started = performance.now();
    const kind = kindOf(event.body);
    const keepsWord = KEPT_WORD.has(event.body.event?.type);
    let acked = false;
    const ack = async (answer?: unknown): Promise<void> => {
      if (acked) return log.warn({ kind }, 'something was acknowledged twice');
      acked = true;
      await event.ack(answer);
      metrics.acked(kind, (performance.now() - started) / 1000);
    };
    try {
      checkShape(event.body);
      await admit({ db, clock }, event.customProperties ?? {}, kind === 'options' || keepsWord);
      await process({ ...event, customProperties: {}, ack: keepsWord ? async () => {} : ack });
    } catch (error) {
      const refused = refusalOf(error);
      if (refused && !acked) {
        metrics.refused(refused.why);
        log.warn({ err: refused, why: refused.why, kind }, 'a request was refused');
        if (refused.status === 503 && kind === 'command') return ack(NOT_NOW);
        // Slack did not hear that it was taken.
        if (refused.why === 'replay' && kind === 'event' && event.retryNum !== undefined) return ack();
        throw refused;
      }
      log.error({ err: error, kind }, 'a listener broke off');
      if (keepsWord) throw new Refused(503, 'broke-off', 'Slack shall tell it again.', error);
    }
    if (!acked) await ack();
  };

/** What is signed and still none of Slack's: what listens may rely on an object. @throws Refused */
function checkShape(body: unknown): void {
  if (!isObject(body) || ('event' in body && !isObject(body.event)))
    throw new Refused(401, 'shape', 'The request is not one that Slack makes.');
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

async function admit(
  { db, clock }: Pick<Guarding, 'db' | 'clock'>,
  { signature, stamp }: Signed,
  isRepeatable: boolean,
): Promise<void> {
  if (signature === undefined) return;
  const now = clock.now();
  if (!(Math.abs(now.getTime() - (stamp ?? Number.NaN) * 1000) <= WINDOW_MS))
    throw new Refused(401, 'stamp', 'The stamp of the request is more than five minutes off.');
  // Opening the same select twice within a second is the same request twice, and leaving twice is leaving once.
  if (isRepeatable) return;
  let isNew: boolean;
  try {
    isNew = await within(DATABASE_MS, rememberRequest(db, signature, now), 'The database did not answer.');
  } catch (error) {
    throw new Refused(503, 'database', 'It could not be seen whether the request was here before.', error);
  }
  if (!isNew) throw new Refused(401, 'replay', 'The request was here before.');
}

/** Bolt wraps what `authorize` threw, and wraps it once more. */
function refusalOf(error: unknown): Refused | null {
  if (error instanceof Refused) return error;
  if (!(error instanceof AuthorizationError)) return null;
  return (
    refusalOf(error.original) ?? new Refused(503, 'authorize', 'It could not be seen who called.', error)
  );
}

const SAYS = 'PRISM Bot cannot answer at the moment, so nothing was done.';
const NOT_NOW = {
  response_type: 'ephemeral',
  text: SAYS,
  blocks: noticeBlocks({ kind: 'problem', says: SAYS, remedy: 'Try again in a minute.' }),
};

function kindOf({ type, command, event }: ReceiverEvent['body']): string {
  if (event !== undefined) return 'event';
  if (command !== undefined) return 'command';
  if (type === 'block_suggestion') return 'options';
  if (type === 'view_submission' || type === 'view_closed') return 'view';
  return type === 'block_actions' ? 'action' : 'other';
}
