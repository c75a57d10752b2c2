/** What the page shows one person, as JSON. */
import type { Clock } from '../../../../src/clock.ts';
import type { Message } from '../book.ts';
import type { State } from '../inputs.ts';
import type { Person } from '../person/index.ts';
import type { Sight } from '../person/sight.ts';
import { homeTeamOf, installationOf } from '../requests/origin.ts';
import type { PanelState } from './panel.ts';

export type Block = Record<string, unknown> & { type: string; block_id: string };

export type ShownMessage = {
  channelId: string;
  ts: string;
  threadTs: string | null;
  from: string;
  isBot: boolean;
  /** ISO, by the clock of this world. */
  at: string;
  text: string;
  blocks: Block[];
  state: State;
  /** Names of what hangs on it. */
  files: string[];
  isEphemeral: boolean;
  isEdited: boolean;
};

export type ShownModal = {
  id: string;
  hash: string;
  /** Of how many it is on top. */
  depth: number;
  title: string;
  submit: string | null;
  close: string;
  blocks: Block[];
  state: State;
  /** By block id. */
  errors: Record<string, string>;
};

export type Player = { who: string; name: string; role: string };

export type Screen = {
  me: Player;
  players: Player[];
  workspace: string;
  timeZone: string;
  channels: { id: string; name: string; kind: 'public' | 'private' | 'direct' }[];
  messages: ShownMessage[];
  home: { id: string; blocks: Block[]; state: State } | null;
  modal: ShownModal | null;
  /** What is shown for the id of a member, a channel or a group. */
  names: Record<string, string>;
  people: string[];
  /** Somebody behind the scenes is at work. */
  working: boolean;
  /** Payloads that Slack would have refused. */
  refused: number;
  panel: PanelState | null;
};

const seen = new WeakMap<Message, Date>();

/** By the clock of the world, which the stamps of messages do not go by. */
function seenAt(message: Message, clock: Clock): string {
  const at = seen.get(message) ?? clock.now();
  seen.set(message, at);
  return at.toISOString();
}

export function slackScreen(person: Person, clock: Clock) {
  const { slack, member, parts } = person;
  const { sight } = parts;
  const { book } = slack;
  const bot = book.members.get(installationOf(sight, homeTeamOf(sight)).botUserId);
  // Their direct messages with the app are always listed.
  if (bot) sight.place(`@${bot.realName}`);
  const people = [...book.members.values()].filter(one => !one.deleted && !one.isBot);
  return {
    workspace: book.teams.get(homeTeamOf(sight))?.name ?? '',
    timeZone: member.timeZone,
    channels: [...book.channels.values()]
      .filter(({ members }) => members.has(member.id))
      .map(({ id, name, kind, members }) => ({
        id,
        kind,
        name:
          kind === 'direct'
            ? [...members]
                .filter(one => one !== member.id)
                .map(one => book.members.get(one)?.realName ?? one)
                .join(', ')
            : name,
      })),
    messages: sight.messages().map(message => shownMessage(sight, message, clock)),
    home: sight.home
      ? { id: sight.home.id, blocks: sight.home.view.blocks as Block[], state: sight.home.state }
      : null,
    modal: shownModal(sight),
    names: Object.fromEntries(
      [...book.members.keys(), ...book.channels.keys(), ...book.groups.keys()].map(id => [
        id,
        sight.nameOf(id),
      ]),
    ),
    people: people.map(({ realName }) => realName),
    refused: slack.findings.length,
  };
}

function shownMessage(sight: Sight, message: Message, clock: Clock): ShownMessage {
  const from = sight.slack.book.members.get(message.userId);
  return {
    channelId: message.channelId,
    ts: message.ts,
    threadTs: message.threadTs,
    from: from?.realName ?? message.userId,
    isBot: from?.isBot ?? false,
    at: seenAt(message, clock),
    text: message.text,
    blocks: message.blocks as Block[],
    state: sight.stateOf(message),
    files: (message.files ?? []).map(({ name }) => name),
    isEphemeral: message.ephemeralTo !== null,
    isEdited: message.edits > 0,
  };
}

function shownModal({ stack, top, errors }: Sight): ShownModal | null {
  if (top?.view.type !== 'modal') return null;
  const { title, submit, close, blocks } = top.view;
  return {
    id: top.id,
    hash: top.hash,
    depth: stack.length,
    title: title.text,
    submit: submit?.text ?? null,
    close: close?.text ?? 'Cancel',
    blocks: blocks as Block[],
    state: top.state,
    errors: errors.get(top.id) ?? {},
  };
}
