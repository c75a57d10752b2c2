/**
 * A person in front of Slack: sees what Slack's client shows, and acts by what is seen. What the app is sent for it is
 * what Slack would send, within Slack's deadlines.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { BlockElementAction } from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/types';
import type { Member, Message, OpenView } from '../book.ts';
import { checkAck, checkOptions } from '../gate/check.ts';
import type { SlackSandbox } from '../index.ts';
import * as bodies from '../requests/bodies.ts';
import { form, json, payload, type Sent, type Signing, send } from '../requests/send.ts';
import { closeAllViews, closeView, pushView, replaceView, stackOf } from '../view-stack.ts';
import { type Control, controlsOf, optionsOf, pick } from './controls.ts';
import { readable, screen } from './screen.ts';

type Json = Record<string, unknown>;
type Surface = { spot: bodies.Spot; blocks: readonly unknown[] };
type Option = { text: { text: string }; value: string };

export type Clicking = {
  /** Text in the same block or above it. */
  near?: string;
  /** Counted from 0 among what is called so. */
  nth?: number;
  in?: 'message' | 'modal' | 'home' | 'thread';
  /** What is answered when Slack asks first; yes unless false. */
  confirm?: boolean;
  /** Two clicks before either is answered. */
  twice?: boolean;
};

/** Slack's own word for an app that did not answer in time. */
export class NotAnswered extends Error {
  override readonly name = 'NotAnswered';
}

export class Person {
  readonly slack: SlackSandbox;
  readonly member: Member;
  /** What was done and how long the app took to acknowledge it, in milliseconds. */
  readonly acks: { what: string; ms: number }[] = [];
  /** What happened, line by line, for people to read. */
  readonly transcript: string[] = [];
  readonly #url: string;
  #errors: Record<string, string> = {};
  #told = new Map<string, string>();

  constructor(slack: SlackSandbox, member: Member, { botUrl }: { botUrl: string }) {
    this.slack = slack;
    this.member = member;
    this.#url = botUrl;
  }

