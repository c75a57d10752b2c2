/**
 * A person in front of Slack: sees what Slack's client shows, and acts by what is seen. What the app is sent for it is
 * what Slack would send, within Slack's deadlines.
 */
import type { BasicElementAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Member, Message, OpenView } from '../book.ts';
import { addMessage, directChannel } from '../conversations.ts';
import { checkAck, checkMessage, checkOptions } from '../gate/check.ts';
import type { SlackSandbox } from '../index.ts';
import * as bodies from '../requests/bodies.ts';
import { appHomeOpened, enveloped, stampOfNow } from '../requests/events.ts';
import { type By, homeTeamOf, installationOf } from '../requests/origin.ts';
import { form, json, type Letter, payload, type Sent, type Signing } from '../requests/send.ts';
import { closeAllViews, closeView, pushView, replaceView } from '../view-stack.ts';
import { untilTrue, watch } from './changes.ts';
import { fieldErrors } from './checks.ts';
import { channelOf, chosen, emptied, typed } from './choices.ts';
import { type Control, type Hint, type Option, optionsOf } from './controls.ts';
import { Line } from './line.ts';
import { Sight, type Surface, type Where } from './sight.ts';
import { type Transcript, transcriptOf } from './transcript.ts';

export { NotAnswered } from './line.ts';

export type Clicking = Hint & {
  in?: Where;
  /** What is answered when Slack asks first; yes unless false. */
  confirm?: boolean;
  /** Two clicks before either is answered. */
  twice?: boolean;
};

export type Choosing = Clicking & {
  /** What is typed into a searched select to find the choice; the choice itself unless said. */
  typed?: string;
};

type Confirmation = Record<'title' | 'text' | 'confirm' | 'deny', { text: string } | undefined>;

export class Person {
  readonly slack: SlackSandbox;
  readonly member: Member;
  readonly #sight: Sight;
  readonly #line: Line;
  readonly #transcript: Transcript;

  /** @param botUrl where the app listens, without a path */
  constructor(slack: SlackSandbox, member: Member, { botUrl }: { botUrl: string }) {
    this.slack = slack;
    this.member = member;
    this.#sight = new Sight(slack, member);
    this.#line = new Line(slack, member, botUrl);
    this.#transcript = transcriptOf(slack);
    watch(slack.book);
  }

  /** What was done and how long the app took to acknowledge it, in milliseconds. */
  get acks(): { what: string; ms: number }[] {
    return this.#line.acks;
  }

  /** What was not acknowledged as Slack demands. */
  get failures(): { what: string; why: string; status: number; ms: number }[] {
    return this.#line.failures;
  }

  /** What all people of this Slack did and saw, line by line. */
  get transcript(): string[] {
    this.look();
    return this.#transcript.lines;
  }

