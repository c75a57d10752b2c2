/** What holds between the parts of a payload: surfaces, unique ids, initial options, what an input needs, nobody pinged. */
import { isDeepStrictEqual } from 'node:util';
import { isObject, lengthOf, listOf, type Place, problem } from './walk.ts';

export type Surface = 'message' | 'modal' | 'home';

const EVERYWHERE: readonly Surface[] = ['message', 'modal', 'home'];

/**
 * Where each block may appear. An input in a message is refused: Slack's newer documentation allows it, its older
 * clients do not show it. A `file` comes from Slack only, never from an app.
 */
const SURFACES: Record<string, readonly Surface[]> = {
  section: EVERYWHERE,
  header: EVERYWHERE,
  context: EVERYWHERE,
  divider: EVERYWHERE,
  actions: EVERYWHERE,
  image: EVERYWHERE,
  rich_text: EVERYWHERE,
  card: EVERYWHERE,
  video: EVERYWHERE,
  input: ['modal', 'home'],
  alert: ['modal'],
  carousel: ['message', 'home'],
  markdown: ['message'],
  table: ['message'],
  data_table: ['message'],
  container: ['message'],
  context_actions: ['message'],
  plan: ['message'],
  task_card: ['message'],
  file: [],
};

export function surfaceProblems(places: readonly Place[], surface: Surface): string[] {
  const blocks = places.filter(({ key }) => key === 'blocks' || key === 'child_blocks');
  return blocks.flatMap(({ node, pointer }) => {
    const allowed = SURFACES[String(node.type)];
    if (allowed === undefined || allowed.includes(surface)) return [];
    return [problem(`block of type ${node.type} is not allowed in a ${surface}`, pointer)];
  });
}

export function idProblems(places: readonly Place[]): string[] {
  return [
    ...repeated(places, 'block_id'),
    ...places
      .filter(({ node }) => Array.isArray(node.elements))
      .flatMap(parent =>
        repeated(
          places.filter(place => place.parent === parent && place.key === 'elements'),
          'action_id',
        ),
      ),
    ...places
      .filter(({ node }) => node.focus_on_load === true)
      .slice(1)
      .map(({ pointer }) => problem('focus_on_load is on another element already', pointer)),
  ];
}

function repeated(places: readonly Place[], id: 'block_id' | 'action_id'): string[] {
  const seen = new Set<unknown>();
  return places.flatMap(({ node, pointer }) => {
    const value = node[id];
    if (typeof value !== 'string') return [];
    if (seen.has(value)) return [problem(`\`${id}\` already exists: ${value}`, pointer)];
    seen.add(value);
    return [];
  });
}

export function optionProblems(places: readonly Place[]): string[] {
  return places.flatMap(({ node, pointer, key }) => {
    if (key === 'options' && typeof node.value !== 'string') {
      return [problem('missing required field: value', pointer)];
    }
    if (node.type === 'static_select' || node.type === 'multi_static_select') {
      const ways = [node.options, node.option_groups].filter(Boolean).length;
      if (ways !== 1) return [problem('must define either `options` or `option_groups`', pointer)];
    }
    const offered = [node, ...listOf(node.option_groups).filter(isObject)].flatMap(one =>
      listOf(one.options),
    );
    if (offered.length === 0) return [];
    return [
      ...initial(
        'initial_option',
        node.initial_option === undefined ? [] : [node.initial_option],
        offered,
        pointer,
      ),
      ...initial('initial_options', listOf(node.initial_options), offered, pointer),
    ];
  });
}

const initial = (field: string, chosen: unknown[], offered: unknown[], pointer: string): string[] =>
  chosen.every(one => offered.some(option => isDeepStrictEqual(one, option)))
    ? []
    : [problem(`${field} does not match an option exactly`, `${pointer}/${field}`)];

const PINGS = /<!(channel|here|everyone)\b/;

/** A message or view that rings for a whole channel: Slack would take it, this app must never send it. */
export function pingProblems(places: readonly Place[]): string[] {
  return places.flatMap(({ node, pointer }) => {
    if (node.type === 'broadcast') return [problem('pings a whole channel', pointer)];
    const parsed = node.type === 'mrkdwn' || node.type === 'markdown' ? node.text : undefined;
    return typeof parsed === 'string' ? pings(parsed, `${pointer}/text`) : [];
  });
}

export const pings = (text: string, pointer: string): string[] =>
  PINGS.test(text) ? [problem('pings a whole channel', pointer)] : [];

/** What a block must hold beyond what the types can say. */
export function contentProblems(places: readonly Place[]): string[] {
  return places.flatMap(({ node, pointer }) => {
    const needs = NEEDS[String(node.type)];
    if (needs === undefined || needs.some(field => node[field] !== undefined)) return [];
    return [problem(`must define either ${needs.map(field => `\`${field}\``).join(' or ')}`, pointer)];
  });
}

const NEEDS: Record<string, readonly string[]> = {
  section: ['text', 'fields'],
  container: ['title', 'rich_text_title'],
  card: ['hero_image', 'title', 'body', 'actions'],
};

/** Of a message alone: how many tables and how much Markdown. */
export function messageProblems(places: readonly Place[]): string[] {
  const tables = places.filter(({ node }) => node.type === 'table');
  const markdown = places.filter(({ node }) => node.type === 'markdown');
  const characters = markdown.reduce((sum, { node }) => sum + lengthOf(String(node.text)), 0);
  return [
    ...tables.slice(1).map(({ pointer }) => problem('only_one_table_allowed', pointer)),
    ...(characters > 12_000
      ? [problem('no more than 12000 characters of markdown', markdown[0]!.pointer)]
      : []),
  ];
}
