/** One message on its way: posted once, changed in place, looked for when the answer to its post was lost. */
import { createHash } from 'node:crypto';
import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Log } from '../../log.ts';
import { type Database, inTransaction } from '../../store/database.ts';
import {
  type DueMessage,
  markGone,
  markNotPosted,
  markPosting,
  markShown,
  reviveDead,
} from '../../store/outbox-queue.ts';
import type { Screen } from '../ui/parts/pages.ts';
import { findPosted, MESSAGE_EVENT } from './find-posted.ts';
import { type Trouble, troubleOf } from './troubles.ts';

export type Sending = {
  db: Database;
  client: WebClient;
  log: Log;
  at: () => Date;
  /** What is to be written down together with that it is shown. */
  andThen?: (tx: Database) => Promise<void>;
};

const NO_CHANNEL: Trouble = {
  kind: 'dead',
  problem: 'No notification channel is chosen. Choose one with /prism settings.',
  channel: true,
};
const MOVING: Trouble = { kind: 'later', afterMs: 0, problem: 'It is posted in the channel chosen now.' };
const THREAD_GONE: Trouble = {
  kind: 'later',
  afterMs: null,
  problem: 'The message in whose thread it stands is gone.',
};

/**
 * @param chosen the notification channel; a message that stands elsewhere stays there for as long as it can be changed
 * @returns null when it is shown, else what stands in the way
 */
export async function send(
  sending: Sending,
  message: DueMessage,
  chosen: string | null,
  screen: Screen,
): Promise<Trouble | null> {
  const { channelId, ts, parent } = message;
  const target = parent?.channelId ?? chosen;
  if (channelId === null || ts === null) return postAnew(sending, message, target, screen);
  const trouble = await change(sending, message, { channelId, ts }, target, screen);
  if (trouble?.kind !== 'gone') return trouble;
  // Somebody deleted it, or its channel is no more.
  await markGone(sending.db, message.workspaceId, message.key, sending.at());
  const gone = { ...message, channelId: null, ts: null, hash: null, posting: false };
  return postAnew(sending, gone, target, screen);
}

async function postAnew(
  sending: Sending,
  message: DueMessage,
  target: string | null,
  screen: Screen,
): Promise<Trouble | null> {
  const { db, client, at } = sending;
  const { workspaceId, key, wanted, parent, posting } = message;
  // A post that may have landed is looked for, and repeated, where it was sent to.
  const channelId = (posting ? message.channelId : null) ?? target;
  if (channelId === null) return NO_CHANNEL;
  const there = posting ? await findPosted(client, channelId, message) : null;
  if (there !== null) return changePosted(sending, message, { channelId, ts: there }, screen);
  await markPosting(db, workspaceId, key, channelId);
  const { ts, trouble } = await post(sending, message, channelId, screen);
  if (trouble) {
    if (trouble.kind !== 'unknown') await markNotPosted(db, workspaceId, key);
    if (trouble.kind === 'gone') return threadGone(sending, message);
    return trouble.kind === 'dead' && trouble.channel && target !== channelId ? MOVING : trouble;
  }
  // Slack takes posts there, so whatever was given up for the channel's sake may go as well.
  if (parent === null) await reviveDead(db, workspaceId, at());
  // The same post as one that landed before: that one says what was so then.
  if (posting) return changePosted(sending, message, { channelId, ts }, screen);
  await shown(sending, workspaceId, { key, wanted, channelId, ts, hash: hashOf(screen), at: at() });
  return null;
}

/** What a post left that was not answered: brought up to date; where somebody deleted it already, that is how it stands. */
async function changePosted(
  sending: Sending,
  message: DueMessage,
  where: { channelId: string; ts: string },
  screen: Screen,
): Promise<Trouble | null> {
  const trouble = await change(sending, message, where, where.channelId, screen);
  if (trouble?.kind !== 'gone') return trouble;
  const { workspaceId, key, wanted } = message;
  await shown(sending, workspaceId, { ...where, key, wanted, hash: '', at: sending.at() });
  return null;
}

/** @returns `gone` when it can be changed no more, and may be posted anew */
async function change(
  sending: Sending,
  { workspaceId, key, wanted, hash: before }: DueMessage,
  where: { channelId: string; ts: string },
  chosen: string | null,
  screen: Screen,
): Promise<Trouble | null> {
  const { client, at } = sending;
  const hash = hashOf(screen);
  const trouble =
    before === hash
      ? null
      : await plainer(sending, key, screen, ({ text, blocks }) =>
          client.chat.update({ channel: where.channelId, ts: where.ts, text, blocks }),
        );
  if (trouble?.kind === 'dead' && trouble.channel && chosen !== where.channelId) return { kind: 'gone' };
  if (trouble) return trouble;
  await shown(sending, workspaceId, { ...where, key, wanted, hash, at: at() });
  return null;
}

const shown = (
  { db, andThen }: Sending,
  workspaceId: string,
  how: Parameters<typeof markShown>[2],
): Promise<void> =>
  inTransaction(db, async tx => {
    await markShown(tx, workspaceId, how);
    await andThen?.(tx);
  });

/** Somebody deleted the message above the thread: that one is posted anew first, once for each who finds out. */
async function threadGone(
  { db, at }: Sending,
  { workspaceId, parentKey, attempts }: DueMessage,
): Promise<Trouble> {
  if (parentKey !== null && attempts === 0) await markGone(db, workspaceId, parentKey, at());
  return THREAD_GONE;
}

async function post(
  sending: Sending,
  message: DueMessage,
  channel: string,
  screen: Screen,
): Promise<{ ts: string; trouble: Trouble | null }> {
  let ts = '';
  const trouble = await plainer(sending, message.key, screen, async ({ text, blocks }) => {
    const ask = {
      channel,
      text,
      blocks,
      unfurl_links: false,
      unfurl_media: false,
      metadata: { event_type: MESSAGE_EVENT, event_payload: { key: message.key } },
      ...(message.parent ? { thread_ts: message.parent.ts } : {}),
      // Not in Slack's types; its server knows it, and gives back the message that is there already.
      client_msg_id: idOf(message),
    };
    ({ ts = '' } = await sending.client.chat.postMessage(ask));
  });
  return { ts, trouble };
}

/** As it is; without anything but text and buttons where Slack does not take it; as text alone at last. */
async function plainer(
  { log }: Sending,
  key: string,
  { text, blocks }: Screen,
  attempt: (what: { text: string; blocks: KnownBlock[] }) => Promise<unknown>,
): Promise<Trouble | null> {
  const simple = blocks.filter(({ type }) => type === 'section' || type === 'actions');
  for (const form of [blocks, simple, []]) {
    const trouble = await attempt({ text, blocks: form }).then(() => null, troubleOf);
    if (trouble?.kind !== 'blocks') return trouble;
    log.error({ message: key, refused: trouble.problem, blocks: form.length }, 'blocks were refused');
  }
  return { kind: 'dead', problem: 'Slack does not take this message in any form.', channel: false };
}

const hashOf = ({ text, blocks }: Screen): string =>
  createHash('sha256')
    .update(JSON.stringify([text, blocks]))
    .digest('hex')
    .slice(0, 32);

/**
 * The same for every try of one post, so that Slack can tell that it is one; another once the message was shown, because
 * then it is posted anew.
 */
function idOf({ workspaceId, id, shown }: DueMessage): string {
  const hex = createHash('sha256').update(`${workspaceId}/${id}/${shown}`).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
