import type { ContextBlock } from '@slack/types';
import type { ChainBreak, ChainHead } from '../../../plan/evidence/chain.ts';
import { actions, button, context, section } from '../parts/blocks.ts';
import { mention } from '../parts/mention.ts';
import { type PageState, pager, type Screen, serialize, weight } from '../parts/pages.ts';
import { instant, name, plural, shorten } from '../parts/text.ts';

/** Entries on a page. */
export const AUDIT_SIZE = 20;

/** What the page's state says when it was asked whether the entries are as they were written. */
export const CHAIN = 'chain';

/** Breaks that are named; the command names all. */
const NAMED = 5;

export type AuditPage = {
  entries: { at: Date; actor: string; action: string; subject: string; detail: unknown }[];
  at: number;
  of: number;
  total: number;
  /** null: it was not asked for. */
  chain?: { head: ChainHead; breaks: readonly ChainBreak[] } | null;
};

export function auditScreen({ entries, chain = null, ...page }: AuditPage, asked: PageState): Screen {
  const { of: _, ...state } = asked;
  const { filter = '' } = state;
  const title = filter
    ? `*Audit* · ${plural(page.total, 'entry', 'entries')} with “${name(filter)}”`
    : `*Audit* · ${plural(page.total, 'entry', 'entries')}, newest first`;
  return {
    title: 'Audit',
    text: 'Who did what, when',
    blocks: [
      section(title),
      ...(chain ? [section(chainWords(chain))] : []),
      ...(entries.length === 0 ? [section(filter ? 'Nothing fits.' : 'Nothing was done yet.')] : []),
      ...fitting(entries),
      ...pager(state, page, 'entries'),
      ...(filter ? [] : [context('Narrow it down with `/prism audit <text>`.')]),
      ...(chain
        ? []
        : actions([button('Check the chain', 'turn-page:chain', serialize({ ...state, of: CHAIN }))])),
    ],
  };
}

function chainWords({ head, breaks }: NonNullable<AuditPage['chain']>): string {
  if (breaks.length === 0) {
    const entries = plural(head.entries, 'entry', 'entries');
    return `:link: *Chain intact* · ${entries}${head.entries > 0 ? `, the newest \`${head.hash.slice(0, 16)}…\`` : ''}`;
  }
  const more = breaks.length - NAMED;
  return [
    `:warning: *Chain broken at entry ${breaks[0]!.id}*`,
    ...breaks.slice(0, NAMED).map(({ says }) => `• ${says}`),
    ...(more > 0 ? [`and ${plural(more, 'more break')}: \`npm run verify\` names all.`] : []),
  ].join('\n');
}

/** As much of names and details as a message takes. */
function fitting(entries: AuditPage['entries']): ContextBlock[] {
  const made = [300, 120, 60, 25, 10].map(most => entries.map(entry => entryBlock(entry, most)));
  return made.find(blocks => weight(blocks) <= 9_500) ?? made.at(-1) ?? [];
}

function entryBlock(
  { at, actor, action, subject, detail }: AuditPage['entries'][number],
  most: number,
): ContextBlock {
  const short = Math.min(40, most);
  const details = shorten(detailWords(detail).join(', '), most);
  return context(
    [
      instant(at),
      mention(shorten(actor, short)),
      `*${name(action, short)}*`,
      name(subject, most),
      ...(details ? [name(details, most)] : []),
    ].join(' · '),
  );
}

/** What of it says something to people: no ids and checksums; of a change, what changed. */
function detailWords(detail: unknown): string[] {
  if (!isRecord(detail)) return [];
  const { before, after, ...rest } = detail;
  return [...(isRecord(after) ? changedWords(isRecord(before) ? before : {}, after) : []), ...words(rest)];
}

const changedWords = (before: Json, after: Json): string[] =>
  Object.keys(after)
    .filter(key => !isOfOurs(key) && JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .filter(key => isPlain(before[key]) && isPlain(after[key]))
    .map(key => `${inPlain(key)}: ${shown(before[key])} → ${shown(after[key])}`);

const words = (of: Json): string[] =>
  Object.entries(of)
    .filter(([key, value]) => !isOfOurs(key) && isPlain(value) && value !== null && value !== undefined)
    .map(([key, value]) => `${inPlain(key)}: ${shown(value)}`);

type Json = Record<string, unknown>;
const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isPlain = (value: unknown): boolean => value === null || typeof value !== 'object';
const shown = (value: unknown): string => (value === null || value === undefined ? '–' : String(value));

/** Keys that only machines go by. */
const OURS: ReadonlySet<string> = new Set(['id', 'planId', 'checksum', 'tenantId', 'sourceAgreementId']);
const isOfOurs = (key: string): boolean => OURS.has(key);

/** `startMonth` → `start month`. */
const inPlain = (key: string): string =>
  key.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`).replace(/ id$/, '');
