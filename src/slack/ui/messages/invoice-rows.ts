/** What a run says of invoices: where every cent went, what is held or not yet due, whose lines nobody mapped. */
import type { KnownBlock } from '@slack/types';
import { inWords, lastDay, monthInWords } from '../../../plan/numbers/calendar.ts';
import { sum } from '../../../plan/numbers/decimal.ts';
import type { RunFacts } from '../../../plan/tally/reports.ts';
import { invoiceTieOut } from '../../../plan/tally/run.ts';
import { actions, button, context, section } from '../parts/blocks.ts';
import { choiceButtons } from '../parts/choices.ts';
import { money } from '../parts/money.ts';
import { serialize } from '../parts/pages.ts';
import { name, plural, thousands } from '../parts/text.ts';
import { tieOutWords } from '../parts/tie-out.ts';
import { customerName, type RunView } from './run-view.ts';

const STATUS: Record<RunFacts['invoices'][number]['status'], string> = {
  draft: 'draft',
  pending: 'pending',
  approved: 'Approved',
  paid: 'Paid',
  void: 'void',
  unknown: 'status unknown',
};

/** The usage month beside the invoice's date, and the tie-out to the cent. */
export const invoiceRows = ({ report, currency }: RunView): KnownBlock[][] =>
  report.facts.invoices.map(({ id, number, month, issued, status }) => {
    const date = issued ? ` of ${inWords(issued)}` : '';
    return [
      context(
        `Invoice ${name(number ?? id)}${date} (${STATUS[status]}), usage ${monthInWords(month)}`,
        tieOutWords(invoiceTieOut(report, id), currency),
      ),
    ];
  });

/** What the button of such an invoice carries as JSON. */
export type BilledInvoice = { run: number; invoice: string };

const HELD: Record<string, string> = {
  credit: 'a credit note',
  'one-off': 'a one-off invoice',
  adjustment: 'an adjustment invoice',
};

export function heldInvoiceRows({ report, currency }: RunView): KnownBlock[][] {
  const { heldInvoices, notNow } = report.facts;
  const held = heldInvoices.map(({ id, number, month, reason, total }, at) => {
    const amount = total === null ? '' : `, ${money(total, currency)}`;
    const title = name(number ?? id);
    return [
      section(
        `:double_vertical_bar: *Held:* ${title} (${monthInWords(month)}) is ${HELD[reason] ?? `held (${reason})`}${amount}. It is not applied by itself.`,
      ),
      ...actions([
        button(
          'Bill as contract charges',
          `bill-invoice:${at}`,
          JSON.stringify({ run: report.run, invoice: id } satisfies BilledInvoice),
          {
            confirm: {
              title: 'Bill as contract charges',
              text: `Each line of it${total === null ? '' : `, ${money(total, currency)} in total,`} becomes a contract charge of the customer it is for, on that customer’s contract for charges, dated ${inWords(lastDay(month))}. The next sync plans them; nothing is written before somebody approves each plan.`,
              yes: 'Bill as charges',
            },
          },
        ),
      ]),
    ];
  });
  return [...held, ...notNow.map(one => [section(notNowWords(one))])];
}

/** Invoices older than what was applied, for each customer of whom there is a plan to decide by. */
export function olderRows({ facts, customers }: RunView['report']): KnownBlock[][] {
  return facts.notNow
    .filter(({ why }) => why === 'older')
    .flatMap(({ number, month, agreementIds }, nth) =>
      customers
        .filter(({ agreementId }) => agreementIds.includes(agreementId))
        .map((customer, at) => [
          section(
            `:double_vertical_bar: *Held* · *${name(customerName(customer))}*: ${name(number ?? 'an invoice')} (${monthInWords(month)}) is older than what was applied. Applied to its own days, the months after it stay as they are.`,
          ),
          ...actions(
            choiceButtons({ plan: customer.planId, product: null, month }, ['own-days'], `o${nth}-${at}`),
          ),
        ]),
    );
}

function notNowWords({ number, month, why, customers }: RunFacts['notNow'][number]): string {
  const subject = `${name(number ?? 'An invoice')} (${monthInWords(month)})`;
  const whom = plural(customers, 'customer');
  switch (why) {
    case 'unapproved':
      return `${subject} is not approved in PRISM yet.`;
    case 'older':
      return `:double_vertical_bar: *Held:* ${subject} is older than what was applied for ${whom}.`;
    case 'waiting':
      return `${subject} is next for ${whom}; one month at a time.`;
  }
}

/** More are on the page behind Map. */
const NAMED = 8;

/** Money on the invoice of customers that nobody mapped. */
export function unmappedRows({ report, currency }: RunView): KnownBlock[][] {
  const open = report.facts.others.filter(({ standing }) => standing === 'unmapped');
  if (open.length === 0) return [];
  const named = open
    .slice(0, NAMED)
    .map(({ label, cost }) => `${name(label)} ${money(cost)}`)
    .join(', ');
  const more = open.length > NAMED ? ` and ${thousands(String(open.length - NAMED))} more` : '';
  const total = money(sum(open.map(({ cost }) => cost)), currency);
  return [
    [
      section(
        `:grey_question: *Customers not mapped* · ${plural(open.length, 'customer')}, ${total}: ${named}${more}`,
        button('Map', 'open-page:unmapped', serialize({ page: 'map' })),
      ),
    ],
  ];
}
