/** What Slack's client shows one member: messages, the modal on top, the Home tab, and what they chose in each. */
import type { ViewStateValue } from '@slack/bolt';
import type { Channel, Member, Message, OpenView } from '../book.ts';
import { directChannel } from '../conversations.ts';
import type { SlackSandbox } from '../index.ts';
import { type State, stateOf } from '../inputs.ts';
import type { Spot } from '../requests/bodies.ts';
import { homeTeamOf } from '../requests/origin.ts';
import { stackOf } from '../view-stack.ts';
import { channelOf, memberOf } from './choices.ts';
import { type Control, controlsOf, type Hint, pick, type Way } from './controls.ts';
import { screen } from './screen.ts';
import { type NameOf, readable, shownId } from './words.ts';

/** A message, or a view, with what the member chose in it. */
export type Surface = { spot: Spot; blocks: readonly unknown[]; state: State };

/** Where to look; what is in front unless said. */
export type Where = 'message' | 'thread' | 'modal' | 'home';

export class Sight {
  readonly slack: SlackSandbox;
  readonly member: Member;
  /** What stands next to the fields of a modal: by view id, and by block id. */
  readonly errors = new Map<string, Record<string, string>>();
  readonly #held = new Map<string, { blocks: readonly unknown[]; state: State }>();

  constructor(slack: SlackSandbox, member: Member) {
    this.slack = slack;
    this.member = member;
  }

  readonly nameOf: NameOf = id => {
    const { members, channels, groups } = this.slack.book;
    const member = members.get(id);
    if (member) return `@${member.realName}`;
    const channel = channels.get(id);
    if (channel) return `#${channel.name}`;
    const group = groups.get(id);
    return group ? `@${group.handle}` : shownId(id);
  };

  /** The modals the member has open, the one on top last. */
  get stack(): OpenView[] {
    return stackOf(this.slack.book, this.member.id);
  }

  get top(): OpenView | undefined {
    return this.stack.at(-1);
  }

  get home(): OpenView | undefined {
    const { book } = this.slack;
    const published = book.homes.get(this.member.id);
    if (!published) return undefined;
    const id = `VHOME${this.member.id}`;
    const { view, hash } = published;
    const state = this.#state('home', view.blocks);
    const teamId = homeTeamOf(this);
    return { id, hash, rootId: id, previousId: null, userId: this.member.id, teamId, view, state };
  }

  /**
   * A channel the member is in: by its name, with or without `#`; their direct messages with somebody, by `@` and the
   * name; without a name their first channel.
   * @throws Error when they are not in it
   */
  place(name?: string): Channel {
    const { book } = this.slack;
    if (name?.startsWith('@')) {
      const { id } = memberOf(book, name.slice(1));
      return directChannel(book, homeTeamOf(this), [this.member.id, id]);
    }
    const own = [...book.channels.values()].filter(({ members }) => members.has(this.member.id));
    const wanted = name === undefined ? own.find(({ kind }) => kind !== 'direct') : channelOf(own, name);
    if (!wanted) throw new Error(`${this.member.realName} is in no channel.`);
    return wanted;
  }

  /** Messages that the member sees, oldest first; of all channels they are in unless one is named. */
  messages(channel?: Channel): Message[] {
    const { messages, channels } = this.slack.book;
    return messages.filter(
      ({ channelId, ephemeralTo, deleted }) =>
        !deleted &&
        (ephemeralTo === null || ephemeralTo === this.member.id) &&
        channels.get(channelId)?.members.has(this.member.id) &&
        (channel === undefined || channel.id === channelId),
    );
  }

