/**
 * Shows people what is due. What a message says is made here, from the state as it is now: one that waited for an hour
 * tells how things stand, once. A run never waits for any of this.
 */
import type { WebClient } from '@slack/web-api';
import { claimDue, type DueMessage, keepClaim, markFailed, releaseClaim } from '../../store/outbox-queue.ts';
import type { SlackContext } from '../visit.ts';
import { showMessage } from './show-message.ts';
import { type Trouble, troubleOf } from './troubles.ts';

/** Who takes a message and dies loses it after this long; longer than all calls for one message may take. */
const LEASE_MS = 60_000;
const TOGETHER = 20;
/** Waits between tries double from the first to the last. */
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** About a day of tries. */
const MOST_ATTEMPTS = 300;

export type Delivering = {
  context: SlackContext;
  /** A client for posts, by workspace; undefined where the app is not installed. */
  clientOf(workspaceId: string): Promise<WebClient | undefined>;
  workspaceId?: string;
};

/** @returns how many messages were taken up; 0: nothing is due */
export async function deliver({ context, clientOf, workspaceId }: Delivering): Promise<number> {
  const due = await claimDue(context.db, {
    now: context.clock.now(),
    leaseMs: LEASE_MS,
    limit: TOGETHER,
    ...(workspaceId === undefined ? {} : { workspaceId }),
  });
  const workspaces = Map.groupBy(due, message => message.workspaceId);
  await Promise.all(
    [...workspaces].map(async ([of, messages]) => {
      const client = await clientOf(of).catch(troubleOf);
      await inOrder(context, client, messages);
    }),
  );
  return due.length;
}

/** A channel takes about one message a second, so one after the other costs nothing. */
async function inOrder(
  context: SlackContext,
  client: WebClient | Trouble | undefined,
  messages: readonly DueMessage[],
): Promise<void> {
  const { db, clock } = context;
  /** Slack asked to wait: until then nothing is posted. */
  let quietUntil: Date | null = null;
  const stuck = new Set<string>();
  const reads = new Map();
  for (const message of messages) {
    const { workspaceId, key, parentKey } = message;
    const isWindow = parentKey === null && key.startsWith('preview/');
    if (quietUntil && !isWindow) {
      await releaseClaim(db, workspaceId, key, quietUntil);
      continue;
    }
    if (parentKey !== null && stuck.has(parentKey)) {
      await releaseClaim(db, workspaceId, key, clock.now());
      continue;
    }
    if (!(await keepClaim(db, message, new Date(clock.now().getTime() + LEASE_MS)))) continue;
    const trouble =
      client === undefined
        ? NOT_INSTALLED
        : 'kind' in client
          ? client
          : await showMessage({ context, client, reads }, message);
    if (!trouble) continue;
    if (parentKey !== null) stuck.add(parentKey);
    const dueAt = await putOff(context, message, trouble);
    if (dueAt && trouble.kind === 'later' && trouble.afterMs !== null && trouble.afterMs > 0)
      quietUntil = dueAt;
  }
}

const NOT_INSTALLED: Trouble = {
  kind: 'dead',
  problem: 'The app is not installed in this workspace.',
  channel: false,
};

/** @returns when it is tried again; null: never by itself */
async function putOff(
  { db, clock, log }: SlackContext,
  { workspaceId, key, attempts }: DueMessage,
  trouble: Trouble,
): Promise<Date | null> {
  const { kind } = trouble;
  const problem = kind === 'gone' ? 'Slack does not know it any more.' : trouble.problem;
  const dead = kind === 'dead' || kind === 'blocks' || attempts + 1 >= MOST_ATTEMPTS;
  const asked = kind === 'later' ? trouble.afterMs : null;
  const wait = asked ?? Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts, 10));
  const dueAt = dead ? null : new Date(clock.now().getTime() + wait);
  log.warn({ workspace: workspaceId, message: key, problem, dead }, 'a message could not be shown');
  await markFailed(db, workspaceId, { key, problem, dueAt });
  return dueAt;
}
