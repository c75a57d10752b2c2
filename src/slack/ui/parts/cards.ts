/** The two cards: customers and products. */
import type { KnownBlock } from '@slack/types';
import { inWords } from '../../../plan/numbers/calendar.ts';
import type { Counts } from '../../../plan/tally/run.ts';
import { actions, button, section } from './blocks.ts';
import { serialize } from './pages.ts';
import { instant, name, plural } from './text.ts';

export type Card = {
  kind: 'customers' | 'products';
  /** The last sync in which nothing failed and nothing was held; null: never. */
  succeededAt: Date | null;
  last: {
    number: number;
    result: string | null;
    at: Date;
    /** null while there is nothing to count. */
    counts: Counts | null;
    customers: number;
    invoice: { number: string | null; issued: string | null; status: string } | null;
  } | null;
};

export type Standing = {
  customers: Card;
  products: Card;
  syncOn: boolean;
  channelId: string | null;
  /** null while syncing is paused. */
  nextCheck: Date | null;
  timeZone: string;
  /** Plans that wait for approval. */
  waiting: number;
  running: { number: number; kind: 'customers' | 'products'; state: string }[];
};

export function cardBlocks(card: Card, { sync }: { sync: boolean }): KnownBlock[] {
  const { kind, succeededAt, last } = card;
  const title = kind === 'customers' ? 'Customers' : 'Products';
  const lines = [
    `*${title}*`,
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

function lastLines(
  kind: Card['kind'],
  { number, result, at, counts, customers, invoice }: NonNullable<Card['last']>,
): string[] {
  const head = `Last sync: run ${number}, ${result ?? 'requested'}, ${instant(at)}`;
  if (!counts) return [head];
  const of =
    kind === 'products'
      ? plural(counts.productsSynced, 'product')
      : `${customers - counts.customersFailed} of ${plural(customers, 'customer')}`;
  const invoiced =
    kind === 'customers' && invoice
      ? ` for invoice ${name(invoice.number ?? '–')} ${invoice.status === 'paid' ? 'Paid' : 'Approved'}: ${invoice.issued ? inWords(invoice.issued) : '–'}`
      : '';
  return [
    head,
    `${of} synced${invoiced}`,
    plural(counts.errors, 'error'),
    plural(counts.warnings, 'warning'),
  ];
}
