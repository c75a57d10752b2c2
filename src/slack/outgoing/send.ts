/** One message on its way: posted once, changed in place, looked for when the answer to its post was lost. */
import { createHash } from 'node:crypto';
import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Database } from '../../store/database.ts';
import { type DueMessage, markGone, markNotPosted, markPosting, markShown } from '../../store/outbox.ts';
import type { Screen } from '../ui/parts/pages.ts';
import { type Trouble, troubleOf } from './troubles.ts';

export type Sending = { db: Database; client: WebClient; at: () => Date };

const EVENT = 'prism_bot_message';

/** @returns null when it is shown, else what stands in the way */
export async function send(
  sending: Sending,
  message: DueMessage,
  channelId: string,
  screen: Screen,
): Promise<Trouble | null> {
  const { db, client, at } = sending;
  const { workspaceId, key } = message;
  const target = message.parent?.channelId ?? message.channelId ?? channelId;
  if (message.ts !== null) return change(sending, message, { channelId: target, ts: message.ts }, screen);
  // Its post left and was not answered: what may be there says something older.
  const there = message.posting ? await find(client, target, message) : null;
  if (there !== null) return change(sending, message, { channelId: target, ts: there }, screen);
  await markPosting(db, workspaceId, key, target);
  const posted = await post(client, message, target, screen);
  if (typeof posted !== 'string') {
    if (posted.kind !== 'unknown') await markNotPosted(db, workspaceId, key);
    return posted;
  }
  const where = { channelId: target, ts: posted };
  if (message.posting) return change(sending, message, where, screen);
  await markShown(db, workspaceId, { ...where, key, wanted: message.wanted, hash: hashOf(screen), at: at() });
  return null;
}

async function change(
  { db, client, at }: Sending,
  { workspaceId, key, wanted, hash: before }: DueMessage,
  where: { channelId: string; ts: string },
  screen: Screen,
): Promise<Trouble | null> {
  const hash = hashOf(screen);
  const trouble =
    before === hash
      ? null
      : await plainer(screen, ({ text, blocks }) =>
          client.chat.update({ channel: where.channelId, ts: where.ts, text, blocks }),
        );
  if (trouble?.kind === 'gone') await markGone(db, workspaceId, key, at());
  else if (trouble) return trouble;
  else await markShown(db, workspaceId, { ...where, key, wanted, hash, at: at() });
  return null;
}

/** @returns its `ts` */
async function post(
  client: WebClient,
  message: DueMessage,
  channel: string,
  screen: Screen,
): Promise<string | Trouble> {
  let ts = '';
  const trouble = await plainer(screen, async ({ text, blocks }) => {
    const ask = {
      channel,
      text,
      blocks,
      unfurl_links: false,
      unfurl_media: false,
      metadata: { event_type: EVENT, event_payload: { key: message.key } },
      ...(message.parent ? { thread_ts: message.parent.ts } : {}),
      // Not in Slack's types; its server knows it, and gives back the message that is there already.
      client_msg_id: idOf(message),
    };
    ({ ts = '' } = await client.chat.postMessage(ask));
  });
  return trouble ?? ts;
}

/** As it is; without anything but text and buttons where Slack does not take it; as text alone at last. */
async function plainer(
  { text, blocks }: Screen,
  attempt: (what: { text: string; blocks: KnownBlock[] }) => Promise<unknown>,
): Promise<Trouble | null> {
  const simple = blocks.filter(({ type }) => type === 'section' || type === 'actions');
  const forms = [
    blocks,
    simple,
    [{ type: 'section', text: { type: 'plain_text', text: text.slice(0, 3000) } }],
  ];
  for (const form of forms as KnownBlock[][]) {
    const trouble = await attempt({ text, blocks: form }).then(() => null, troubleOf);
    if (trouble?.kind !== 'blocks') return trouble;
  }
  return { kind: 'dead', problem: 'Slack does not take this message in any form.' };
}

/** The message by the name it carries; null when it is not there or may not be looked for. */
async function find(client: WebClient, channel: string, { key, parent }: DueMessage): Promise<string | null> {
  const ask = { channel, limit: 100, include_all_metadata: true };
  try {
    const { messages = [] } = parent
      ? await client.conversations.replies({ ...ask, ts: parent.ts })
      : await client.conversations.history(ask);
    const mine = messages.find(
      ({ metadata }) =>
        metadata?.event_type === EVENT && (metadata.event_payload as { key?: string })?.key === key,
    );
    return mine?.ts ?? null;
  } catch {
    // Without leave to read, the id below is what keeps Slack from showing it twice.
    return null;
  }
}

const hashOf = ({ text, blocks }: Screen): string =>
  createHash('sha256')
    .update(JSON.stringify([text, blocks]))
    .digest('hex')
    .slice(0, 32);

/** The same for every try of one message, so that Slack can tell that it is one. */
function idOf({ workspaceId, key, id }: DueMessage): string {
  const hex = createHash('sha256').update(`${workspaceId}/${key}/${id}`).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
