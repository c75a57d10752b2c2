/** Blocks as a person reads them: one text, line by line, buttons in brackets, choices in angle brackets. */
import type { State } from '../inputs.ts';
import { type NameOf, richText, shownId, textOf } from './words.ts';

type Json = Record<string, unknown>;

const listOf = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : []);

/**
 * @param state what was typed and chosen, by block id and action id
 * @param nameOf what people see for the id of a member, a channel or a group
 */
export function screen(blocks: readonly unknown[], state: State = {}, nameOf: NameOf = shownId): string {
  return (blocks as Json[])
    .flatMap(block => blockLines(block, state, nameOf))
    .filter(line => line !== '')
    .join('\n');
}

function blockLines(block: Json, state: State, nameOf: NameOf): string[] {
  const values = state[String(block.block_id)] ?? {};
  const text = (value: unknown): string => textOf(value, nameOf);
  const element = (one: Json): string =>
    elementText(one, values[String(one.action_id)] as Json | undefined, nameOf);
  switch (block.type) {
    case 'header':
      return [`# ${text(block.text)}`];
    case 'section': {
      const fields = listOf(block.fields).map(field => text(field).replaceAll('\n', ': '));
      const accessory = block.accessory ? ` ${element(block.accessory as Json)}` : '';
      return [[text(block.text), fields.join(' | ')].filter(Boolean).join('\n') + accessory];
    }
    case 'context':
      return [
        listOf(block.elements)
          .map(one => (one.type === 'image' ? element(one) : text(one)))
          .join(' · '),
      ];
    case 'divider':
      return ['────────'];
    case 'actions':
    case 'context_actions':
      return [listOf(block.elements).map(element).join(' ')];
    case 'input':
      return [
        `${text(block.label)}: ${element(block.element as Json)}`,
        ...(block.hint ? [`  (${text(block.hint)})`] : []),
      ];
    case 'image':
      return [element(block)];
    case 'rich_text':
      return [richText(block, nameOf)];
    case 'table':
    case 'data_table':
      return [text(block.caption), ...listOf(block.rows).map(row => tableRow(row, nameOf))];
    case 'container':
      return [text(block.title), text(block.subtitle), screen(listOf(block.child_blocks), state, nameOf)];
    case 'carousel':
      return [screen(listOf(block.elements), state, nameOf)];
    case 'card':
      return [
        ...[block.title, block.subtitle, block.body].map(text),
        listOf(block.actions).map(element).join(' '),
      ];
    case 'markdown':
    case 'alert':
      return [text(block.text)];
    default:
      return [text(block.title) || `(${String(block.type)})`];
  }
}

const tableRow = (cells: unknown, nameOf: NameOf): string =>
  listOf(cells)
    .map(cell => (cell.type === 'rich_text' ? richText(cell, nameOf) : String(cell.text ?? cell.value ?? '')))
    .join(' | ');

/** What an element shows. */
export function elementText(element: Json, held: Json | undefined, nameOf: NameOf): string {
  const text = (value: unknown): string => textOf(value, nameOf);
  const chosen = held ? chosenTexts(held, nameOf) : [];
  switch (element.type) {
    case 'button':
    case 'workflow_button':
      return `[${text(element.text)}]`;
    case 'overflow':
      return `[… ${listOf(element.options)
        .map(one => text(one.text))
        .join(' / ')}]`;
    case 'image':
      return `(picture: ${String(element.alt_text)})`;
    case 'radio_buttons':
    case 'checkboxes':
      return listOf(element.options)
        .map(one => text(one.text))
        .map(option => `${chosen.includes(option) ? '(x)' : '( )'} ${option}`)
        .join('  ');
    default:
      return `<${chosen.join(', ') || text(element.placeholder)}>`;
  }
}

/** What is typed or chosen, as it shows. */
export function chosenTexts(held: Json, nameOf: NameOf): string[] {
  const { type: _, rich_text_value: rich, ...values } = held;
  if (rich) return [richText(rich, nameOf)];
  return Object.entries(values).flatMap(([name, value]) =>
    [value]
      .flat()
      .filter(one => one !== null && one !== undefined && one !== '')
      .map(one => {
        if (typeof one === 'object') return textOf((one as Json).text, nameOf);
        const isId = /user|channel|conversation/.test(name);
        return isId ? nameOf(String(one)).replace(/^[@#]/, '') : String(one);
      }),
  );
}
