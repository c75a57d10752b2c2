/** Blocks as a person reads them: one text, line by line, buttons in brackets. */
type Json = Record<string, unknown>;

const listOf = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : []);
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : String((value as Json | undefined)?.text ?? '');

/** @param state of a view's inputs, by block id and action id */
export function screen(
  blocks: readonly unknown[],
  state: Record<string, Record<string, unknown>> = {},
): string {
  return (blocks as Json[])
    .flatMap(block => blockLines(block, state))
    .filter(line => line !== '')
    .join('\n');
}

function blockLines(block: Json, state: Record<string, Record<string, unknown>>): string[] {
  const values = state[String(block.block_id)] ?? {};
  const element = (one: Json): string => elementText(one, values[String(one.action_id)] as Json | undefined);
  switch (block.type) {
    case 'header':
      return [textOf(block.text).toUpperCase()];
    case 'section': {
      const fields = listOf(block.fields).map(field => readable(textOf(field)).replaceAll('\n', ': '));
      const accessory = block.accessory ? ` ${element(block.accessory as Json)}` : '';
      const text = block.text ? readable(textOf(block.text)) : '';
      return [[text, fields.join(' | ')].filter(Boolean).join('\n') + accessory];
    }
    case 'context':
      return [
        listOf(block.elements)
          .map(one => readable(textOf(one.text ?? one.alt_text)))
          .join(' · '),
      ];
    case 'divider':
      return ['────────'];
    case 'actions':
      return [listOf(block.elements).map(element).join(' ')];
    case 'input':
      return [
        `${textOf(block.label)}: ${element(block.element as Json)}`,
        ...(block.hint ? [`  (${textOf(block.hint)})`] : []),
      ];
    case 'image':
      return [`(picture: ${textOf(block.alt_text)})`];
    case 'rich_text':
      return [richText(block)];
    default:
      return [`(${String(block.type)})`];
  }
}

const richText = (value: unknown): string =>
  Array.isArray(value)
    ? value.map(richText).join('')
    : typeof value === 'object' && value !== null
      ? [(value as Json).text, richText((value as Json).elements ?? [])]
          .filter(one => typeof one === 'string')
          .join('')
      : '';

function elementText(element: Json, held: Json | undefined): string {
  const chosen = held ? chosenText(held) : '';
  switch (element.type) {
    case 'button':
      return `[${textOf(element.text)}]`;
    case 'overflow':
      return `[… ${listOf(element.options)
        .map(one => textOf(one.text))
        .join(' / ')}]`;
    case 'radio_buttons':
    case 'checkboxes': {
      const picked = new Set(chosen.split('\u0000'));
      return listOf(element.options)
        .map(one => `${picked.has(textOf(one.text)) ? '(x)' : '( )'} ${textOf(one.text)}`)
        .join('  ');
    }
    default:
      return `<${chosen.replaceAll('\u0000', ', ') || textOf(element.placeholder) || ''}>`;
  }
}

function chosenText(held: Json): string {
  const options = [held.selected_option, ...listOf(held.selected_options)].filter(Boolean) as Json[];
  if (options.length > 0) return options.map(one => textOf(one.text)).join('\u0000');
  for (const name of ['value', 'selected_user', 'selected_conversation', 'selected_time', 'selected_date'])
    if (typeof held[name] === 'string') return held[name];
  const many = held.selected_users ?? held.selected_conversations;
  return Array.isArray(many) ? many.join('\u0000') : '';
}

/** `mrkdwn` as it looks. */
export const readable = (text: string): string =>
  text
    .replace(/<!date\^(\d+)\^[^|>]*\|([^>]*)>/g, '$2')
    .replace(/<([@#!])([^|>]+)(?:\|([^>]*))?>/g, (_, sign, id, label) => label ?? `${sign}${id}`)
    .replace(/<(https?:[^|>]+)(?:\|([^>]*))?>/g, (_, url, label) => label ?? url)
    .replace(/(?<![\p{L}\p{N}*])\*([^*\n]+)\*(?![\p{L}\p{N}*])/gu, '$1')
    .replaceAll('\u200b', '')
    .replaceAll('```', '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
