/** Lengths and counts: block-kit-limits.json, and what Slack documents beyond it. */
import { readFileSync } from 'node:fs';
import { isObject, type Json, lengthOf, type Place, problem } from './walk.ts';

type Limit = {
  min_length?: number;
  max_length?: number;
  min_items?: number;
  max_items?: number;
  min?: number;
  max?: number;
  /** Of each text in an array. */
  item_max_length?: number;
};
type Limits = Record<string, Record<string, Limit>>;

const { text, action_id, block_id, ...read } = JSON.parse(
  readFileSync(new URL('./block-kit-limits.json', import.meta.url), 'utf8'),
) as Limits & Record<'text' | 'action_id' | 'block_id', Limit>;
const IDS = { action_id, block_id };

/** Documented by Slack, absent from the file. Where two sources of Slack differ, the narrower. */
const MORE: Limits = {
  actions: { elements: { min_items: 1 } },
  context: { elements: { min_items: 1 } },
  section: { fields: { min_items: 1 } },
  select: { options: { min_items: 1 }, option_groups: { min_items: 1 } },
  plan: { title: { min_length: 1 } },
  image: { title: { max_length: 2000 } },
  view: { external_id: { max_length: 255 } },
  table: { rows: { min_items: 1, max_items: 100 } },
  data_table: { rows: { max_items: 101 }, content: { max_length: 10_000 } },
  plain_text_input: {
    placeholder: { max_length: 150 },
    initial_value: { max_length: 3000 },
    min_length: { min: 0, max: 3000 },
    max_length: { min: 1 },
  },
  input_field: { placeholder: { max_length: 150 } },
};

/** Which entry of the limits an object falls under: by its `type`, or by the key that holds it. */
const BY_TYPE: Record<string, string> = {
  workflow_button: 'button',
  url: 'url_source',
  modal: 'view',
  home: 'view',
  email_text_input: 'input_field',
  url_text_input: 'input_field',
  number_input: 'input_field',
  datepicker: 'input_field',
  timepicker: 'input_field',
  rich_text_input: 'input_field',
};
const BY_KEY: Record<string, string> = {
  confirm: 'confirmation',
  options: 'option',
  initial_option: 'option',
  initial_options: 'option',
  option_groups: 'option_group',
  positive_button: 'feedback_button',
  negative_button: 'feedback_button',
};

function entryOf({ node, key }: Place): string {
  const type = typeof node.type === 'string' ? node.type : null;
  if (type === null) return BY_KEY[key] ?? '';
  if (type.endsWith('_select')) return 'select';
  return BY_TYPE[type] ?? type;
}

export function limitProblems(places: readonly Place[]): string[] {
  // A text of 3001 characters in a section breaks its own limit and the section's.
  const found = places.flatMap(place => {
    const { node, pointer } = place;
    if (node.type === 'plain_text' || node.type === 'mrkdwn')
      return within(node.text, text, `${pointer}/text`);
    if (node.type === 'text') return within(node.text, { min_length: 1 }, `${pointer}/text`);
    const entry = entryOf(place);
    const found = Object.entries(IDS).flatMap(([id, limit]) => within(node[id], limit, `${pointer}/${id}`));
    for (const field of new Set([read[entry], MORE[entry]].flatMap(limits => Object.keys(limits ?? {})))) {
      const limit = { ...read[entry]?.[field], ...MORE[entry]?.[field] };
      if (field in node) found.push(...within(node[field], limit, `${pointer}/${field}`));
    }
    if (entry === 'table' || entry === 'data_table') found.push(...tableProblems(entry, place));
    return found;
  });
  return [...new Set(found)];
}

function within(value: unknown, limit: Limit, pointer: string): string[] {
  if (typeof value === 'number') {
    const { min = -Infinity, max = Infinity } = limit;
    if (value < min) return [problem(`must be at least ${min}`, pointer)];
    return value > max ? [problem(`must be at most ${max}`, pointer)] : [];
  }
  if (Array.isArray(value)) {
    const { min_items = 0, max_items = Infinity, item_max_length } = limit;
    const found: string[] = [];
    if (value.length < min_items) found.push(problem(`no fewer than ${min_items} items allowed`, pointer));
    if (value.length > max_items) found.push(problem(`no more than ${max_items} items allowed`, pointer));
    if (item_max_length === undefined) return found;
    return [
      ...found,
      ...value.flatMap((one, i) => within(one, { max_length: item_max_length }, `${pointer}/${i}`)),
    ];
  }
  if (isObject(value)) return 'text' in value ? within(value.text, limit, `${pointer}/text`) : [];
  if (typeof value !== 'string') return [];
  const { min_length = 0, max_length = Infinity } = limit;
  const length = lengthOf(value);
  if (length < min_length) return [problem(`must be more than ${min_length - 1} characters`, pointer)];
  return length > max_length ? [problem(`must be less than ${max_length + 1} characters`, pointer)] : [];
}

function tableProblems(entry: 'table' | 'data_table', { node, pointer }: Place): string[] {
  const rows = (Array.isArray(node.rows) ? node.rows : []).filter(Array.isArray) as unknown[][];
  const width = rows[0]?.length ?? 0;
  const found: string[] = [];
  for (const [i, row] of rows.entries()) {
    if (row.length !== width) found.push(problem(`must have ${width} cells`, `${pointer}/rows/${i}`));
  }
  if (width < 1 || width > 20) found.push(problem('must have 1 to 20 columns', `${pointer}/rows`));
  const characters = rows.flat().reduce((sum: number, cell) => sum + textLength(cell), 0);
  if (characters > 10_000)
    found.push(problem('no more than 10000 characters in all cells', `${pointer}/rows`));
  const header = entry === 'data_table' ? (rows[0] ?? []) : [];
  for (const [i, cell] of header.entries()) {
    if (isObject(cell) && cell.type === 'rich_text') {
      found.push(problem('a header cell cannot be rich_text', `${pointer}/rows/0/${i}`));
    }
  }
  for (const [i, row] of rows.entries()) {
    for (const [j, cell] of row.entries()) {
      if (isObject(cell) && cell.text === '') {
        found.push(problem('must be more than 0 characters', `${pointer}/rows/${i}/${j}/text`));
      }
    }
  }
  return found;
}

/** Characters of every text below: what a reader sees of it. */
export function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + textLength(one), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value as Json).reduce(
    (sum, [key, inner]) =>
      sum + (key === 'text' && typeof inner === 'string' ? lengthOf(inner) : textLength(inner)),
    0,
  );
}
