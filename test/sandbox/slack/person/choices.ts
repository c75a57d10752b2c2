/** What an element holds after a person chose or typed, as Slack sends it in `state.values` and in the action. */
import type { ViewStateValue } from '@slack/bolt';
import type { Book, Channel, Member } from '../book.ts';
import { type Control, type Option, optionsOf } from './controls.ts';

/**
 * Choosing what is chosen takes it away where several may be.
 * @param offered the options of a searched select, as the app answered
 * @param held before
 * @throws Error when it is not to be had, with what is
 */
export function chosen(
  { element }: Control,
  choice: string,
  { book, member, held, offered }: { book: Book; member: Member; held: ViewStateValue; offered: Option[] },
): ViewStateValue {
  const { type } = element;
  const several = <T>(before: readonly T[] | undefined, one: T, same: (other: T) => boolean): T[] => {
    const others = (before ?? []).filter(other => !same(other));
    return others.length < (before ?? []).length ? others : [...others, one];
  };
  const severalIds = (before: string[] | undefined, id: string) => several(before, id, other => other === id);
  // All public channels, and of others their own.
  const seen = [...book.channels.values()].filter(one => one.kind === 'public' || one.members.has(member.id));
  switch (type) {
    case 'checkboxes':
    case 'multi_static_select':
    case 'multi_external_select': {
      const one = named(type === 'multi_external_select' ? offered : optionsOf(element), choice);
      const now = several(held.selected_options, one, other => other.value === one.value);
      const most = element.max_selected_items;
      if (typeof most === 'number' && now.length > most) throw new Error(`At most ${most} can be chosen.`);
      return { type, selected_options: now };
    }
    case 'users_select':
      return { type, selected_user: memberOf(book, choice).id };
    case 'multi_users_select':
      return { type, selected_users: severalIds(held.selected_users, memberOf(book, choice).id) };
    case 'conversations_select':
      return { type, selected_conversation: channelOf(seen, choice).id };
    case 'channels_select':
      return { type, selected_channel: channelOf(seen, choice).id };
    case 'multi_conversations_select': {
      const { id } = channelOf(seen, choice);
      return { type, selected_conversations: severalIds(held.selected_conversations, id) };
    }
    case 'multi_channels_select': {
      const { id } = channelOf(seen, choice);
      return { type, selected_channels: severalIds(held.selected_channels, id) };
    }
    case 'timepicker':
      return { type, selected_time: shaped(choice, /^([01]\d|2[0-3]):[0-5]\d$/) };
    case 'datepicker':
      return { type, selected_date: shaped(choice, /^\d{4}-\d\d-\d\d$/) };
    case 'datetimepicker':
      return { type, selected_date_time: Date.parse(choice) / 1000 };
    default:
      return {
        type,
        selected_option: named(type === 'external_select' ? offered : optionsOf(element), choice),
      };
  }
}

/** Empty again. */
export function emptied(held: ViewStateValue): ViewStateValue {
  const { type, ...values } = held;
  const empty = Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? [] : null]);
  return { type, ...Object.fromEntries(empty) };
}

export function typed({ element: { type } }: Control, text: string): ViewStateValue {
  if (type !== 'rich_text_input') return { type, value: text === '' ? null : text };
  const line = { type: 'rich_text_section' as const, elements: [{ type: 'text' as const, text }] };
  return { type, rich_text_value: { type: 'rich_text', elements: [line] } };
}

/** By its whole text; failing that, by a part of it that no other has. */
export function named(options: readonly Option[], choice: string): Option {
  const exact = options.filter(one => one.text.text === choice);
  const found = exact.length > 0 ? exact : options.filter(one => one.text.text.includes(choice));
  const [only] = found;
  if (only && found.length === 1) return only;
  const offered = options.map(one => one.text.text).join(' | ') || '(nothing)';
  throw new Error(`“${choice}” is ${found.length > 1 ? 'more than one' : 'not one'} of: ${offered}`);
}

export function memberOf({ members }: Book, name: string): Member {
  const all = [...members.values()].filter(one => !one.deleted);
  const found = all.find(one => one.realName === name || one.name === name);
  if (!found) throw new Error(`“${name}” is not one of: ${all.map(one => one.realName).join(' | ')}`);
  return found;
}

/** By its name, with or without `#`, or by its id. */
export function channelOf(channels: readonly Channel[], name: string): Channel {
  const bare = name.replace(/^#/, '');
  const found = channels.find(one => (one.name !== '' && one.name === bare) || one.id === name);
  if (!found) throw new Error(`“${name}” is not one of: ${channels.map(one => `#${one.name}`).join(' | ')}`);
  return found;
}

function shaped(text: string, shape: RegExp): string {
  if (!shape.test(text)) throw new Error(`“${text}” cannot be picked`);
  return text;
}
