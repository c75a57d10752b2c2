import type { Channel, Message } from '../book.ts';
import { addMessage, directChannel, editMessage, findMessage } from '../conversations.ts';
import { showMessage } from '../shown.ts';
import { Refusal } from '../wire/refusal.ts';
import { type Asked, type Method, seenChannel, serves } from './method.ts';
import { passedWords } from './passed-words.ts';

const scopes = ['chat:write'];

const postMessage: Method = {
  // Its own limit of one a second in a channel is narrower.
  tier: 4,
  token: 'bot',
  scopes,
  run: asked => {
    const { args, bot, world } = asked;
    const target = args.required('channel');
    const words = passedWords(args, world, 'chat.postMessage');
    const channel = postable(asked, target);
    const clientMsgId = args.text('client_msg_id') ?? null;
    const first =
      world.switches.idempotentPosts && clientMsgId !== null && sameId(asked, channel, clientMsgId);
    if (first) return posted(asked, first);
    const message = addMessage(world.book, {
      ...words,
      metadata: words.metadata ?? null,
      channelId: channel.id,
      userId: bot.botUserId,
      threadTs: threadOf(asked, channel),
      clientMsgId,
    });
    return posted(asked, message);
  },
};

const posted = ({ world }: Asked, message: Message) => ({
  channel: message.channelId,
  ts: message.ts,
  message: showMessage(message, world.book),
});

const sameId = ({ world, bot }: Asked, { id }: Channel, clientMsgId: string): Message | undefined =>
  world.book.messages.find(
    one => one.channelId === id && one.clientMsgId === clientMsgId && one.userId === bot.botUserId,
  );

/** Where a post goes: a channel's id or name, or a member, whose direct messages with the bot are meant. */
function postable(asked: Asked, target: string): Channel {
  const { bot, world } = asked;
  if (/^[UW]/.test(target) && world.book.members.has(target)) return directWith(asked, target);
  const name = target.replace(/^#/, '');
  const byName = [...world.book.channels.values()].find(
    one => one.name !== '' && one.name === name && serves(world, bot, one.teamId),
  );
  const channel = seenChannel(asked, byName?.id ?? target);
  if (channel.archived) throw new Refusal('is_archived');
  if (!channel.members.has(bot.botUserId) && !bot.scopes.includes('chat:write.public')) {
    throw new Refusal('not_in_channel');
  }
  return channel;
}

function directWith({ bot, world }: Asked, userId: string): Channel {
  const member = world.book.members.get(userId);
  if (!member || member.deleted || !serves(world, bot, member.teamId)) throw new Refusal('channel_not_found');
  if (member.isBot) throw new Refusal('cannot_dm_bot');
  if (!world.switches.messagesTab) throw new Refusal('messages_tab_disabled');
  return directChannel(world.book, member.teamId, [userId, bot.botUserId]);
}

function threadOf({ args, world }: Asked, { id }: Channel): string | null {
  const ts = args.text('thread_ts');
  if (ts === undefined) return null;
  const parent = findMessage(world.book, id, ts);
  if (!parent) throw new Refusal('thread_not_found');
  if (parent.ephemeralTo !== null) throw new Refusal('cannot_reply_to_message');
  return parent.threadTs ?? ts;
}

/** A message that others see. */
function visibleMessage(asked: Asked, ts: string): Message {
  const channel = seenChannel(asked, asked.args.required('channel'));
  const message = findMessage(asked.world.book, channel.id, ts);
  if (!message) throw new Refusal('message_not_found');
  return message;
}

const update: Method = {
  tier: 3,
  token: 'bot',
  scopes,
  run: asked => {
    const { args, bot, world } = asked;
    const message = visibleMessage(asked, args.required('ts'));
    const words = passedWords(args, world, 'chat.update');
    if (message.userId !== bot.botUserId || message.ephemeralTo !== null) {
      throw new Refusal('cant_update_message');
    }
    if (world.book.channels.get(message.channelId)?.archived) throw new Refusal('is_inactive');
    editMessage(message, words);
    return {
      channel: message.channelId,
      ts: message.ts,
      text: message.text,
      message: showMessage(message, world.book),
    };
  },
};

const remove: Method = {
  tier: 3,
  token: 'bot',
  scopes,
  run: asked => {
    const message = visibleMessage(asked, asked.args.required('ts'));
    if (message.userId !== asked.bot.botUserId || message.ephemeralTo !== null) {
      throw new Refusal('cant_delete_message');
    }
    message.deleted = true;
    return { channel: message.channelId, ts: message.ts };
  },
};

const postEphemeral: Method = {
  tier: 4,
  token: 'bot',
  scopes,
  run: asked => {
    const { args, bot, world } = asked;
    const channel = seenChannel(asked, args.required('channel'));
    const user = args.required('user');
    const words = passedWords(args, world, 'chat.postEphemeral');
    if (channel.archived) throw new Refusal('is_archived');
    if (!channel.members.has(bot.botUserId)) throw new Refusal('not_in_channel');
    if (!world.book.members.has(user)) throw new Refusal('user_not_found');
    if (!channel.members.has(user)) throw new Refusal('user_not_in_channel');
    const { ts } = addMessage(world.book, {
      ...words,
      metadata: null,
      channelId: channel.id,
      userId: bot.botUserId,
      threadTs: threadOf(asked, channel),
      ephemeralTo: user,
    });
    return { message_ts: ts };
  },
};

const getPermalink: Method = {
  tier: 4,
  token: 'bot',
  run: asked => {
    const { channelId, ts, ephemeralTo } = visibleMessage(asked, asked.args.required('message_ts'));
    if (ephemeralTo !== null) throw new Refusal('message_not_found');
    return {
      channel: channelId,
      permalink: `https://acme.slack.com/archives/${channelId}/p${ts.replace('.', '')}`,
    };
  },
};

export const chat: Record<string, Method> = {
  'chat.postMessage': postMessage,
  'chat.update': update,
  'chat.delete': remove,
  'chat.postEphemeral': postEphemeral,
  'chat.getPermalink': getPermalink,
};
