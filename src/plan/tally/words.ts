/** What a run is told in, the same in Slack and in mails. */
import { inWords, monthInWords } from '../numbers/calendar.ts';
import { roundTo, sum } from '../numbers/decimal.ts';
import type { ChangeReport, ChargeReport, CustomerReport, LineReport, RunReport } from './reports.ts';
import { countsOf } from './run.ts';

/** Line breaks, controls and characters that turn the writing direction become plain spaces or nothing. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();
}

/** `1234567.50` → `1,234,567.50`. */
export const thousands = (decimal: string): string => {
  const [whole = '', ...rest] = decimal.split('.');
  return [whole.replace(/\B(?=(\d{3})+(?!\d))/g, ','), ...rest].join('.');
};

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${thousands(String(count))} ${count === 1 ? one : many}`;

/** A price for one unit: two decimals, four where the last two say something. */
export function unitPrice(amount: string): string {
  const text = roundTo(amount, 4);
  return thousands(text.endsWith('00') ? text.slice(0, -2) : text);
}

/** `4 → 6 from 10 Sep 2026, +2 × 20.00`, or a price alone. */
export function changeWords({
  before,
  after,
  delta,
  effective,
  unitCost: cost,
  unitPrice: price,
}: ChangeReport): string {
  const prices = [
    ...(cost === null ? [] : [`cost ${unitPrice(cost)}`]),
    ...(price === null ? [] : [`retail ${unitPrice(price)}`]),
  ].join(', ');
  if (delta === 0) return `from ${inWords(effective)} ${prices}`;
  const by = delta > 0 ? `+${delta}` : `−${-delta}`;
  const times = cost ?? price;
  const at = times === null ? by : `${by} × ${unitPrice(times)}`;
  return `${before} → ${after} from ${inWords(effective)}, ${at}${cost !== null && price !== null ? ` (retail ${unitPrice(price)})` : ''}`;
}

const APART: Record<NonNullable<CustomerReport['apart']>, string> = {
  adjustment: 'adjustment invoice',
  credit: 'credit note',
  lines: 'lines of',
  'one-off': 'one-off invoice',
};

/** What a plan of charges alone is about: `credit note CN-2`; null for a customer's own invoice. */
export const apartWords = ({ apart, invoice }: Pick<CustomerReport, 'apart' | 'invoice'>): string | null =>
  apart === null ? null : `${APART[apart]} ${invoice.number ?? invoice.id}`;

/** `1 contract charge of -9.68`, or how many and their sum; null where there is none. */
export function chargesWords(charges: readonly ChargeReport[]): string | null {
  if (charges.length === 0) return null;
  const back = charges.every(({ kind }) => kind === 'remove-charge');
  const total = thousands(roundTo(sum(charges.map(({ money }) => money.price)), 2));
  return `${plural(charges.length, 'contract charge')}${back ? ' taken back' : ''} of ${total}`;
}

/** `7.70 cost, 9.60 retail on Cloud services, dated 30 Sep 2026`. */
export const chargeWords = ({ kind, money, agreementName, date }: ChargeReport): string =>
  `${kind === 'charge' ? 'contract charge' : 'contract charge taken back'}: ${thousands(roundTo(money.cost, 2))} cost, ${thousands(roundTo(money.price, 2))} retail on ${agreementName}, dated ${inWords(date)}`;

const STANDING: Record<LineReport['standing'], string> = {
  applied: 'written',
  right: 'already right',
  waiting: 'to write',
  held: 'held',
  failed: 'failed',
  excluded: 'left out',
  unmapped: 'not mapped',
};

export const standingWord = (standing: LineReport['standing']): string => STANDING[standing];

/** The usage months of a run, with a point before them; nothing where there are none. */
export function monthsOf({ customers, facts }: RunReport): string {
  const all = new Set([
    ...customers.map(({ invoice }) => invoice.month),
    ...facts.invoices.map(({ month }) => month),
  ]);
  return all.size === 0 ? '' : ` · ${[...all].sort().map(monthInWords).join(', ')}`;
}

/** `3 customers, 7 subscriptions synced, 1 warning`. */
export function outcomeOf(report: RunReport): string {
  const counts = countsOf(report);
  const parts =
    report.kind === 'products'
      ? [
          `${plural(counts.productsSynced, 'product')} synced`,
          ...(counts.productsFailed > 0 ? [`${plural(counts.productsFailed, 'product')} failed`] : []),
        ]
      : [
          plural(counts.customersSynced, 'customer'),
          `${plural(counts.subscriptionsSynced, 'subscription')} synced`,
          ...(counts.chargesWritten > 0 ? [plural(counts.chargesWritten, 'contract charge')] : []),
          ...(counts.customersFailed > 0 ? [`${plural(counts.customersFailed, 'customer')} failed`] : []),
        ];
  return [
    ...parts,
    ...(counts.warnings > 0 ? [plural(counts.warnings, 'warning')] : []),
    ...(counts.errors > 0 ? [plural(counts.errors, 'error')] : []),
  ].join(', ');
}
