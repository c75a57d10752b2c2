import type { KnownBlock } from '@slack/types';
import { type Month, monthInWords } from '../../../plan/numbers/calendar.ts';
import type { ActionId } from '../../ids.ts';
import { button, section } from './blocks.ts';
import { type PageName, serialize } from './pages.ts';
import { plural } from './text.ts';

/** How a usage month stands, in what its syncs left behind. */
export type MonthFacts = {
  month: Month;
  invoiceThere: boolean;
  productsSynced: boolean;
  /** Contracts of mapped customers that its invoices bill, and those that are written. */
  customers: { due: number; done: number };
  /** Its plans that wait for approval. */
  waiting: number;
  /** The newest sync that had its invoices. */
  lastRun: number | null;
  /** Runs with warnings that nobody acknowledged. */
  notAcknowledged: readonly { number: number }[];
  /** Customers with something held or failed, and the products. */
  held: number;
  /** Every cent of its invoices is accounted for by the newest sync. */
  balanced: boolean;
};

export type Tick = {
  what: string;
  done: boolean;
  /** What to do about it. */
  says: string;
  /** Where it can be done. */
  to: { label: string; action: ActionId; value: string } | null;
};

const sync = (kind: string): Tick['to'] => ({
  label: 'Sync',
  action: 'sync',
  value: JSON.stringify({ kind }),
});
const toPage = (label: string, page: PageName, run?: number): Tick['to'] => ({
  label,
  action: 'open-page',
  value: serialize({ page, ...(run === undefined ? {} : { run }) }),
});

/** Nothing that comes after the invoice is done before it is there. */
export function monthClose(facts: MonthFacts): Tick[] {
  const { invoiceThere, productsSynced, customers, waiting, lastRun, notAcknowledged, held, balanced } =
    facts;
  const [unread] = notAcknowledged;
  const synced = invoiceThere && lastRun !== null;
  const missing = customers.due - customers.done;
  return [
    {
      what: 'Invoice arrived',
      done: invoiceThere,
      says: 'PRISM is asked at every daily check.',
      to: { label: 'Check now', action: 'check-now', value: '' },
    },
    {
      what: 'Products synced',
      done: invoiceThere && productsSynced,
      says: 'Sync the products, so that services and prices are there.',
      to: sync('products'),
    },
    {
      what: 'Customers synced',
      done: synced && missing <= 0,
      says: customersSay(facts),
      to: waiting > 0 ? toPage('Status', 'status') : sync('customers'),
    },
    {
      what: 'Warnings acknowledged',
      done: synced && unread === undefined,
      says: unread
        ? `Read the warnings of run ${unread.number}, then acknowledge them.`
        : 'Warnings come with the sync.',
      to: unread ? toPage('View details', 'run', unread.number) : null,
    },
    {
      what: 'Nothing held',
      done: synced && held === 0,
      says: held > 0 ? 'Decide on what is held or failed.' : 'What is held comes with the sync.',
      to: held > 0 ? toPage('Held', 'held') : null,
    },
    {
      what: 'Tie-out balanced',
      done: synced && balanced,
      says: 'Every cent of the invoice has to be accounted for.',
      to: lastRun === null ? null : toPage('View details', 'run', lastRun),
    },
  ];
}

function customersSay({ customers: { due, done }, waiting, lastRun }: MonthFacts): string {
  if (waiting > 0)
    return `${plural(waiting, 'plan')} ${waiting === 1 ? 'waits' : 'wait'} for approval: approve or reject.`;
  if (lastRun === null) return 'Sync the customers.';
  return `${plural(due - done, 'contract')} of ${due} not written yet: sync, or read why not.`;
}

export const isClosed = (facts: MonthFacts): boolean => monthClose(facts).every(({ done }) => done);

/** Month-close checklist: what is done, and what to do about the rest. */
export function monthCloseBlocks(facts: MonthFacts, { act }: { act: boolean }): KnownBlock[] {
  const ticks = monthClose(facts);
  const done = ticks.filter(tick => tick.done).length;
  return [
    section(`*Closing ${monthInWords(facts.month)}* · ${done} of ${ticks.length} done`),
    ...ticks.map((tick, at) => {
      if (tick.done) return section(`:ballot_box_with_check: ${tick.what}`);
      const { what, says, to } = tick;
      const allowed = to && (act || to.action === 'open-page') ? to : null;
      return section(
        `:black_square_button: *${what}* · ${says}`,
        allowed ? button(allowed.label, `${allowed.action}:close-${at}`, allowed.value) : undefined,
      );
    }),
  ];
}