  get #by() {
    return { slack: this.slack, member: this.member };
  }
  get #signing(): Signing {
    return { secret: this.slack.signingSecret };
  }
  get #stack(): OpenView[] {
    return stackOf(this.slack.book, this.member.id);
  }

  /** Types a slash command, `/prism status`. */
  async type(line: string, { in: where = 'billing' }: { in?: string } = {}): Promise<void> {
    const [word = '', ...rest] = line.split(' ');
    const channel = this.#channel(where);
    this.#note(`types  ${line}`);
    const body = bodies.command(this.#by, channel.id, word, rest.join(' '));
    const fields = Object.fromEntries(Object.entries(body).map(([key, value]) => [key, String(value)]));
    this.#acked(line, await send(form(this.#url, fields, this.#signing)));
  }

  /** Presses the button, or takes the option, that is called so. */
  async click(label: string, how: Clicking = {}): Promise<void> {
    const { surface, control } = this.#find(label, how);
    const { element } = control;
    const asks = element.confirm as { title: { text: string }; text: { text: string } } | undefined;
    this.#note(`clicks [${label}]${how.near ? ` near “${how.near}”` : ''}`);
    if (asks) {
      this.#note(
        `  Slack asks: ${asks.title.text} ${asks.text.text} → ${how.confirm === false ? 'Cancel' : 'yes'}`,
      );
      if (how.confirm === false) return;
    }
    if (element.type !== 'button') return this.#take(surface, control, label);
    const action = {
      type: 'button',
      action_id: element.action_id,
      block_id: control.blockId,
      text: element.text,
      ...(element.value === undefined ? {} : { value: element.value }),
      action_ts: '1.1',
    } as unknown as BlockElementAction;
    const once = () => this.#act(label, surface, action);
    await Promise.all(how.twice ? [once(), once()] : [once()]);
  }

  /** Fills a text field. */
  async fill(label: string, text: string): Promise<void> {
    const { surface, control } = this.#find(label, { in: 'modal' });
    this.#note(`fills  ${label}: ${text}`);
    this.#hold(surface, control, { type: control.element.type, value: text === '' ? null : text });
    if (control.dispatches) await this.#dispatch(label, surface, control, { value: text });
  }

  /** Chooses by what is shown: an option, a person, a channel, a time. */
  async choose(label: string, choice: string, how: Clicking = {}): Promise<void> {
    const { surface, control } = this.#find(label, how);
    await this.#take(surface, control, choice);
  }

  /** The choices that a searched select offers for what is typed. */
  async options(label: string, typed = '', how: Clicking = {}): Promise<string[]> {
    const { surface, control } = this.#find(label, how);
    return (await this.#suggest(surface, control, typed)).map(option => option.text.text);
  }

  /** Submits the modal on top. */
  async submit(): Promise<void> {
    const open = this.#top();
    this.#errors = {};
    this.#note(`submits “${readable(open.view.type === 'modal' ? (open.view.submit?.text ?? '') : '')}”`);
    const sent = await send(payload(this.#url, bodies.viewSubmission(this.#by, open), this.#signing));
    this.#acked(`submit ${open.view.callback_id}`, sent);
    const ack = (sent.body ?? {}) as {
      response_action?: string;
      errors?: Record<string, string>;
      view?: OpenView['view'];
    };
    this.#judge('ack', sent.body === null ? [] : checkAck(ack, open.view), ack);
    switch (ack.response_action) {
      case 'errors':
        this.#errors = ack.errors ?? {};
        return;
      case 'update':
        return replaceView(open, ack.view as ModalView);
      case 'push':
        pushView(this.slack.book, open, ack.view as ModalView);
        return;
      case 'clear':
        return closeAllViews(this.slack.book, this.member.id);
      default:
        if (this.#stack.at(-1)?.id === open.id) closeView(this.slack.book, this.member.id);
    }
  }

  /** Closes the modal on top. */
  async close(): Promise<void> {
    const open = this.#top();
    closeView(this.slack.book, this.member.id);
    if (open.view.type === 'modal' && open.view.notify_on_close)
      await send(payload(this.#url, bodies.viewClosed(this.#by, open), this.#signing));
  }

  async openHome(): Promise<void> {
    this.#note('opens the Home tab');
    const inner = { type: 'app_home_opened', user: this.member.id, tab: 'home', channel: 'D0HOME' };
    this.#acked('home', await send(json(this.#url, bodies.event(this.#by, inner), this.#signing)));
  }

  /** What stands next to the fields of the modal on top, by the field's label. */
  errors(): Record<string, string> {
    const controls = this.#stack.length > 0 ? controlsOf(this.#top().view.blocks) : [];
    return Object.fromEntries(
      Object.entries(this.#errors).map(([blockId, text]) => [
        controls.find(one => one.blockId === blockId)?.labels[0] ?? blockId,
        text,
      ]),
    );
  }

  /** The modal on top as text; '' when none is open. */
  modal(): string {
    const open = this.#stack.at(-1);
    if (!open) return '';
    const { view, state } = open;
    const title = view.type === 'modal' ? view.title.text : '';
    const submit = view.type === 'modal' && view.submit ? `\n[${view.submit.text}]` : '';
    const errors = Object.entries(this.errors()).map(([label, text]) => `\n! ${label}: ${text}`);
    return `${title}\n${screen(view.blocks, state)}${submit}${errors.join('')}`;
  }

  home(): string {
    const published = this.slack.book.homes.get(this.member.id);
    return published ? screen(published.view.blocks) : '';
  }

  /** Messages this person sees, oldest first; those of threads too. */
  messages(): Message[] {
    return this.slack.book.messages.filter(
      ({ channelId, ephemeralTo, deleted }) =>
        !deleted &&
        (ephemeralTo === null || ephemeralTo === this.member.id) &&
        this.slack.book.channels.get(channelId)?.members.has(this.member.id),
    );
  }

  /** Everything in the channels as text. */
  channel(): string {
    return this.messages().map(messageText).join('\n\n');
  }

  /** The newest message that is only for this person. */
  answer(): string {
    const newest = this.messages().findLast(({ ephemeralTo }) => ephemeralTo === this.member.id);
    return newest ? messageText(newest) : '';
  }

  /** All that is on this person's screen. */
  sees(): string {
    return [this.channel(), this.modal(), this.home()].filter(Boolean).join('\n\n');
  }

  /** Resolves as soon as the text is on the screen. */
  async until(text: string, { ms = 10_000 } = {}): Promise<void> {
    const started = performance.now();
    while (!this.sees().includes(text)) {
      if (performance.now() - started > ms)
        throw new Error(`“${text}” did not come. On the screen:\n${this.sees()}`);
      await sleep(20);
    }
  }

  /** Adds to the transcript what is new or other than it was on the screen. */
  look(): void {
    const shown: [string, string][] = [
      ...this.messages().map((one): [string, string] => [`${one.channelId}/${one.ts}`, messageText(one)]),
      ['modal', this.modal()],
      ['home', this.home()],
    ];
    for (const [key, text] of shown) {
      if (text === (this.#told.get(key) ?? '')) continue;
      this.#told.set(key, text);
      if (text) this.transcript.push(...text.split('\n').map(line => `    │ ${line}`), '');
    }
  }

  #note(what: string): void {
    this.transcript.push(`${this.member.realName} ${what}`);
  }

  #top(): OpenView {
    const open = this.#stack.at(-1);
    if (!open) throw new Error(`No window is open. On the screen:\n${this.sees()}`);
    return open;
  }

  #channel(name: string) {
    const found = [...this.slack.book.channels.values()].find(
      one => one.name === name.replace('#', '') || one.id === name,
    );
    if (!found) throw new Error(`There is no channel ${name}.`);
    return found;
  }

  /** Where something may be clicked, what is in front first. */
  #surfaces(where: Clicking['in']): Surface[] {
    const open = this.#stack.at(-1);
    const home = this.slack.book.homes.get(this.member.id);
    const modals: Surface[] = open ? [{ spot: { kind: 'modal', open }, blocks: open.view.blocks }] : [];
    const homes: Surface[] = home
      ? [{ spot: { kind: 'home', view: home.view }, blocks: home.view.blocks }]
      : [];
    const messages = this.messages()
      .toReversed()
      .filter(({ threadTs }) => where !== 'thread' || threadTs !== null)
      .map((message): Surface => ({ spot: { kind: 'message', message }, blocks: message.blocks }));
    switch (where) {
      case 'modal':
        return modals;
      case 'home':
        return homes;
      case 'message':
      case 'thread':
        return messages;
      default:
        return open ? modals : [...messages, ...homes];
    }
  }

  #find(label: string, how: Clicking): { surface: Surface; control: Control } {
    for (const surface of this.#surfaces(how.in)) {
      const control = pick(controlsOf(surface.blocks), label, surface.blocks, how);
      if (control) return { surface, control };
    }
    const near = how.near ? ` near “${how.near}”` : '';
    throw new Error(`“${label}”${near} is not to be seen. On the screen:\n${this.sees()}`);
  }

  #hold({ spot }: Surface, { blockId, element }: Control, value: Json): void {
    if (spot.kind !== 'modal') return;
    const block = spot.open.state[blockId] ?? {};
    spot.open.state[blockId] = { ...block, [element.action_id]: value };
  }

  async #take(surface: Surface, control: Control, choice: string): Promise<void> {
    const { element } = control;
    this.#note(`chooses ${choice}${control.input ? ` for ${control.labels[0]}` : ''}`);
    const value = await this.#valueOf(surface, control, choice);
    this.#hold(surface, control, { type: element.type, ...value });
    if (control.dispatches) await this.#dispatch(choice, surface, control, value);
  }

  async #valueOf(surface: Surface, control: Control, choice: string): Promise<Json> {
    const { element } = control;
    switch (element.type) {
      case 'external_select':
        return { selected_option: named(await this.#suggest(surface, control, choice), choice) };
      case 'multi_external_select':
        return { selected_options: [named(await this.#suggest(surface, control, choice), choice)] };
      case 'checkboxes':
      case 'multi_static_select': {
        const held = surface.spot.kind === 'modal' ? surface.spot.open.state[control.blockId] : undefined;
        const before = ((held?.[element.action_id] as Json | undefined)?.selected_options ?? []) as Option[];
        const wanted = named(optionsOf(element) as Option[], choice);
        const without = before.filter(one => one.value !== wanted.value);
        return { selected_options: without.length < before.length ? without : [...before, wanted] };
      }
      case 'users_select':
        return { selected_user: this.#memberOf(choice).id };
      case 'multi_users_select':
        return { selected_users: [this.#memberOf(choice).id] };
      case 'conversations_select':
      case 'channels_select': {
        const name = element.type === 'channels_select' ? 'selected_channel' : 'selected_conversation';
        return { [name]: this.#channel(choice).id };
      }
      case 'timepicker':
        return { selected_time: choice };
      default:
        return { selected_option: named(optionsOf(element) as Option[], choice) };
    }
  }

  #memberOf(name: string): Member {
    const found = [...this.slack.book.members.values()].find(
      one => one.realName === name || one.name === name,
    );
    if (!found) throw new Error(`Nobody is called ${name}.`);
    return found;
  }

  async #suggest(surface: Surface, { element, blockId }: Control, typed: string): Promise<Option[]> {
    const least = (element.min_query_length as number | undefined) ?? 3;
    if ([...typed].length < least) throw new Error(`Slack asks only when ${least} characters are typed.`);
    const asked = { actionId: element.action_id, blockId, value: typed };
    const body = bodies.suggestion(this.#by, surface.spot, asked);
    const sent = await send(payload(this.#url, body, this.#signing));
    this.#acked(`options ${element.action_id}`, sent);
    for (const problem of checkOptions(sent.body))
      this.slack.findings.push({ what: 'options', problem } as never);
    const { options = [], option_groups: groups = [] } = (sent.body ?? {}) as {
      options?: Option[];
      option_groups?: { options: Option[] }[];
    };
    return [...options, ...groups.flatMap(group => group.options)];
  }

  async #dispatch(what: string, surface: Surface, { element, blockId }: Control, value: Json): Promise<void> {
    const action = {
      type: element.type,
      action_id: element.action_id,
      block_id: blockId,
      action_ts: '1.1',
      ...value,
    };
    await this.#act(what, surface, action as unknown as BlockElementAction);
  }

  async #act(what: string, { spot }: Surface, action: BlockElementAction): Promise<void> {
    const body = bodies.blockAction(this.#by, spot, action);
    this.#acked(what, await send(payload(this.#url, body, this.#signing)));
  }

  #judge(from: string, problems: string[], payload: unknown): void {
    if (problems.length > 0) this.slack.findings.push({ from, problems, payload });
  }

  #acked(what: string, { status, ms }: Sent): void {
    this.acks.push({ what, ms });
    if (status === 200) return;
    const why = status === 0 ? 'the app did not respond' : `the app answered with status ${status}`;
    throw new NotAnswered(`“${what}” failed because ${why} (${Math.round(ms)} ms)`);
  }
}

function named(options: readonly Option[], choice: string): Option {
  const exact = options.filter(one => one.text.text === choice);
  const found = exact.length > 0 ? exact : options.filter(one => one.text.text.includes(choice));
  const [only] = found;
  if (only && found.length === 1) return only;
  throw new Error(
    `“${choice}” is not one of: ${options.map(one => one.text.text).join(' | ') || '(nothing)'}`,
  );
}

export const messageText = ({ blocks, text }: { blocks: readonly KnownBlock[]; text: string }): string =>
  blocks.length > 0 ? screen(blocks) : readable(text);
