import type { Counts } from '../../../plan/tally/run.ts';
import { button, context, fields, section } from '../parts/blocks.ts';
import { type PageState, pager, type Screen, serialize } from '../parts/pages.ts';
import { instant, thousands } from '../parts/text.ts';

/** Runs on a page. */
export const HISTORY_SIZE = 10;

export type HistoryPage = {
  kind: 'customers' | 'products';
  rows: { number: number; result: string | null; at: Date; counts: Counts | null }[];
  at: number;
  of: number;
  total: number;
};

export function historyScreen({ kind, rows, at, of, total }: HistoryPage, state: PageState): Screen {
  const title = kind === 'customers' ? 'Sync history: customers' : 'Sync history: products';
  return {
    title: 'History',
    text: title,
    blocks: [
      section(`*${title}*`),
      ...(rows.length === 0 ? [section('No run yet.')] : []),
      ...rows.map(({ number, result, at: when, counts }) =>
        fields(
          [
            `*When*\n${instant(when)}`,
            `*Status*\n${result ?? 'Requested'}`,
            ...(kind === 'customers'
              ? [
                  `*Customers Synced*\n${shown(counts?.customersSynced)}`,
                  `*Subscriptions Synced*\n${shown(counts?.subscriptionsSynced)}`,
                  `*Customers Failed*\n${shown(counts?.customersFailed)}`,
                ]
              : [
                  `*Products Synced*\n${shown(counts?.productsSynced)}`,
                  `*Products Failed*\n${shown(counts?.productsFailed)}`,
                ]),
            `*Run*\n${number}`,
          ],
          button('View', `open-page:run-${number}`, serialize({ page: 'run', run: number })),
        ),
      ),
      ...pager(state, { at, of, total }, 'runs'),
      context(
        kind === 'customers'
          ? '/prism history products shows the products'
          : '/prism history shows the customers',
      ),
    ],
  };
}

const shown = (count: number | undefined): string => (count === undefined ? '–' : thousands(String(count)));
