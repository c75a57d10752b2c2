/** The bodies of Slack's requests, valid by Bolt's own types. */
import type {
  BlockAction,
  BlockElementAction,
  BlockSuggestion,
  SlashCommand,
  ViewClosedAction,
  ViewOutput,
  ViewSubmitAction,
} from '@slack/bolt';
import type { Member, Message, OpenView } from '../book.ts';
import { giveResponseUrl, giveTrigger } from '../grants.ts';
import type { SlackSandbox } from '../index.ts';
import { showMessage, showView } from '../shown.ts';

/** Where it is done: a message, a modal or the Home tab. */
export type Spot =
  | { kind: 'message'; message: Message }
  | { kind: 'modal'; open: OpenView }
  | { kind: 'home'; view: object };

type By = { slack: SlackSandbox; member: Member };

const teamOf = ({ slack }: By) => {
  const team = slack.book.teams.get(slack.teamId);
  return {
    id: slack.teamId,
    domain: 'northwind',
    ...(team?.enterpriseId ? { enterprise_id: team.enterpriseId } : {}),
  };
};

const userOf = ({ id, name, teamId }: Member) => ({ id, name, username: name, team_id: teamId });

export function command(by: By, channelId: string, word: string, text: string): SlashCommand {
  const { slack, member } = by;
  return {
    token: 'verification-token',
    team_id: slack.teamId,
    team_domain: 'northwind',
    channel_id: channelId,
    channel_name: slack.book.channels.get(channelId)?.name ?? 'directmessage',
    user_id: member.id,
    user_name: member.name,
    command: word,
    text,
    api_app_id: slack.appId,
    is_enterprise_install: 'false',
    response_url: giveResponseUrl(slack, { channelId, userId: member.id }),
    trigger_id: giveTrigger(slack.book, { userId: member.id, teamId: slack.teamId }),
  };
}

export function blockAction(by: By, spot: Spot, action: BlockElementAction): BlockAction {
  const { slack, member } = by;
  const team = teamOf(by);
  const common = {
    type: 'block_actions' as const,
    actions: [action],
    team,
    user: userOf(member),
    token: 'verification-token',
    api_app_id: slack.appId,
    trigger_id: giveTrigger(slack.book, { userId: member.id, teamId: slack.teamId }),
    is_enterprise_install: false,
  };
  if (spot.kind === 'message') {
    const { message } = spot;
    const channel = slack.book.channels.get(message.channelId);
    return {
      ...common,
      channel: { id: message.channelId, name: channel?.name ?? '' },
      container: {
        type: 'message',
        message_ts: message.ts,
        channel_id: message.channelId,
        is_ephemeral: message.ephemeralTo !== null,
      },
      ...(message.ephemeralTo === null
        ? { message: showMessage(message, slack.book) as NonNullable<BlockAction['message']> }
        : {}),
      response_url: giveResponseUrl(slack, {
        channelId: message.channelId,
        userId: member.id,
        messageTs: message.ts,
      }),
    } as BlockAction;
  }
  const view = (spot.kind === 'modal' ? shown(by, spot.open) : spot.view) as ViewOutput;
  return { ...common, container: { type: 'view', view_id: view.id }, view } as unknown as BlockAction;
}

export const shown = ({ slack }: By, open: OpenView): ViewOutput =>
  showView(open, { appId: slack.appId, installation: slack.installation }) as unknown as ViewOutput;

export function viewSubmission(by: By, open: OpenView): ViewSubmitAction {
  const { slack, member } = by;
  const team = teamOf(by);
  const body: ViewSubmitAction & { trigger_id: string } = {
    type: 'view_submission',
    team,
    user: { ...userOf(member), team_id: member.teamId },
    view: shown(by, open),
    api_app_id: slack.appId,
    token: 'verification-token',
    trigger_id: giveTrigger(slack.book, { userId: member.id, teamId: slack.teamId }),
    is_enterprise_install: false,
  };
  return body;
}

export function viewClosed(by: By, open: OpenView): ViewClosedAction {
  const { slack, member } = by;
  const team = teamOf(by);
  return {
    type: 'view_closed',
    team,
    user: { ...userOf(member), team_id: member.teamId },
    view: shown(by, open),
    api_app_id: slack.appId,
    token: 'verification-token',
    is_cleared: false,
    is_enterprise_install: false,
  };
}

export function suggestion(
  by: By,
  spot: Spot,
  { actionId, blockId, value }: { actionId: string; blockId: string; value: string },
): BlockSuggestion {
  const { slack, member } = by;
  const team = teamOf(by);
  const view = spot.kind === 'modal' ? shown(by, spot.open) : spot.kind === 'home' ? spot.view : null;
  return {
    type: 'block_suggestion',
    block_id: blockId,
    action_id: actionId,
    value,
    api_app_id: slack.appId,
    team,
    user: userOf(member),
    token: 'verification-token',
    container: view
      ? { type: 'view', view_id: (view as ViewOutput).id }
      : { type: 'message', message_ts: spot.kind === 'message' ? spot.message.ts : '' },
    ...(view ? { view: view as ViewOutput } : {}),
    is_enterprise_install: false,
  } as BlockSuggestion;
}

let events = 0;

/** An envelope of the Events API. */
export function event(by: By, inner: { type: string } & Record<string, unknown>): Record<string, unknown> {
  const { slack } = by;
  events += 1;
  return {
    token: 'verification-token',
    team_id: slack.teamId,
    api_app_id: slack.appId,
    type: 'event_callback',
    event_id: `Ev${String(events).padStart(10, '0')}`,
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: slack.teamId,
        user_id: slack.installation.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event: inner,
  };
}