  /**
   * Types a slash command, `/prism status`.
   * @param in a channel's name, or `@` and the name of who is written to; the member's first channel unless said
   * @throws NotAnswered
   */
  async type(line: string, { in: where }: { in?: string } = {}): Promise<void> {
    const channel = this.#place(where);
    const [word = '', ...rest] = line.split(' ');
    this.#note(`types  ${line}`);
    const body = bodies.command(this.#by, channel.id, word, rest.join(' '));
    const fields = Object.fromEntries(Object.entries(body).map(([key, value]) => [key, String(value)]));
    const sent = await this.#send('command', line, form(this.#line.url, fields, this.#signing));
    this.#answered(sent, channel.id);
  }

  /**
   * Presses the button, or takes the offered option, that is called so: on the newest message that has it, or in the
   * modal on top, whose own buttons are meant too.
   * @throws Error when it is not to be seen, or several times; NotAnswered
   */
  async click(label: string, how: Clicking = {}): Promise<void> {
    const found = this.#sight.find(label, 'press', how);
    if (!found) return this.#foot(label, how);
    const { surface, control } = found;
    const { element } = control;
    if (element.type !== 'button') return this.#take(surface, control, label, how);
    this.#note(`clicks [${label}]${how.near ? ` near “${how.near}”` : ''}${how.twice ? ' twice' : ''}`);
    if (!this.#agrees(control, how)) return;
    const { text, value, url, style, confirm } = element;
    await this.#act(label, surface, control, { text, value, url, style, confirm }, how);
  }

  /** Types into a field of the modal, or of what else is in front. */
  async fill(label: string, text: string, how: Clicking = {}): Promise<void> {
    const { surface, control } = this.#find(label, 'fill', how);
    this.#note(`fills  ${label}: ${text}`);
    const value = typed(control, text);
    this.#sight.hold(surface, control, value);
    if (control.dispatches) await this.#act(label, surface, control, value, how);
  }

  /**
   * Chooses by what is shown: an option, a person, a channel, a time. Where several can be chosen, choosing what is
   * chosen takes it away.
   */
  async choose(label: string, choice: string, how: Choosing = {}): Promise<void> {
    const { surface, control } = this.#find(label, 'choose', how);
    await this.#take(surface, control, choice, how);
  }

  /** Ticks a checkbox unless it is. */
  tick(label: string, option: string = label, how: Clicking = {}): Promise<void> {
    return this.#mark(label, option, true, how);
  }

  untick(label: string, option: string = label, how: Clicking = {}): Promise<void> {
    return this.#mark(label, option, false, how);
  }

  /** Takes away what is chosen in a select, which Slack offers for optional inputs only. */
  async clear(label: string, how: Clicking = {}): Promise<void> {
    const { surface, control } = this.#find(label, 'choose', how);
    const held = this.#sight.held(surface, control);
    if (!held || !control.isOptional) throw this.#sight.lost(`“${label}” cannot be cleared`);
    this.#note(`clears ${label}`);
    const value = emptied(held);
    this.#sight.hold(surface, control, value);
    if (control.dispatches) await this.#act(label, surface, control, value, how);
  }

  /** The choices that a select offers; a searched one, for what is typed. */
  async options(label: string, text = '', how: Clicking = {}): Promise<string[]> {
    const { surface, control } = this.#find(label, 'choose', how);
    const offered = isSearched(control)
      ? await this.#suggest(surface, control, text)
      : optionsOf(control.element);
    return offered.map(option => option.text.text);
  }

  /**
   * Submits the modal on top, unless Slack's client holds it back because of a field, which `errors()` then tells.
   * @param label what the button is called
   * @throws Error when it is called otherwise; NotAnswered
   */
  async submit(label?: string, { twice = false }: { twice?: boolean } = {}): Promise<void> {
    const open = this.#top();
    const button = open.view.type === 'modal' ? open.view.submit?.text : undefined;
    if (button === undefined || (label !== undefined && label !== button))
      throw this.#sight.lost(`“${label ?? 'Submit'}” is not to be seen`);
    this.#note(`submits [${button}]${twice ? ' twice' : ''}`);
    const errors = fieldErrors(open);
    this.#sight.errors.set(open.id, errors);
    if (Object.keys(errors).length > 0) return;
    const once = async () => this.#submitted(open, await this.#submission(open));
    await Promise.all(twice ? [once(), once()] : [once()]);
  }

  /**
   * Closes the modal on top, and what is below it when the view says so.
   * @param all the cross in the corner: closes what is below it in any case
   */
  async close({ all = false }: { all?: boolean } = {}): Promise<void> {
    const top = this.#top();
    const isCleared = all || (top.view.type === 'modal' && top.view.clear_on_close === true);
    this.#note(isCleared ? 'closes all windows' : 'closes the window');
    const gone = isCleared ? this.#sight.stack.toReversed() : [top];
    if (isCleared) closeAllViews(this.slack.book, this.member.id);
    else closeView(this.slack.book, this.member.id);
    for (const open of gone) {
      if (open.view.type !== 'modal' || !open.view.notify_on_close) continue;
      const body = bodies.viewClosed(this.#by, open, isCleared);
      await this.#send('window', 'close', payload(this.#line.url, body, this.#signing));
    }
  }

  /** Opens the app's Home tab, which the app hears of. */
  async openHome(): Promise<void> {
    this.#note('opens the Home tab');
    const body = enveloped(this.#by, appHomeOpened(this.#by));
    await this.#send('event', 'home', json(this.#line.url, body, this.#signing));
  }

  /** What stands next to the fields of the modal on top, by the field's label. */
  errors(): Record<string, string> {
    return this.#sight.labelledErrors();
  }

  /** The modal on top as text; '' when none is open. */
  modal(): string {
    return this.#sight.modalText();
  }

  /** The Home tab as text. */
  home(): string {
    return this.#sight.homeText();
  }

  /** Messages this person sees, oldest first; those of threads too. */
  messages(): Message[] {
    return this.#sight.messages();
  }

  /** A channel as text, or all channels this person is in; threads below what they reply to. */
  channel(name?: string): string {
    return this.#sight.channelText(name === undefined ? undefined : this.#place(name));
  }

  /** The newest message that is only for this person. */
  answer(): string {
    const newest = this.messages().findLast(({ ephemeralTo }) => ephemeralTo === this.member.id);
    return newest ? this.#sight.messageText(newest) : '';
  }

  /** All that is on this person's screen. */
  sees(): string {
    return this.#sight.text();
  }

  /**
   * Resolves as soon as the text is on the screen.
   * @param ms real milliseconds until it gives up
   * @throws Error with the screen when it did not come
   */
  async until(text: string, { ms = 10_000 } = {}): Promise<void> {
    const came = await untilTrue(this.slack.book, () => this.sees().includes(text), ms);
    this.look();
    if (!came) throw this.#sight.lost(`“${text}” did not come in ${ms} ms`);
  }

  /** Adds to the transcript what is new or other than it was on the screen. */
  look(): void {
    this.#transcript.look(this.#sight);
  }

  get #by(): By {
    return { slack: this.slack, member: this.member };
  }

  get #signing(): Signing {
    return { secret: this.slack.signingSecret };
  }

  #note(what: string): void {
    this.look();
    this.#transcript.note(`${this.member.realName} ${what}`);
  }

  #top(): OpenView {
    const { top } = this.#sight;
    if (!top) throw this.#sight.lost('No window is open');
    return top;
  }

