/** The two cards: customers and products. */
import type { KnownBlock } from '@slack/types';
import { inWords } from '../../../plan/numbers/calendar.ts';
import type { Counts } from '../../../plan/tally/run.ts';
import type { RunSummary } from '../../../plan/tally/summary.ts';
import { actions, button, section } from './blocks.ts';
import { serialize } from './pages.ts';
import { instant, name, plural, thousands } from './text.ts';

export type Kind = 'customers' | 'products';

export type Card = {
  kind: Kind;
  /** The last sync in which nothing failed and nothing was held; null: never. */
  succeededAt: Date | null;
  last: LastSync | null;
};

/** The last sync, whatever became of it. */
export type LastSync = {
  number: number;
  result: string | null;
  at: Date;
  /** null while there is nothing to count. */
  counted: {
    counts: Counts;
    customers: number;
    /** Customers that are not done: they failed, wait, or were rejected. */
    open: number;
    invoices: Pick<RunSummary['invoices'][number], 'number' | 'issued'>[];
  } | null;
};

export type Progress = { done: number; total: number; msLeft: number };

/** How things stand. */
export type Overview = {
  customers: Card;
  products: Card;
  syncOn: boolean;
  /** Mapped customers whose own sync is off. */
  paused: number;
  channelId: string | null;
  /** null while there is nothing to check. */
  nextCheck: { at: Date; checkAt: string; timeZone: string } | null;
  /** By run, oldest first. */
  waiting: { run: number; plans: number }[];
  running: {
    number: number;
    kind: Kind;
    state: string;
    progress: Progress | null;
  }[];
};

export const TITLES: Record<Kind, string> = { customers: 'Customers', products: 'Products' };

export function cardBlocks({ kind, succeededAt, last }: Card, { sync }: { sync: boolean }): KnownBlock[] {
  const lines = [
    `*${TITLES[kind]}*`,
    `Last successful sync: ${succeededAt ? instant(succeededAt) : 'never'}`,
    ...(last ? lastLines(kind, last) : ['No sync yet.']),
  ];
  return [
    section(lines.join('\n')),
    ...actions([
      button('History', `open-page:history-${kind}`, serialize({ page: 'history', of: kind })),
      ...(sync ? [button('Sync', `sync:${kind}`, JSON.stringify({ kind }), { style: 'primary' })] : []),
    ]),
  ];
}

function lastLines(kind: Kind, { number, result, at, counted }: LastSync): string[] {
  const head = `Last sync: run ${number}, ${result ?? 'requested'}, ${instant(at)}`;
  if (!counted) return [head];
  const { counts, customers, open, invoices } = counted;
  const synced =
    kind === 'products'
      ? `${plural(counts.productsSynced, 'product')} synced`
      : `${many(customers - open)} of ${many(customers)} customers synced${invoiced(invoices)}`;
  return [head, synced, plural(counts.errors, 'error'), plural(counts.warnings, 'warning')];
}

const many = (count: number): string => thousands(String(count));

/** More are on the run's page. */
const NAMED = 3;

function invoiced(invoices: NonNullable<LastSync['counted']>['invoices']): string {
  if (invoices.length === 0) return '';
  const named = invoices
    .slice(0, NAMED)
    .map(
      ({ number, issued }) =>
        `invoice ${number === null ? 'without a number' : name(number, 60)}${issued ? ` Approved: ${inWords(issued)}` : ''}`,
    );
  const more = invoices.length > NAMED ? ` and ${invoices.length - NAMED} more` : '';
  return ` for ${named.join(', ')}${more}`;
}
