/**
 * A person in front of Slack: sees what Slack's client shows, and acts by what is seen. What the app is sent for it is
 * what Slack would send, within Slack's deadlines.
 */
import type { Member, Message, OpenView } from '../book.ts';
import { addMessage } from '../conversations.ts';
import { checkMessage } from '../gate/check.ts';
import type { SlackSandbox } from '../index.ts';
import * as bodies from '../requests/bodies.ts';
import { appHomeOpened, enveloped } from '../requests/events.ts';
import { homeTeamOf, installationOf } from '../requests/origin.ts';
import type { Sent } from '../requests/send.ts';
import { untilTrue, watch } from './changes.ts';
import type { Hint, Way } from './controls.ts';
import { type Doing, Hand, type Target } from './hand.ts';
import { type Failure, Line } from './line.ts';
import { Sight, type Where } from './sight.ts';
import { buttonsOf, close, submit } from './windows.ts';

export { NotAnswered } from './line.ts';

/** Which of several is meant, and how it is done. */
export type Clicking = Hint & Doing & { in?: Where };

export type Choosing = Clicking & {
  /** What is typed into a searched select to find the choice; the choice itself unless said. */
  typed?: string;
};

/** What is named by its visible text and not to be seen, or there several times, is an Error that shows the screen. */
export class Person {
  readonly slack: SlackSandbox;
  readonly member: Member;
  readonly #sight: Sight;
  readonly #line: Line;
  readonly #hand: Hand;

  /** @param botUrl where the app listens, without a path */
  constructor(slack: SlackSandbox, member: Member, { botUrl }: { botUrl: string }) {
    this.slack = slack;
    this.member = member;
    this.#sight = new Sight(slack, member);
    this.#line = new Line(this.#sight, botUrl);
    this.#hand = new Hand(this.#line);
    watch(slack.book);
  }

  /** What was done and how long the app took to acknowledge it, in milliseconds. */
  get acks(): { what: string; ms: number }[] {
    return this.#line.acks;
  }

  /** What was not acknowledged as Slack demands. */
  get failures(): Failure[] {
    return this.#line.failures;
  }

