import type { Channel } from '../book.ts';
import { directChannel } from '../conversations.ts';
import { showChannel, showMessage } from '../shown.ts';
import { Refusal } from '../wire/refusal.ts';
import { type Asked, type Method, needScope, paged, seenChannel, serves, teamOf } from './method.ts';

const READ = { public: 'channels:read', private: 'groups:read', direct: 'im:read' } as const;
const HISTORY = { public: 'channels:history', private: 'groups:history', direct: 'im:history' } as const;
const KINDS: Record<string, Channel['kind']> = {
  public_channel: 'public',
  private_channel: 'private',
  im: 'direct',
  mpim: 'direct',
};

const info: Method = {
  tier: 3,
  token: 'bot',
  run: asked => {
    const channel = seenChannel(asked, asked.args.required('channel'));
    needScope(asked.bot, READ[channel.kind]);
    return { channel: showChannel(channel, asked.bot) };
  },
};

const list: Method = {
  tier: 2,
  token: 'bot',
  run: asked => {
    const { args, bot, world } = asked;
    const types = (args.text('types') ?? 'public_channel').split(',').map(type => type.trim());
    const kinds = types.map(type => KINDS[type]);
    for (const kind of kinds) {
      if (kind === undefined) throw new Refusal('invalid_types');
      needScope(bot, READ[kind]);
    }
    const team = teamOf(asked);
    const seen = [...world.book.channels.values()].filter(
      ({ teamId, kind, members, archived }) =>
        teamId === team &&
        kinds.includes(kind) &&
        (kind === 'public' || members.has(bot.botUserId)) &&
        !(archived && args.flag('exclude_archived')),
    );
    const { page, next } = paged(asked, seen, 100, 1000);
    return {
      channels: page.map(channel => showChannel(channel, bot)),
      response_metadata: { next_cursor: next },
    };
  },
};

const open: Method = {
  tier: 3,
  token: 'bot',
  run: asked => {
    const { args, bot, world } = asked;
    const given = args.text('channel');
    if (given !== undefined) return { channel: { id: seenChannel(asked, given).id } };
    const users = args.required('users').split(',');
    needScope(bot, users.length === 1 ? 'im:write' : 'mpim:write');
    const members = users.map(user => world.book.members.get(user));
    for (const member of members) {
      if (!member || !serves(world, bot, member.teamId)) throw new Refusal('user_not_found');
      if (member.deleted) throw new Refusal('user_disabled');
      if (member.isBot) throw new Refusal('cannot_dm_bot');
    }
    const team = members[0]?.teamId ?? bot.teamId;
    const before = world.book.channels.size;
    const channel = directChannel(world.book, team, [...users, bot.botUserId]);
    const isOld = world.book.channels.size === before;
    return {
      ...(isOld && { no_op: true, already_open: true }),
      channel: args.flag('return_im') ? showChannel(channel, bot) : { id: channel.id },
    };
  },
};

const history: Method = {
  tier: 3,
  token: 'bot',
  run: asked => {
    const { args, bot, world } = asked;
    const channel = seenChannel(asked, args.required('channel'));
    needScope(bot, HISTORY[channel.kind]);
    if (!channel.members.has(bot.botUserId)) throw new Refusal('not_in_channel');
    const all = world.book.messages
      .filter(one => one.channelId === channel.id && !one.deleted && one.ephemeralTo === null)
      .filter(one => one.threadTs === null && isWithin(asked, one.ts))
      .toSorted((a, b) => Number(b.ts) - Number(a.ts));
    const { page, next } = paged(asked, all, 100, 999);
    const messages = page.map(message => {
      const { metadata, ...rest } = showMessage(message, world.book);
      return args.flag('include_all_metadata') && metadata !== undefined ? { ...rest, metadata } : rest;
    });
    return {
      messages,
      has_more: next !== '',
      ...(next !== '' && { response_metadata: { next_cursor: next } }),
    };
  },
};

function isWithin({ args }: Asked, ts: string): boolean {
  const latest = Number(args.text('latest') ?? Number.POSITIVE_INFINITY);
  const oldest = Number(args.text('oldest') ?? 0);
  const at = Number(ts);
  return args.flag('inclusive') ? at >= oldest && at <= latest : at > oldest && at < latest;
}

export const conversations: Record<string, Method> = {
  'conversations.info': info,
  'conversations.list': list,
  'conversations.open': open,
  'conversations.history': history,
};
