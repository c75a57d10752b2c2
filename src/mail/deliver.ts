/**
 * Sends the mails that are due. What a mail says is made here, from the state as it is now: one that waited for an hour
 * tells how things stand, once. Neither a run nor a message in Slack waits for any of this.
 */
import pLimit from 'p-limit';
import {
  claimDue,
  type DueMessage,
  keepClaim,
  letGo,
  markFailed,
  markShown,
  releaseClaim,
  reviveDead,
} from '../store/outbox-queue.ts';
import type { SyncContext } from '../sync/sync-context.ts';
import { AT_ONCE, type Mailer } from './mailer.ts';
import type { Trouble } from './troubles.ts';
import { type Desk, type LinkTo, writeMail } from './write-mail.ts';

/** Who takes a mail and dies loses it after this long; longer than one may take. */
const LEASE_MS = 60_000;
const TOGETHER = 20;
/** Waits between tries double from the first to the last. */
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** About a day of tries. */
const MOST_ATTEMPTS = 300;

export type Delivering = {
  context: SyncContext;
  mailer: Mailer;
  linkTo: LinkTo;
  workspaceId?: string;
  /** The house closes: what is on its way is broken off, and put back. */
  stopping?: AbortSignal;
};

/** What is known while mails that were taken up together are sent. */
type Round = Delivering & {
  desk: Desk;
  /** The server is down: nobody else needs to find out. */
  down: Trouble | null;
};

/** @returns how many mails were taken up; 0: nothing is due */
export async function deliverMails(delivering: Delivering): Promise<number> {
  const { context, workspaceId, linkTo } = delivering;
  const due = await claimDue(context.db, {
    now: context.clock.now(),
    leaseMs: LEASE_MS,
    limit: TOGETHER,
    via: 'mail',
    ...(workspaceId === undefined ? {} : { workspaceId }),
  });
  const round: Round = { ...delivering, desk: { context, linkTo, reads: new Map() }, down: null };
  const atOnce = pLimit(AT_ONCE);
  const lanes = Map.groupBy(due, ({ workspaceId: of, address }) => `${of}/${address}`);
  await Promise.all([...lanes.values()].map(lane => atOnce(() => inOrder(round, lane))));
  return due.length;
}

/** Mails to one address, one after the other. One that has to wait keeps those after it waiting. */
async function inOrder(round: Round, lane: readonly DueMessage[]): Promise<void> {
  const { db } = round.context;
  let goesOn = true;
  for (const message of lane) {
    if (goesOn && !round.stopping?.aborted) goesOn = await handle(round, message);
    // It is as late as it was.
    else await letGo(db, message, message.madeAt);
  }
}

/** @returns whether those after it may go */
async function handle(round: Round, message: DueMessage): Promise<boolean> {
  const { context, mailer, stopping, desk } = round;
  const { db, clock, log } = context;
  const { workspaceId, key, address, wanted, hash } = message;
  if (!(await keepClaim(db, message, new Date(clock.now().getTime() + LEASE_MS)))) return false;
  if (round.down) return putOff(context, message, round.down);
  const written = await writeMail(desk, message).catch(error => {
    log.error({ err: error, workspace: workspaceId, message: key }, 'a mail could not be made');
    return { kind: 'later', problem: 'The mail could not be made; see the log.' } as const;
  });
  switch (written.kind) {
    case 'later':
      return putOff(context, message, written);
    case 'wait':
      await releaseClaim(db, workspaceId, key, written.until);
      return false;
    case 'nothing':
      await markShown(db, workspaceId, { ...NOWHERE, key, wanted, hash, at: clock.now() });
      return true;
    case 'mail': {
      const trouble = await mailer.send(written.mail, stopping);
      if (trouble?.kind === 'down') round.down = trouble;
      if (trouble) return putOff(context, message, trouble);
      await markShown(db, workspaceId, { ...NOWHERE, key, wanted, hash: written.hash, at: clock.now() });
      // It takes mail, so whatever was given up for that address may go as well.
      await reviveDead(db, workspaceId, clock.now(), address);
      return true;
    }
  }
}

/** A mail stands in no channel. */
const NOWHERE = { channelId: null, ts: null };

/** @returns whether those after it may go: only when it never will */
async function putOff(
  { db, clock, log }: SyncContext,
  { workspaceId, key, attempts }: DueMessage,
  trouble: Trouble,
): Promise<boolean> {
  if (trouble.kind === 'stopped') {
    await releaseClaim(db, workspaceId, key, clock.now());
    return false;
  }
  const { kind, problem } = trouble;
  const dead = kind === 'dead' || attempts + 1 >= MOST_ATTEMPTS;
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts, 10));
  log.warn({ workspace: workspaceId, message: key, problem, dead }, 'a mail could not be sent');
  await markFailed(db, workspaceId, {
    key,
    problem,
    dueAt: dead ? null : new Date(clock.now().getTime() + wait),
  });
  return dead;
}