  /** The eye and the hand, for whoever points at a control instead of naming it. */
  get parts(): { sight: Sight; hand: Hand } {
    return { sight: this.#sight, hand: this.#hand };
  }

  /** What all people of this Slack did and saw, line by line. */
  get transcript(): string[] {
    this.look();
    return this.#line.transcript.lines;
  }

  /**
   * Types a slash command, `/prism status`.
   * @param in a channel's name, or `@` and the name of who is written to; the member's first channel unless said
   * @throws NotAnswered, as all that is sent to the app
   */
  async type(line: string, { in: where }: { in?: string } = {}): Promise<void> {
    const { id } = this.#sight.place(where);
    const [word = '', ...rest] = line.split(' ');
    this.#line.note(`types  ${line}`);
    const sent = await this.#line.command(line, bodies.command(this.#sight, id, word, rest.join(' ')));
    this.#answered(line, sent, id);
  }

  /**
   * Presses the button, or takes the offered option, that is called so: on the newest message that has it, or in the
   * modal on top, whose own buttons are meant too.
   */
  async click(label: string, how: Clicking = {}): Promise<void> {
    const target = this.#sight.find(label, 'press', how);
    if (target?.control.element.type === 'button') return this.#hand.press(label, target, how);
    if (target) return this.#hand.take(target, label, how);
    const { top } = this.#sight;
    if (top && (how.in ?? 'modal') === 'modal' && how.near === undefined) {
      const buttons = buttonsOf(top);
      if (label === buttons.submit) return submit(this.#line, top, how);
      if (label === buttons.close) return close(this.#line, top, false);
    }
    throw this.#unseen(label, how);
  }

  /** Types into a field. */
  async fill(label: string, text: string, how: Clicking = {}): Promise<void> {
    await this.#hand.fill(label, this.#find(label, 'fill', how), text, how);
  }

  /**
   * Chooses by what is shown: an option, a person, a channel, a time. Where several can be chosen, choosing what is
   * chosen takes it away.
   */
  async choose(label: string, choice: string, how: Choosing = {}): Promise<void> {
    await this.#hand.take(this.#find(label, 'choose', how), choice, how, how.typed);
  }

  /** Ticks a checkbox unless it is ticked. */
  async tick(label: string, option: string = label, how: Clicking = {}): Promise<void> {
    await this.#hand.mark(this.#find(label, 'choose', how), option, true, how);
  }

  async untick(label: string, option: string = label, how: Clicking = {}): Promise<void> {
    await this.#hand.mark(this.#find(label, 'choose', how), option, false, how);
  }

  /** Takes away what is chosen, which Slack lets people do in optional inputs only. */
  async clear(label: string, how: Clicking = {}): Promise<void> {
    await this.#hand.clear(label, this.#find(label, 'choose', how), how);
  }

  /** The choices that a select offers; a searched one, for what is typed. */
  async options(label: string, text = '', how: Clicking = {}): Promise<string[]> {
    const offered = await this.#hand.offered(this.#find(label, 'choose', how), text);
    return offered.map(option => option.text.text);
  }

  /**
   * Submits the modal on top. Slack's client holds it back because of a field left empty or wrong; `errors()` tells.
   * @param label what the button is called, where that matters
   */
  async submit(label?: string, how: { twice?: boolean } = {}): Promise<void> {
    const open = this.#top();
    const { submit: button } = buttonsOf(open);
    if (button === undefined || (label ?? button) !== button) throw this.#unseen(label ?? 'a submit button');
    await submit(this.#line, open, how);
  }

  /**
   * Closes the modal on top, and what lies below it if the view wants that.
   * @param all the cross in the corner, which closes what lies below in any case
   */
  async close({ all = false }: { all?: boolean } = {}): Promise<void> {
    await close(this.#line, this.#top(), all);
  }

  /** Opens the app's Home tab, of which the app is told. */
  async openHome(): Promise<void> {
    this.#line.note('opens the Home tab');
    await this.#line.event('home', enveloped(this.#sight, appHomeOpened(this.#sight)));
  }

  /** What stands next to the fields of the modal on top, by the field's label. */
  errors(): Record<string, string> {
    return this.#sight.labelledErrors();
  }

  /** The modal on top as text; '' when none is open. */
  modal(): string {
    return this.#sight.modalText();
  }

  /** The Home tab as text; '' when nothing was published. */
  home(): string {
    return this.#sight.homeText();
  }

  /** Messages this person sees, oldest first; those of threads too. */
  messages(): Message[] {
    return this.#sight.messages();
  }

  /** A channel as text, or all channels this person is in; threads below what they reply to. */
  channel(name?: string): string {
    return this.#sight.channelText(name === undefined ? undefined : this.#sight.place(name));
  }

  /** The newest message that is only for this person; '' when there is none. */
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
    await this.#await(text, 'did not come', ms, () => this.sees().includes(text));
  }

  /** Resolves as soon as the text is no longer on the screen. @throws Error when it stayed */
  async untilGone(text: string, { ms = 10_000 } = {}): Promise<void> {
    await this.#await(text, 'did not go', ms, () => !this.sees().includes(text));
  }

  /** Adds to the transcript what is new on the screen, or other than it was. */
  look(): void {
    this.#line.transcript.look(this.#sight);
  }

  async #await(text: string, problem: string, ms: number, isTrue: () => boolean): Promise<void> {
    const isDone = await untilTrue(this.slack.book, isTrue, ms);
    this.look();
    if (!isDone) throw this.#sight.lost(`“${text}” ${problem} in ${ms} ms`);
  }

  #top(): OpenView {
    const { top } = this.#sight;
    if (!top) throw this.#sight.lost('No window is open');
    return top;
  }

  #find(label: string, way: Way, how: Clicking): Target {
    const found = this.#sight.find(label, way, how);
    if (!found) throw this.#unseen(label, how);
    return found;
  }

  #unseen(label: string, { near }: Hint = {}): Error {
    return this.#sight.lost(`“${label}”${near === undefined ? '' : ` near “${near}”`} is not to be seen`);
  }

  /** A command may be answered with the acknowledgement itself. */
  #answered(line: string, sent: Sent, channelId: string): void {
    if (sent.body === null) return;
    const given =
      typeof sent.body === 'string' ? { text: sent.body } : (sent.body as Record<string, unknown>);
    this.#line.judge('command', line, checkMessage(given.blocks, given.text), sent);
    addMessage(this.slack.book, {
      text: String(given.text),
      blocks: (given.blocks ?? []) as Message['blocks'],
      channelId,
      userId: installationOf(this, homeTeamOf(this)).botUserId,
      ephemeralTo: given.response_type === 'in_channel' ? null : this.member.id,
    });
  }
}
