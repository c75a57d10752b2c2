/** Slack's texts as they look. */
type Json = Record<string, unknown>;

/** What people see for the id of a member, a channel or a group, with its `@` or `#`. */
export type NameOf = (id: string) => string;

export const shownId: NameOf = id => `${/^[CDG]/.test(id) ? '#' : '@'}${id}`;

/** Of a text object; '' of none. */
export function textOf(value: unknown, nameOf: NameOf = shownId): string {
  if (typeof value === 'string') return value;
  const { type, text } = (value ?? {}) as Json;
  return type === 'mrkdwn' ? readable(String(text), nameOf) : String(text ?? '');
}

const BOLD = /(?<![\p{L}\p{N}*])\*([^*\n]+)\*(?![\p{L}\p{N}*])/gu;
const ITALIC = /(?<![\p{L}\p{N}_])_([^_\n]+)_(?![\p{L}\p{N}_])/gu;
const STRUCK = /(?<![\p{L}\p{N}~])~([^~\n]+)~(?![\p{L}\p{N}~])/gu;

/** `mrkdwn` as it looks. */
export const readable = (text: string, nameOf: NameOf = shownId): string =>
  text
    .replace(/<!date\^(\d+)\^[^|>]*\|([^>]*)>/g, '$2')
    .replace(/<!subteam\^([^|>]+)(?:\|([^>]*))?>/g, (_, id, label) => label ?? nameOf(id))
    .replace(/<!([^|>]+)(?:\|([^>]*))?>/g, (_, word, label) => label ?? `@${word}`)
    .replace(/<[@#]([^|>]+)(?:\|([^>]*))?>/g, (_, id, label) => label ?? nameOf(id))
    .replace(/<((?:https?|mailto):[^|>]+)(?:\|([^>]*))?>/g, (_, url, label) => label ?? url)
    .replace(BOLD, '$1')
    .replace(ITALIC, '$1')
    .replace(STRUCK, '$1')
    .replaceAll('\u200b', '')
    .replaceAll('```', '')
    .replaceAll('`', '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** Of a rich_text block or any part of one; list items begin with a dot. */
export function richText(value: unknown, nameOf: NameOf = shownId): string {
  if (Array.isArray(value)) return value.map(one => richText(one, nameOf)).join('');
  const part = (value ?? {}) as Json;
  const inner = (): string => richText(part.elements ?? [], nameOf);
  switch (part.type) {
    case 'text':
      return String(part.text);
    case 'link':
      return String(part.text ?? part.url);
    case 'emoji':
      return `:${part.name}:`;
    case 'user':
      return nameOf(String(part.user_id));
    case 'channel':
      return nameOf(String(part.channel_id));
    case 'usergroup':
      return nameOf(String(part.usergroup_id));
    case 'broadcast':
      return `@${part.range}`;
    case 'date':
      return String(part.fallback ?? part.timestamp);
    case 'rich_text':
      return (part.elements as unknown[]).map(one => richText(one, nameOf)).join('\n');
    case 'rich_text_list':
      return (part.elements as unknown[])
        .map(one => `${'  '.repeat(Number(part.indent ?? 0))}• ${richText(one, nameOf)}`)
        .join('\n');
    default:
      return inner();
  }
}
