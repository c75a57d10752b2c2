/** A person's place at the page: what is clicked there is done by the same hand that acts for tests. */
import { addMessage } from '../conversations.ts';
import { typed } from '../person/choices.ts';
import { type Control, controlsOf, type Option } from '../person/controls.ts';
import type { Target } from '../person/hand.ts';
import type { Person } from '../person/index.ts';
import { keyOf, type Surface } from '../person/sight.ts';

/** An element on the screen. */
export type Aim = {
  /** A view's id, or channel and stamp of a message. */
  surface: string;
  blockId: string;
  actionId: string;
};

/** What stands in the text fields of the surface, which Slack's client keeps to itself until it sends. */
export type Typed = { blockId: string; actionId: string; text: string }[];

export type Act =
  | { do: 'say'; channelId: string; text: string }
  | { do: 'open-home' }
  | { do: 'press'; aim: Aim; typed: Typed }
  | { do: 'choose'; aim: Aim; choice: string; query: string; typed: Typed }
  | { do: 'clear'; aim: Aim; typed: Typed }
  /** Enter in a text field whose changes the app is told of. */
  | { do: 'enter'; aim: Aim; text: string; typed: Typed }
  | { do: 'offer'; aim: Aim; text: string }
  | { do: 'submit'; surface: string; typed: Typed }
  | { do: 'close'; surface: string; all: boolean };

export class Seat {
  readonly person: Person;
  #before: Promise<unknown> = Promise.resolve();

  constructor(person: Person) {
    this.person = person;
  }

  /**
   * One after the other, so that what was chosen is there when the window is sent.
   * @returns the choices, where they were asked for
   * @throws Error in the words that Slack has for it
   */
  act(act: Act): Promise<Option[]> {
    if (act.do === 'offer') return this.#act(act);
    const acted = this.#before.then(() => this.#act(act));
    this.#before = acted.catch(() => {});
    return acted;
  }

  async #act(act: Act): Promise<Option[]> {
    const { person } = this;
    const { hand } = person.parts;
    switch (act.do) {
      case 'say':
        await this.#say(act.channelId, act.text);
        return [];
      case 'open-home':
        await person.openHome();
        return [];
      case 'press': {
        const target = this.#target(act.aim, act.typed);
        const { element, names } = target.control;
        if (element.type !== 'button') throw new Error('That is no button.');
        // The page has asked already, where the app wants people to be asked.
        await hand.press(names[0] ?? '', target, { confirm: true });
        return [];
      }
      case 'choose':
        await hand.take(this.#target(act.aim, act.typed), act.choice, { confirm: true }, act.query);
        return [];
      case 'clear': {
        const target = this.#target(act.aim, act.typed);
        await hand.clear(target.control.names[0] ?? '', target, {});
        return [];
      }
      case 'enter': {
        const target = this.#target(act.aim, act.typed);
        await hand.fill(target.control.names[0] ?? '', target, act.text, {});
        return [];
      }
      case 'offer':
        return await hand.offered(this.#target(act.aim, []), act.text);
      case 'submit':
        this.#hold(this.#surface(act.surface), act.typed);
        await person.submit();
        return [];
      case 'close':
        this.#surface(act.surface);
        await person.close({ all: act.all });
        return [];
    }
  }

  /** A slash command goes to the app; anything else is a message. */
  async #say(channelId: string, text: string): Promise<void> {
    const { slack, member } = this.person;
    const channel = slack.book.channels.get(channelId);
    if (!channel?.members.has(member.id)) throw new Error('You are not in that channel.');
    if (text.startsWith('/')) {
      await this.person.type(text, { in: this.#nameOf(channelId) });
      return;
    }
    addMessage(slack.book, { channelId, userId: member.id, text: escaped(text) });
  }

  #nameOf(channelId: string): string {
    const { book } = this.person.slack;
    const { kind, name, members } = book.channels.get(channelId)!;
    if (kind !== 'direct') return name;
    const other = [...members].find(id => id !== this.person.member.id)!;
    return `@${book.members.get(other)!.realName}`;
  }

  #surface(id: string): Surface {
    const { sight } = this.person.parts;
    const all = [...sight.surfaces('modal'), ...sight.surfaces('message'), ...sight.surfaces('home')];
    const found = all.find(({ spot }) => (spot.kind === 'view' ? spot.open.id : keyOf(spot.message)) === id);
    if (!found) throw new Error('That is not on your screen any more.');
    return found;
  }

  #target({ surface: id, blockId, actionId }: Aim, held: Typed): Target {
    const surface = this.#surface(id);
    this.#hold(surface, held);
    const control = this.#controls(surface).find(
      one => one.blockId === blockId && one.element.action_id === actionId,
    );
    if (!control) throw new Error('That is not on your screen any more.');
    return { surface, control };
  }

  #hold(surface: Surface, held: Typed): void {
    const controls = this.#controls(surface);
    for (const { blockId, actionId, text } of held) {
      const control = controls.find(one => one.blockId === blockId && one.element.action_id === actionId);
      if (control) this.person.parts.sight.hold(surface, control, typed(control, text));
    }
  }

  #controls({ blocks, state }: Surface): Control[] {
    return controlsOf(blocks, state, this.person.parts.sight.nameOf);
  }
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
