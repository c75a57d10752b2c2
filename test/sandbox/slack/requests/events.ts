/** Envelopes of the Events API, valid by Bolt's own types. */
import type { EnvelopedEvent } from '@slack/bolt';
import type {
  AppHomeOpenedEvent,
  AppUninstalledEvent,
  ChannelArchiveEvent,
  MemberLeftChannelEvent,
  TokensRevokedEvent,
} from '@slack/types';
import type { Channel, Member } from '../book.ts';
import { directChannel } from '../conversations.ts';
import { newId } from '../ids.ts';
import { type By, homeTeamOf, installationOf, TOKEN } from './origin.ts';
import type { Letter } from './send.ts';

type Inner =
  | AppHomeOpenedEvent
  | AppUninstalledEvent
  | TokensRevokedEvent
  | ChannelArchiveEvent
  | MemberLeftChannelEvent;

/** The envelope around an event that happened in the team just now. */
export function enveloped<E extends Inner>(
  by: By,
  event: E,
  teamId: string = homeTeamOf(by),
): EnvelopedEvent<E> {
  const { botUserId, enterpriseId } = installationOf(by, teamId);
  const { book, appId } = by.slack;
  const organisation = book.teams.get(teamId)?.enterpriseId ?? null;
  return {
    token: TOKEN,
    team_id: teamId,
    ...(organisation === null ? {} : { enterprise_id: organisation }),
    api_app_id: appId,
    event,
    type: 'event_callback',
    event_id: newId('Ev'),
    event_time: Math.floor(Date.now() / 1000),
    is_ext_shared_channel: false,
    authorizations: [
      {
        enterprise_id: organisation,
        team_id: teamId,
        user_id: botUserId,
        is_bot: true,
        is_enterprise_install: enterpriseId !== null,
      },
    ],
  } satisfies EnvelopedEvent<E>;
}

/** Seconds and microseconds of now, as events and actions are stamped. */
export function stampOfNow(): string {
  const digits = String(Date.now() * 1000);
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

export function appHomeOpened(by: By, tab: 'home' | 'messages' = 'home'): AppHomeOpenedEvent {
  const { slack, member } = by;
  const teamId = homeTeamOf(by);
  const { botUserId } = installationOf(by, teamId);
  const home = slack.book.homes.get(member.id);
  return {
    type: 'app_home_opened',
    user: member.id,
    channel: directChannel(slack.book, teamId, [member.id, botUserId]).id,
    tab,
    ...(home && tab === 'home' ? { view: home.view } : {}),
    event_ts: stampOfNow(),
  };
}

export const appUninstalled = (): AppUninstalledEvent => ({ type: 'app_uninstalled' });

/** @param bots user ids of the bots whose tokens are gone */
export const tokensRevoked = (bots: string[]): TokensRevokedEvent => ({
  type: 'tokens_revoked',
  tokens: { oauth: [], bot: bots },
});

export const channelArchived = (channel: Channel, { id }: Member): ChannelArchiveEvent => ({
  type: 'channel_archive',
  channel: channel.id,
  user: id,
  event_ts: stampOfNow(),
});

export const memberLeftChannel = ({ id, kind, teamId }: Channel, member: Member): MemberLeftChannelEvent => ({
  type: 'member_left_channel',
  user: member.id,
  channel: id,
  channel_type: kind === 'public' ? 'C' : 'G',
  team: teamId,
  event_ts: stampOfNow(),
});

/** What Slack sends once to the address that is entered for events; the challenge is to be sent back. */
export const urlVerification = (challenge: string) => ({ token: TOKEN, challenge, type: 'url_verification' });

/** The same event once more, as Slack delivers it when it believes the first was not taken: the bytes are the same. */
export const redelivered = (letter: Letter, attempt: 1 | 2 | 3, reason = 'http_timeout'): Letter => ({
  ...letter,
  headers: {
    ...letter.headers,
    'x-slack-retry-num': String(attempt),
    'x-slack-retry-reason': reason,
  },
});