  #place(name: string | undefined) {
    const { book } = this.slack;
    if (name?.startsWith('@')) {
      const { botUserId } = installationOf(this.#by, homeTeamOf(this.#by));
      const other = [...book.members.values()].find(one => one.realName === name.slice(1));
      return directChannel(book, homeTeamOf(this.#by), [this.member.id, other?.id ?? botUserId]);
    }
    const own = [...book.channels.values()].filter(({ members }) => members.has(this.member.id));
    const first = own.find(({ kind }) => kind !== 'direct');
    const channel = name === undefined ? first : channelOf(book, this.member, name);
    if (!channel || !own.includes(channel))
      throw new Error(`${this.member.realName} is not in ${name ?? 'any channel'}.`);
    return channel;
  }

  #find(label: string, way: 'choose' | 'fill', how: Clicking): { surface: Surface; control: Control } {
    const found = this.#sight.find(label, way, how);
    if (!found) throw this.#unseen(label, how);
    return found;
  }

  #unseen(label: string, { near }: Clicking): Error {
    return this.#sight.lost(`“${label}”${near ? ` near “${near}”` : ''} is not to be seen`);
  }

  /** The buttons of the modal itself. */
  async #foot(label: string, how: Clicking): Promise<void> {
    const view = this.#sight.top?.view;
    if (view?.type === 'modal' && (how.in ?? 'modal') === 'modal' && how.near === undefined) {
      if (view.submit?.text === label) return this.submit(label, how);
      if ((view.close?.text ?? 'Cancel') === label) return this.close();
    }
    throw this.#unseen(label, how);
  }

  /** Answers the question that Slack asks first, where the app wants it to. */
  #agrees({ element }: Control, { confirm = true }: Clicking): boolean {
    const asks = element.confirm as Confirmation | undefined;
    if (!asks) return true;
    const answer = confirm ? (asks.confirm?.text ?? 'Yes') : (asks.deny?.text ?? 'Cancel');
    this.#transcript.note(`  Slack asks: ${asks.title?.text} ${asks.text?.text} → [${answer}]`);
    return confirm;
  }

  async #take(surface: Surface, control: Control, choice: string, how: Choosing): Promise<void> {
    const { element, names } = control;
    this.#note(`chooses ${choice}${names[0] === undefined ? '' : ` for ${names[0]}`}`);
    if (!this.#agrees(control, how)) return;
    const held = this.#sight.held(surface, control) ?? { type: element.type };
    const offered = isSearched(control) ? await this.#suggest(surface, control, how.typed ?? choice) : [];
    const value = chosen(control, choice, { book: this.slack.book, member: this.member, held, offered });
    this.#sight.hold(surface, control, value);
    if (control.dispatches) await this.#act(choice, surface, control, value, how);
  }

  async #mark(label: string, option: string, wanted: boolean, how: Clicking): Promise<void> {
    const { surface, control } = this.#find(label, 'choose', how);
    if (control.element.type !== 'checkboxes') throw this.#sight.lost(`“${label}” has no boxes to tick`);
    const held = this.#sight.held(surface, control);
    const isTicked = (held?.selected_options ?? []).some(one => one.text.text === option);
    if (isTicked !== wanted) await this.#take(surface, control, option, how);
  }

  async #suggest(surface: Surface, { element, blockId }: Control, text: string): Promise<Option[]> {
    const least = (element.min_query_length as number | undefined) ?? 3;
    if ([...text].length < least) throw new Error(`Slack asks only when ${least} characters are typed.`);
    const asked = { action_id: element.action_id, block_id: blockId, value: text };
    const body = bodies.suggestion(this.#by, surface.spot, asked);
    const letter = payload(this.#line.url, body, this.#signing);
    const sent = await this.#send('options', `options ${element.action_id}`, letter);
    this.#line.judge('options', 'options', checkOptions(sent.body), sent);
    return Array.isArray(sent.body) ? sent.body : optionsOf(sent.body as Record<string, unknown>);
  }

  async #act(what: string, surface: Surface, control: Control, value: object, how: Clicking): Promise<void> {
    const { type, action_id } = control.element;
    const once = () => {
      const action = { ...value, type, action_id, block_id: control.blockId, action_ts: stampOfNow() };
      const body = bodies.blockAction(this.#by, surface.spot, action satisfies BasicElementAction);
      return this.#send('click', what, payload(this.#line.url, body, this.#signing));
    };
    await Promise.all(how.twice ? [once(), once()] : [once()]);
  }

  #submission(open: OpenView): Promise<Sent> {
    const body = bodies.viewSubmission(this.#by, open);
    const letter = payload(this.#line.url, body, this.#signing);
    return this.#send('window', `submit ${open.view.callback_id}`, letter);
  }

  /** What the acknowledgement of a submission does to the windows. */
  #submitted(open: OpenView, sent: Sent): void {
    this.#line.judge('window', 'ack', checkAck(sent.body, open.view), sent);
    if (!this.#sight.stack.includes(open)) return;
    const ack = (sent.body ?? {}) as {
      response_action?: string;
      errors?: Record<string, string>;
      view?: ModalView;
    };
    if (ack.response_action === 'errors') this.#sight.errors.set(open.id, { ...ack.errors });
    else if (ack.response_action === 'update' && ack.view) replaceView(open, ack.view);
    else if (ack.response_action === 'push' && ack.view) pushView(this.slack.book, open, ack.view);
    else if (ack.response_action === 'clear') closeAllViews(this.slack.book, this.member.id);
    else if (this.#sight.top === open) closeView(this.slack.book, this.member.id);
  }

  /** A command may be answered with the acknowledgement itself. */
  #answered(sent: Sent, channelId: string): void {
    if (sent.body === null) return;
    const given =
      typeof sent.body === 'string' ? { text: sent.body } : (sent.body as Record<string, unknown>);
    this.#line.judge('command', 'ack', checkMessage(given.blocks, given.text), sent);
    addMessage(this.slack.book, {
      text: String(given.text),
      blocks: (given.blocks ?? []) as Message['blocks'],
      channelId,
      userId: this.slack.installation.botUserId,
      ephemeralTo: given.response_type === 'in_channel' ? null : this.member.id,
    });
  }

  async #send(kind: Parameters<Line['send']>[0], what: string, letter: Letter): Promise<Sent> {
    try {
      return await this.#line.send(kind, what, letter);
    } catch (error) {
      this.#transcript.note(`  ! ${(error as Error).message}`);
      throw error;
    } finally {
      this.look();
    }
  }
}

const isSearched = ({ element }: Control): boolean => element.type.endsWith('external_select');
