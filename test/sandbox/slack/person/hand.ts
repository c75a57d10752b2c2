/** What a person does with a control: presses, chooses, types; what it then holds; what the app is told of it. */
import type { BasicElementAction, ViewStateValue } from '@slack/bolt';
import { checkOptions } from '../gate/check.ts';
import * as bodies from '../requests/bodies.ts';
import { stampOfNow } from '../requests/events.ts';
import { chosen, emptied, typed } from './choices.ts';
import { type Control, type Option, optionsOf } from './controls.ts';
import type { Line } from './line.ts';
import type { Sight, Surface } from './sight.ts';

/** How it is done. */
export type Doing = {
  /** What is answered when Slack asks first; yes unless false. */
  confirm?: boolean;
  /** Twice, before either is answered. */
  twice?: boolean;
};

export type Target = { surface: Surface; control: Control };

type Confirmation = Record<'title' | 'text' | 'confirm' | 'deny', { text: string } | undefined>;

export class Hand {
  readonly #line: Line;
  readonly #sight: Sight;

  constructor(line: Line) {
    this.#line = line;
    this.#sight = line.sight;
  }

  async press(label: string, target: Target, how: Doing): Promise<void> {
    this.#line.note(`clicks [${label}]${how.twice ? ' twice' : ''}`);
    if (!this.#agrees(target, how)) return;
    const { text, value, url, style, confirm } = target.control.element;
    await this.#act(label, target, { text, value, url, style, confirm }, how);
  }

  async fill(label: string, target: Target, text: string, how: Doing): Promise<void> {
    this.#line.note(`fills  ${label}: ${text}`);
    await this.#set(label, target, typed(target.control, text), how);
  }

  /** @param text what is typed into a searched select */
  async take(target: Target, choice: string, how: Doing, text = choice): Promise<void> {
    const { control } = target;
    const [name] = control.names;
    this.#line.note(`chooses ${choice}${name === undefined ? '' : ` for ${name}`}`);
    if (!this.#agrees(target, how)) return;
    const offered = await this.offered(target, text);
    const { slack, member } = this.#sight;
    const held = this.#held(target) ?? { type: control.element.type };
    await this.#set(
      choice,
      target,
      chosen(control, choice, { book: slack.book, member, held, offered }),
      how,
    );
  }

  /** Makes a box ticked or not, whatever it was. @throws Error where there are no boxes */
  async mark(target: Target, option: string, wanted: boolean, how: Doing): Promise<void> {
    if (target.control.element.type !== 'checkboxes') throw this.#sight.lost(`“${option}” is no box to tick`);
    const ticked = (this.#held(target)?.selected_options ?? []).some(one => one.text.text === option);
    if (ticked !== wanted) await this.take(target, option, how);
  }

  async clear(label: string, target: Target, how: Doing): Promise<void> {
    const held = this.#held(target);
    if (!held || !target.control.isOptional) throw this.#sight.lost(`“${label}” cannot be cleared`);
    this.#line.note(`clears ${label}`);
    await this.#set(label, target, emptied(held), how);
  }

  /** What a select offers; a searched one is asked for what is typed. */
  async offered({ surface, control }: Target, text: string): Promise<Option[]> {
    const { element, blockId } = control;
    if (!element.type.endsWith('external_select')) return optionsOf(element);
    const least = (element.min_query_length as number | undefined) ?? 3;
    if ([...text].length < least) throw new Error(`Slack asks only when ${least} characters are typed.`);
    const asked = { action_id: element.action_id, block_id: blockId, value: text };
    const what = `options ${element.action_id}`;
    const sent = await this.#line.interact(
      'options',
      what,
      bodies.suggestion(this.#sight, surface.spot, asked),
    );
    this.#line.judge('options', what, checkOptions(sent.body), sent);
    return Array.isArray(sent.body) ? sent.body : optionsOf(sent.body as Record<string, unknown>);
  }

  async #set(what: string, target: Target, value: ViewStateValue, how: Doing): Promise<void> {
    this.#sight.hold(target.surface, target.control, value);
    if (target.control.dispatches) await this.#act(what, target, value, how);
  }

  #held({ surface, control }: Target): ViewStateValue | undefined {
    return this.#sight.held(surface, control);
  }

  /** Answers the question that Slack asks first, where the app wants it to. */
  #agrees({ control: { element } }: Target, { confirm = true }: Doing): boolean {
    const asks = element.confirm as Confirmation | undefined;
    if (!asks) return true;
    const answer = confirm ? (asks.confirm?.text ?? 'Yes') : (asks.deny?.text ?? 'Cancel');
    this.#line.transcript.note(`  Slack asks: ${asks.title?.text} ${asks.text?.text} → [${answer}]`);
    return confirm;
  }

  async #act(what: string, { surface, control }: Target, value: object, { twice }: Doing): Promise<void> {
    const { type, action_id } = control.element;
    const once = () => {
      const action = { ...value, type, action_id, block_id: control.blockId, action_ts: stampOfNow() };
      const body = bodies.blockAction(this.#sight, surface.spot, action satisfies BasicElementAction);
      return this.#line.interact('click', what, body);
    };
    await Promise.all(twice ? [once(), once()] : [once()]);
  }
}
