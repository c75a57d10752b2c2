/** Channels and the messages in them. */
import type { KnownBlock } from '@slack/types';
import type { Book, Channel, Message } from './book.ts';
import { addChannel } from './builders.ts';
import { withIds } from './inputs.ts';

export type Words = { text: string; blocks?: readonly KnownBlock[]; metadata?: unknown };

/** A message of the bot or a member, stamped with the book's time and never with a `ts` the channel has. */
export function addMessage(
  book: Book,
  {
    text,
    blocks = [],
    ...given
  }: Words & Pick<Message, 'channelId' | 'userId'> & Partial<Omit<Message, 'blocks' | 'text'>>,
): Message {
  const message: Message = {
    ts: nextTs(book, given.channelId),
    threadTs: null,
    metadata: null,
    clientMsgId: null,
    ephemeralTo: null,
    edits: 0,
    deleted: false,
    ...given,
    text,
    blocks: withIds(blocks),
  };
  book.messages.push(message);
  return message;
}

export function editMessage(message: Message, { text, blocks = [], metadata }: Words): void {
  message.text = text;
  message.blocks = withIds(blocks);
  if (metadata !== undefined) message.metadata = metadata;
  message.edits += 1;
}

export const findMessage = (book: Book, channelId: string, ts: string): Message | undefined =>
  book.messages.find(one => one.channelId === channelId && one.ts === ts && !one.deleted);

/** Microseconds, as a number, of a `ts`. */
const micros = (ts: string): number => Number(ts.replace('.', ''));

function nextTs(book: Book, channelId: string): string {
  const last = book.messages.findLast(one => one.channelId === channelId);
  const now = book.clock.now().getTime() * 1000;
  const digits = String(Math.max(now, last ? micros(last.ts) + 1 : 0));
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/** The direct messages of these people, begun if there are none yet. */
export function directChannel(book: Book, teamId: string, members: readonly string[]): Channel {
  const wanted = new Set(members);
  const found = [...book.channels.values()].find(
    ({ kind, members: there }) =>
      kind === 'direct' && there.size === wanted.size && members.every(id => there.has(id)),
  );
  return found ?? addChannel(book, { teamId, kind: 'direct', members });
}
