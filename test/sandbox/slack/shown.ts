/** What Slack shows of its records: the JSON of its answers and payloads. */
import type { Book, Channel, Installation, Member, Message, OpenView } from './book.ts';

type Json = Record<string, unknown>;

/** The `view` of an answer, and of the payloads that come from it. */
export function showView(
  open: OpenView,
  { appId, installation }: { appId: string; installation: Installation | undefined },
): Json {
  return {
    ...published(open.view),
    id: open.id,
    team_id: open.teamId,
    hash: open.hash,
    state: { values: open.state },
    root_view_id: open.rootId,
    previous_view_id: open.previousId,
    app_id: appId,
    app_installed_team_id: installation?.enterpriseId ?? open.teamId,
    bot_id: installation?.botId ?? null,
  };
}

/** A view as it was sent, with the fields that Slack fills in. */
export const published = (view: object): Json => ({
  private_metadata: '',
  callback_id: '',
  external_id: '',
  ...('type' in view && view.type === 'modal'
    ? { close: null, submit: null, clear_on_close: false, notify_on_close: false }
    : {}),
  ...view,
});

export function showMessage(message: Message, book: Book): Json {
  const installation = [...book.installations.values()].find(({ botUserId }) => botUserId === message.userId);
  const replies = message.threadTs === null ? repliesTo(message, book) : [];
  return {
    type: 'message',
    user: message.userId,
    ...(installation && { bot_id: installation.botId }),
    ts: message.ts,
    text: message.text,
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(message.files && { files: message.files }),
    ...(message.edits > 0 && { edited: { user: message.userId, ts: message.ts } }),
    ...(message.clientMsgId !== null && { client_msg_id: message.clientMsgId }),
    ...(message.metadata !== null && { metadata: message.metadata }),
    ...(message.threadTs !== null && { thread_ts: message.threadTs }),
    ...(replies.length > 0 && { thread_ts: message.ts, reply_count: replies.length }),
  };
}

const repliesTo = ({ channelId, ts }: Message, book: Book): Message[] =>
  book.messages.filter(
    one => one.channelId === channelId && one.threadTs === ts && !one.deleted && one.ephemeralTo === null,
  );

export function showChannel(channel: Channel, { botUserId }: Installation): Json {
  const { id, name, kind, archived, teamId, members } = channel;
  if (kind === 'direct') {
    const others = [...members].filter(member => member !== botUserId);
    return {
      id,
      is_im: others.length === 1,
      is_mpim: others.length > 1,
      user: others[0],
      is_archived: archived,
    };
  }
  return {
    id,
    name,
    name_normalized: name,
    is_channel: kind === 'public',
    is_group: kind === 'private',
    is_im: false,
    is_mpim: false,
    is_private: kind === 'private',
    is_archived: archived,
    is_general: false,
    is_member: members.has(botUserId),
    num_members: members.size,
    context_team_id: teamId,
  };
}

export const showMember = (member: Member): Json => ({
  id: member.id,
  team_id: member.teamId,
  name: member.name,
  real_name: member.realName,
  deleted: member.deleted,
  tz: member.timeZone,
  is_admin: member.isAdmin,
  is_owner: member.isOwner,
  is_primary_owner: member.isPrimaryOwner,
  is_restricted: member.isRestricted,
  is_ultra_restricted: member.isUltraRestricted,
  is_bot: member.isBot,
  is_app_user: false,
  ...(member.isStranger && { is_stranger: true }),
  profile: { real_name: member.realName, display_name: member.name, team: member.teamId },
});
