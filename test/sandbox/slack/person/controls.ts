/** What can be pressed, chosen or filled on a surface, by what a person sees of it. */
import type { State } from '../inputs.ts';
import { chosenTexts, screen } from './screen.ts';
import { type NameOf, textOf } from './words.ts';

type Json = Record<string, unknown>;

export type Option = { text: { type: 'plain_text'; text: string }; value: string };

export type Control = {
  blockId: string;
  element: Json & { type: string; action_id: string };
  /** What it is called: a button's text; an input's label, a select's placeholder, text beside it, what is chosen. */
  names: string[];
  /** What is offered, where that shows without asking the app. */
  options: string[];
  /** Changes of an input are sent at once only if its block says so; those of other elements always are. */
  dispatches: boolean;
  /** An input need not be filled. */
  isOptional: boolean;
  /** Its block's place on the surface. */
  at: number;
};

export type Way = 'press' | 'choose' | 'fill';

export function controlsOf(blocks: readonly unknown[], state: State, nameOf: NameOf): Control[] {
  return (blocks as Json[]).flatMap((block, at) => {
    const blockId = String(block.block_id);
    const make = (element: Json, besides: string, more: Partial<Control> = {}): Control => {
      const held = state[blockId]?.[String(element.action_id)] as Json | undefined;
      const offered =
        element.type === 'button' ? [] : optionsOf(element).map(one => textOf(one.text, nameOf));
      const own = element.type === 'button' ? [element.text] : [element.placeholder, element.text];
      const shows = offered.length > 0 && isMenu(element) && held ? chosenTexts(held, nameOf) : [];
      return {
        blockId,
        element: element as Control['element'],
        names: [besides, ...own.map(one => textOf(one, nameOf)), ...shows].filter(Boolean),
        options: offered,
        dispatches: true,
        isOptional: true,
        at,
        ...more,
      };
    };
    switch (block.type) {
      case 'actions':
        return (block.elements as Json[]).map(element => make(element, ''));
      case 'section': {
        const accessory = block.accessory as Json | undefined;
        if (!accessory || accessory.type === 'image') return [];
        return [make(accessory, accessory.type === 'button' ? '' : textOf(block.text, nameOf))];
      }
      case 'input':
        return [
          make(block.element as Json, textOf(block.label, nameOf), {
            dispatches: block.dispatch_action === true,
            isOptional: block.optional === true,
          }),
        ];
      default:
        return [];
    }
  });
}

/** Also of groups. */
export function optionsOf({ options, option_groups: grouped }: Json): Option[] {
  const groups = (grouped ?? []) as { options: Option[] }[];
  return [...((options ?? []) as Option[]), ...groups.flatMap(({ options }) => options)];
}

const isMenu = ({ type }: Json): boolean => String(type).endsWith('_select');

export const isTyped = ({ type }: Json): boolean => String(type).endsWith('_input');

export type Hint = {
  /** Text of the same block, or of one of the three above it, as far as the next divider. */
  near?: string;
  /** Counted from 0 among all that are called so. */
  nth?: number;
};

/** All controls that are called so; failing that, those that offer it. */
export function pick(
  controls: readonly Control[],
  label: string,
  way: Way,
  blocks: readonly unknown[],
  { near, nth }: Hint,
): Control[] {
  const able = controls.filter(({ element }) => fits(element, way));
  const called = able.filter(({ names }) => names.includes(label));
  const found = called.length > 0 ? called : able.filter(({ options }) => options.includes(label));
  const close = near === undefined ? found : nearest(found, blocks, near);
  return nth === undefined ? close : close.slice(nth, nth + 1);
}

function fits(element: Json, way: Way): boolean {
  switch (way) {
    case 'press':
      return !isTyped(element);
    case 'choose':
      return !isTyped(element) && element.type !== 'button';
    case 'fill':
      return isTyped(element);
  }
}

/** Those that stand closest to the text. */
function nearest(found: readonly Control[], blocks: readonly unknown[], near: string): Control[] {
  const distances = found.map(({ at }) => distance(blocks, at, near));
  const least = Math.min(...distances);
  return found.filter((_, i) => distances[i] === least && least < Number.POSITIVE_INFINITY);
}

function distance(blocks: readonly unknown[], at: number, near: string): number {
  for (let back = 0; back <= 3 && at - back >= 0; back++) {
    const block = blocks[at - back] as Json;
    if (block.type === 'divider') break;
    if (screen([block]).includes(near)) return back;
  }
  return Number.POSITIVE_INFINITY;
}
