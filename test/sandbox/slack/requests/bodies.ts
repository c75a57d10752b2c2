/** The bodies of what people do in Slack, valid by Bolt's own types. */
import type {
  BasicElementAction,
  BlockAction,
  BlockSuggestion,
  SlashCommand,
  ViewClosedAction,
  ViewOutput,
  ViewSubmitAction,
} from '@slack/bolt';
import type { Channel, Message, OpenView } from '../book.ts';
import { giveResponseUrl } from '../grants.ts';
import type { State } from '../inputs.ts';
import { showMessage, showView } from '../shown.ts';
import { type By, flatOrigin, installationOf, origin, trigger } from './origin.ts';

/** Where it is done: at a message with what was chosen in it, or in a view, which is a modal or the Home tab. */
export type Spot = { kind: 'message'; message: Message; state?: State } | { kind: 'view'; open: OpenView };

/** @param word with its slash */
export function command(by: By, channelId: string, word: string, text: string): SlashCommand {
  const { slack, member } = by;
  const channel = channelOf(by, channelId);
  return {
    ...flatOrigin(by, channel.teamId),
    channel_id: channel.id,
    channel_name: shownName(channel),
    user_id: member.id,
    user_name: member.name,
    command: word,
    text,
    response_url: giveResponseUrl(slack, { channelId: channel.id, userId: member.id }),
    trigger_id: trigger(by, channel.teamId),
  } satisfies SlashCommand;
}

/** Slack does not tell the names of channels that not everybody sees. */
const shownName = ({ kind, name }: Channel): string =>
  ({ public: name, private: 'privategroup', direct: 'directmessage' })[kind];

type ViewAction<A extends BasicElementAction> = Omit<BlockAction<A>, 'response_url'>;

/** Bolt's type has a response_url always; Slack gives one for messages only. */
export function blockAction<A extends BasicElementAction>(
  by: By,
  spot: Spot,
  action: A,
): BlockAction<A> | ViewAction<A> {
  if (spot.kind === 'view') {
    const { open } = spot;
    return {
      type: 'block_actions',
      ...origin(by, open.teamId),
      actions: [action],
      trigger_id: trigger(by, open.teamId),
      container: { type: 'view', view_id: open.id },
      view: shown(by, open),
    } satisfies ViewAction<A>;
  }
  const { message, state = {} } = spot;
  const channel = channelOf(by, message.channelId);
  return {
    type: 'block_actions',
    ...origin(by, channel.teamId),
    actions: [action],
    trigger_id: trigger(by, channel.teamId),
    container: containerOf(message),
    channel: { id: channel.id, name: shownName(channel) },
    // Of an ephemeral message Slack keeps nothing that it could send.
    ...(message.ephemeralTo === null ? { message: shownMessage(by, message) } : {}),
    state: { values: state as ViewOutput['state']['values'] },
    response_url: giveResponseUrl(by.slack, {
      channelId: channel.id,
      userId: by.member.id,
      messageTs: message.ts,
    }),
  } satisfies BlockAction<A>;
}

export function viewSubmission(by: By, open: OpenView): ViewSubmitAction {
  return {
    type: 'view_submission',
    ...origin(by, open.teamId),
    trigger_id: trigger(by, open.teamId),
    view: shown(by, open),
    response_urls: [],
  } satisfies ViewSubmitAction;
}

/** @param isCleared the whole stack went, not this view alone */
export function viewClosed(by: By, open: OpenView, isCleared: boolean): ViewClosedAction {
  return {
    type: 'view_closed',
    ...origin(by, open.teamId),
    view: shown(by, open),
    is_cleared: isCleared,
  } satisfies ViewClosedAction;
}

/** What a searched select asks when its menu opens and when typing pauses. */
export function suggestion(
  by: By,
  spot: Spot,
  asked: { action_id: string; block_id: string; value: string },
): BlockSuggestion {
  if (spot.kind === 'view') {
    const { open } = spot;
    return {
      type: 'block_suggestion',
      ...origin(by, open.teamId),
      ...asked,
      container: { type: 'view', view_id: open.id },
      view: shown(by, open),
    } satisfies BlockSuggestion;
  }
  const channel = channelOf(by, spot.message.channelId);
  return {
    type: 'block_suggestion',
    ...origin(by, channel.teamId),
    ...asked,
    container: containerOf(spot.message),
    channel: { id: channel.id, name: shownName(channel) },
  } satisfies BlockSuggestion;
}

const containerOf = ({ ts, channelId, threadTs, ephemeralTo }: Message) => ({
  type: 'message',
  message_ts: ts,
  channel_id: channelId,
  ...(threadTs === null ? {} : { thread_ts: threadTs }),
  is_ephemeral: ephemeralTo !== null,
});

function channelOf({ slack }: By, channelId: string): Channel {
  const channel = slack.book.channels.get(channelId);
  if (!channel) throw new Error(`${channelId} is no channel`);
  return channel;
}

const shownMessage = ({ slack }: By, message: Message) =>
  showMessage(message, slack.book) as NonNullable<BlockAction['message']>;

const shown = (by: By, open: OpenView): ViewOutput =>
  showView(open, {
    appId: by.slack.appId,
    installation: installationOf(by, open.teamId),
  }) as unknown as ViewOutput;