  messageText(message: Message): string {
    const said =
      message.blocks.length > 0
        ? screen(message.blocks, this.#state(keyOf(message), message.blocks), this.nameOf)
        : readable(message.text, this.nameOf);
    return [said, ...(message.files ?? []).map(({ name }) => `[file ${name}]`)].join('\n');
  }

  /** What the member chose in a message. */
  stateOf(message: Message): State {
    return this.#state(keyOf(message), message.blocks);
  }

  /** Replies stand below what they reply to. */
  channelText(channel?: Channel): string {
    const all = this.messages(channel);
    const replies = Map.groupBy(all, ({ channelId, threadTs }) => `${channelId}/${threadTs}`);
    return all
      .filter(({ threadTs }) => threadTs === null)
      .flatMap(one => [one, ...(replies.get(keyOf(one)) ?? [])])
      .map(one => this.messageText(one))
      .join('\n\n');
  }

  /** '' when no modal is open. */
  modalText(): string {
    const { top } = this;
    if (top?.view.type !== 'modal') return '';
    const { title, submit, close, blocks } = top.view;
    const foot = [close, submit].flatMap(button => (button ? [`[${button.text}]`] : [])).join(' ');
    const errors = Object.entries(this.labelledErrors()).map(([label, text]) => `! ${label}: ${text}`);
    return [title.text, screen(blocks, top.state, this.nameOf), foot, ...errors].filter(Boolean).join('\n');
  }

  homeText(): string {
    const { home } = this;
    return home ? screen(home.view.blocks, home.state, this.nameOf) : '';
  }

  /** Errors of the modal on top, by the label of their field. */
  labelledErrors(): Record<string, string> {
    const { top } = this;
    if (!top) return {};
    const labels = new Map(
      controlsOf(top.view.blocks, top.state, this.nameOf).map(one => [one.blockId, one.names[0]]),
    );
    const errors = Object.entries(this.errors.get(top.id) ?? {});
    return Object.fromEntries(errors.map(([blockId, text]) => [labels.get(blockId) ?? blockId, text]));
  }

  /** All there is on the screen. */
  text(): string {
    return [this.channelText(), this.modalText(), this.homeText()].filter(Boolean).join('\n\n');
  }

  /**
   * What is meant by a visible text: on the newest message that has it, or in the modal on top when one is open.
   * @returns undefined when it is not there
   * @throws Error when it is there several times, with the whole screen
   */
  find(label: string, way: Way, { in: where, ...hint }: Hint & { in?: Where }) {
    for (const surface of this.surfaces(where)) {
      const { blocks, state } = surface;
      const found = pick(controlsOf(blocks, state, this.nameOf), label, way, blocks, hint);
      const [control] = found;
      if (found.length > 1)
        throw this.lost(`“${label}” is there ${found.length} times: say near what, or which`);
      if (control) return { surface, control };
    }
    return undefined;
  }

  lost(what: string): Error {
    return new Error(`${what}. ${this.member.realName} sees:\n${this.text() || '(nothing)'}`);
  }

  /** What an element holds, and afterwards shall hold. Nothing is kept of buttons and overflow menus. */
  held({ state }: Surface, { blockId, element }: Control): ViewStateValue | undefined {
    return state[blockId]?.[element.action_id] as ViewStateValue | undefined;
  }

  hold({ spot, state }: Surface, { blockId, element }: Control, value: object): void {
    const block = state[blockId];
    if (block?.[element.action_id] === undefined) return;
    block[element.action_id] = value;
    if (spot.kind === 'view') delete this.errors.get(spot.open.id)?.[blockId];
  }

  /** Messages newest first; what is in front unless said. */
  surfaces(where: Where | undefined): Surface[] {
    const { top, home } = this;
    const ofView = (open: OpenView): Surface => ({
      spot: { kind: 'view', open },
      blocks: open.view.blocks,
      state: open.state,
    });
    if (where === 'modal' || (where === undefined && top)) return top ? [ofView(top)] : [];
    const homes = home ? [ofView(home)] : [];
    if (where === 'home') return homes;
    const messages = this.messages()
      .toReversed()
      .filter(({ threadTs }) => where !== 'thread' || threadTs !== null)
      .map((message): Surface => {
        const state = this.#state(keyOf(message), message.blocks);
        return { spot: { kind: 'message', message, state }, blocks: message.blocks, state };
      });
    return where === undefined ? [...messages, ...homes] : messages;
  }

  /** What is chosen outside of modals is nobody's but this member's, and stays while the blocks do. */
  #state(key: string, blocks: readonly unknown[]): State {
    const held = this.#held.get(key);
    if (held?.blocks === blocks) return held.state;
    const state = stateOf(blocks, held?.state);
    this.#held.set(key, { blocks, state });
    return state;
  }
}

export const keyOf = ({ channelId, ts }: Message): string => `${channelId}/${ts}`;
