/** Long lists in pages: nothing is left out, it stands on another page. */
import type { KnownBlock } from '@slack/types';
import { actions, button, context } from './blocks.ts';
import { length } from './text.ts';

/** What is shown, and enough to show it again: kept in buttons and in a modal's metadata. */
export type PageState = {
  page: PageName;
  /** Counted from 1. */
  at?: number;
  /** What the person typed to narrow it down. */
  filter?: string;
  sort?: string;
  /** A run's number. */
  run?: number;
  /** A plan's id. */
  plan?: string;
  /** `customers` or `products`, a tenant's id, a help topic. */
  of?: string;
};

export const PAGES = [
  'help',
  'connections',
  'map',
  'preview',
  'products',
  'plan',
  'status',
  'history',
  'run',
  'held',
  'prices',
  'people',
  'audit',
] as const;
export type PageName = (typeof PAGES)[number];

export type Screen = {
  title: string;
  blocks: KnownBlock[] /** Said to screen readers and in notifications. */;
  text: string;
};

/** A message takes 50 blocks and about 13,200 characters in all; a page stays below both, so it fits anywhere. */
export const MOST_BLOCKS = 46;
export const MOST_CHARACTERS = 11_000;

export const serialize = (state: PageState): string => JSON.stringify(state);

export type Cut<Row> = { rows: Row[]; at: number; of: number; total: number };

/** @param at counted from 1; past the end is the last page */
export function cut<Row>(rows: readonly Row[], at: number, size: number): Cut<Row> {
  const of = Math.max(1, Math.ceil(rows.length / size));
  const here = Math.min(Math.max(1, at), of);
  return { rows: rows.slice((here - 1) * size, here * size), at: here, of, total: rows.length };
}

/** Cuts by what fits: each row's blocks stay together. */
export function cutBlocks(
  rows: readonly KnownBlock[][],
  at: number,
  room: { blocks?: number; characters?: number } = {},
): Cut<KnownBlock[]> {
  const { blocks = 40, characters = 9_000 } = room;
  const pages: KnownBlock[][][] = [[]];
  let taken = { blocks: 0, characters: 0 };
  for (const row of rows) {
    const size = { blocks: row.length, characters: weight(row) };
    const full = taken.blocks + size.blocks > blocks || taken.characters + size.characters > characters;
    if (full && pages.at(-1)!.length > 0) {
      pages.push([]);
      taken = { blocks: 0, characters: 0 };
    }
    pages.at(-1)!.push(row);
    taken = { blocks: taken.blocks + size.blocks, characters: taken.characters + size.characters };
  }
  const here = Math.min(Math.max(1, at), pages.length);
  return { rows: pages[here - 1]!, at: here, of: pages.length, total: rows.length };
}

/** Characters as Slack seems to count them over a whole message. */
export const weight = (blocks: readonly KnownBlock[]): number => length(JSON.stringify(blocks));

/** Which page this is, and buttons to the others; nothing for a single page. */
export function pager(
  state: PageState,
  { at, of, total }: Omit<Cut<unknown>, 'rows'>,
  what: string,
): KnownBlock[] {
  if (of <= 1) return [];
  const to = (text: string, page: number) =>
    button(text, `turn-page:${page}`, serialize({ ...state, at: page }));
  return [
    context(`Page ${at} of ${of} · ${total} ${what}`),
    ...actions([
      ...(at > 2 ? [to('« First', 1)] : []),
      ...(at > 1 ? [to('‹ Previous', at - 1)] : []),
      ...(at < of ? [to('Next ›', at + 1)] : []),
      ...(at < of - 1 ? [to('Last »', of)] : []),
    ]),
  ];
}
