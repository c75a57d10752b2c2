/** Each customer that waits for approval: what moves, in seats and money, and why a person is asked. */
import type { KnownBlock } from '@slack/types';
import { sum } from '../../../plan/numbers/decimal.ts';
import type { CustomerReport } from '../../../plan/tally/reports.ts';
import { apartWords, chargesWords } from '../../../plan/tally/words.ts';
import { button, context, section } from '../parts/blocks.ts';
import { money } from '../parts/money.ts';
import { serialize } from '../parts/pages.ts';
import { name, plural, shorten, thousands } from '../parts/text.ts';
import { customerName, type RunView, waits } from './run-view.ts';

/** More have their row in the thread and on the page behind View details. */
const NAMED = 8;

export function planLines({ report, currency }: RunView): KnownBlock[][] {
  const waiting = report.customers.filter(waits);
  const lines = waiting
    .slice(0, NAMED)
    .map((customer, at): KnownBlock[] => [
      section(
        `*${name(customerName(customer))}*${apartOf(customer)} · ${movesOf(customer)}${billsOf(customer, currency)}${whyOf(customer)}`,
        showChanges(customer, at),
      ),
    ]);
  const more = waiting.length - lines.length;
  return [...lines, ...(more > 0 ? [[context(`and ${thousands(String(more))} more: View details`)]] : [])];
}

export const showChanges = ({ planId }: CustomerReport, nth: number | string) =>
  button('Show changes', `open-page:plan-${nth}`, serialize({ page: 'plan', plan: planId }));

const whyOf = ({ asks }: CustomerReport): string =>
  asks.length > 0 ? `\nBecause: ${shorten(asks.map(ask => name(ask, 200)).join('; '), 600)}` : '';

export function movesOf({ lines, charges, apart }: CustomerReport): string {
  const charged = chargesWords(charges);
  const changed = lines.filter(({ changes }) => changes.length > 0);
  const total = (when: 'before' | 'after'): string =>
    thousands(String(changed.reduce((seats, line) => seats + line.seats[when], 0)));
  const moved = `${plural(changed.length, 'subscription')} change${changed.length === 1 ? 's' : ''} (${total('before')} → ${total('after')} units)`;
  if (apart) return charged ?? 'no contract charge';
  if (charged !== null && changed.length === 0) return charged;
  return charged === null ? moved : `${moved}, ${charged}`;
}

/** Of which invoice it is, where that is not the customer's own. */
export const apartOf = (customer: CustomerReport): string => {
  const words = apartWords(customer);
  return words === null ? '' : ` · ${name(words)}`;
};

/** Charges alone move nothing on the month's bill. */
export const billsOf = (customer: CustomerReport, currency: string | null): string =>
  customer.apart ? '' : ` · bills ${billOf(customer, currency)}`;

export const billOf = (customer: CustomerReport, currency: string | null): string =>
  billOfAll([customer], currency);

/** What customers are billed for the usage month, before and after. */
export function billOfAll(customers: readonly CustomerReport[], currency: string | null): string {
  const total = (when: 'before' | 'after'): string =>
    sum(customers.flatMap(({ lines }) => lines.map(({ bill }) => bill[when].price)));
  return `${money(total('before'))} → ${money(total('after'), currency)}`;
}
