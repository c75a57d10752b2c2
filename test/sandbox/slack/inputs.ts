/** The parts of a view that hold what a member types and chooses. */
import { newId } from './ids.ts';

type Json = Record<string, unknown>;

/** In `view.state.values`, the name of each element's value, and the field it starts from. */
const VALUES: Record<string, [value: string, initial: string, empty: unknown]> = {
  plain_text_input: ['value', 'initial_value', null],
  email_text_input: ['value', 'initial_value', null],
  url_text_input: ['value', 'initial_value', null],
  number_input: ['value', 'initial_value', null],
  rich_text_input: ['rich_text_value', 'initial_value', null],
  file_input: ['files', '', []],
  checkboxes: ['selected_options', 'initial_options', []],
  radio_buttons: ['selected_option', 'initial_option', null],
  static_select: ['selected_option', 'initial_option', null],
  external_select: ['selected_option', 'initial_option', null],
  users_select: ['selected_user', 'initial_user', null],
  conversations_select: ['selected_conversation', 'initial_conversation', null],
  channels_select: ['selected_channel', 'initial_channel', null],
  multi_static_select: ['selected_options', 'initial_options', []],
  multi_external_select: ['selected_options', 'initial_options', []],
  multi_users_select: ['selected_users', 'initial_users', []],
  multi_conversations_select: ['selected_conversations', 'initial_conversations', []],
  multi_channels_select: ['selected_channels', 'initial_channels', []],
  datepicker: ['selected_date', 'initial_date', null],
  timepicker: ['selected_time', 'initial_time', null],
  datetimepicker: ['selected_date_time', 'initial_date_time', null],
};

export type State = Record<string, Record<string, unknown>>;

/**
 * What the inputs hold: what they held before where block and element kept their ids, else what they start with.
 * @param blocks with all ids, as `withIds` gives them
 */
export function stateOf(blocks: readonly unknown[], before: State = {}): State {
  const state: State = {};
  for (const block of blocks as Json[]) {
    const id = String(block.block_id);
    for (const element of elementsOf(block)) {
      const value = VALUES[String(element.type)];
      if (!value) continue;
      const [name, initial, empty] = value;
      const held = before[id]?.[String(element.action_id)] as Json | undefined;
      const starts = { type: element.type, [name]: element[initial] ?? empty };
      state[id] = { ...state[id], [String(element.action_id)]: held?.type === element.type ? held : starts };
    }
  }
  return state;
}

/** A copy in which every block has a block_id and every element an action_id, as Slack gives to those without. */
export function withIds<T>(blocks: readonly T[]): T[] {
  const copy = structuredClone(blocks) as Json[];
  for (const block of copy) {
    block.block_id ??= newId('b');
    for (const element of elementsOf(block)) {
      if (ACTIONABLE(String(element.type))) element.action_id ??= newId('a');
    }
    for (const inner of [block.child_blocks, block.type === 'carousel' ? block.elements : undefined]) {
      if (Array.isArray(inner)) inner.splice(0, inner.length, ...withIds(inner));
    }
  }
  return copy as T[];
}

const ACTIONABLE = (type: string): boolean =>
  type in VALUES ||
  ['button', 'overflow', 'workflow_button', 'icon_button', 'feedback_buttons'].includes(type);

const elementsOf = ({ element, accessory, elements, actions }: Json): Json[] =>
  [element, accessory, elements, actions]
    .flat()
    .filter(one => typeof one === 'object' && one !== null) as Json[];
