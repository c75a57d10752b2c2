/** Files that somebody asked for, one after the other; apart from messages, which must not wait for them. */
import type { WebClient } from '@slack/web-api';
import { StaleError } from '../../errors.ts';
import { recordAudit } from '../../store/audit.ts';
import { claimDue, type DueMessage, keepClaim, markFailed, markShown } from '../../store/outbox-queue.ts';
import type { SlackContext } from '../visit.ts';
import type { About } from './announce.ts';
import { type Trouble, troubleOf } from './troubles.ts';
import { uploadEvidence } from './upload-evidence.ts';

/** Longer than one file may take on its way. */
const LEASE_MS = 6 * 60_000;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** About two hours of tries. */
const MOST_ATTEMPTS = 30;

export type DeliveringFiles = {
  context: SlackContext;
  clientOf(workspaceId: string): Promise<WebClient | undefined>;
  apiUrl: string;
  stopping?: AbortSignal;
};

/** @returns how many were taken up; 0: nothing is due */
export async function deliverFiles({
  context,
  clientOf,
  apiUrl,
  stopping,
}: DeliveringFiles): Promise<number> {
  const { db, clock } = context;
  const until = () => new Date(clock.now().getTime() + LEASE_MS);
  const [due] = await claimDue(db, { now: clock.now(), leaseMs: LEASE_MS, limit: 1, via: 'files' });
  if (!due) return 0;
  let message: DueMessage = due;
  const stay = async (): Promise<void> => {
    stopping?.throwIfAborted();
    const heldUntil = until();
    if (heldUntil.getTime() - message.heldUntil.getTime() < LEASE_MS / 10) return;
    if (!(await keepClaim(db, message, heldUntil))) throw new Error('somebody else took it up');
    message = { ...message, heldUntil };
  };
  const client = await clientOf(due.workspaceId).catch(() => undefined);
  const trouble = client
    ? await deliver(context, { client, apiUrl, stay }, message)
    : { kind: 'dead' as const, problem: 'The app is not installed in this workspace.', channel: false };
  await settle(context, client, message, trouble);
  return 1;
}

async function deliver(
  context: SlackContext,
  with_: { client: WebClient; apiUrl: string; stay: () => Promise<void> },
  message: DueMessage,
): Promise<Trouble | null> {
  try {
    return await uploadEvidence({ context, ...with_ }, message, message.about as Wanted);
  } catch (error) {
    // The run was taken away: there is nothing to tell.
    if (error instanceof StaleError) return null;
    context.log.error({ err: error, message: message.key }, 'files could not be made');
    return { kind: 'later', afterMs: null, problem: 'The files could not be made; see the log.' };
  }
}

type Wanted = Extract<About, { kind: 'evidence' }>;

async function settle(
  context: SlackContext,
  client: WebClient | undefined,
  message: DueMessage,
  trouble: Trouble | null,
): Promise<void> {
  const { db, clock, log } = context;
  const { workspaceId, key, wanted, attempts } = message;
  const at = clock.now();
  const done = () => markShown(db, workspaceId, { key, wanted, channelId: null, ts: null, hash: '', at });
  if (!trouble) return done();
  const problem = trouble.kind === 'gone' ? 'Slack does not know the place any more.' : trouble.problem;
  log.warn({ workspace: workspaceId, message: key, problem }, 'files could not be delivered');
  const given = trouble.kind === 'dead' || trouble.kind === 'gone' || trouble.kind === 'blocks';
  if (!given && attempts + 1 < MOST_ATTEMPTS) {
    const asked = trouble.kind === 'later' ? trouble.afterMs : null;
    const wait = asked ?? Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempts);
    return markFailed(db, workspaceId, { key, problem, dueAt: new Date(at.getTime() + wait) });
  }
  const { run, userId } = message.about as Wanted;
  await recordAudit(db, workspaceId, {
    ...{ at, actor: userId, action: 'evidence not delivered', subject: `run ${run}`, detail: { problem } },
  });
  if (client && (await tellOf(client, message.about as Wanted, problem))) return done();
  return markFailed(db, workspaceId, { key, problem, dueAt: null });
}

/** Directly, else where they asked, to them alone. @returns false when neither can be done */
async function tellOf(
  client: WebClient,
  { run, userId, channelId }: Wanted,
  problem: string,
): Promise<boolean> {
  const text = `:warning: The evidence of run ${run} could not be delivered. ${problem} Nothing is lost: once that is done, type \`/prism export ${run}\` again.`;
  const direct = await client.chat.postMessage({ channel: userId, text }).then(() => null, troubleOf);
  if (direct === null) return true;
  if (channelId === null) return false;
  const there = client.chat.postEphemeral({ channel: channelId, user: userId, text });
  return (await there.then(() => null, troubleOf)) === null;
}
