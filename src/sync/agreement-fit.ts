/** What speaks against carrying a customer's subscriptions into a contract, as its dates and kind have it. */
import type { Agreement } from '../plan/current.ts';
import { addDays, firstDay, inWords, type Month, monthInWords } from '../plan/numbers/calendar.ts';

const SOON_DAYS = 60;

/** Why nothing can be written there at all, one sentence; null: it can. `now`: today's date. */
export function whyUnusable(agreement: Agreement, now: string): string | null {
  if (!agreement.recurring)
    return `It is a ${agreement.kindWord} contract; only Recurring Service contracts take subscriptions.`;
  if (!agreement.active) return 'It is inactive.';
  if (agreement.to < now) return `It ended on ${inWords(agreement.to)}.`;
  if (agreement.period === 'unknown') return 'Its billing period cannot be told; it has to be monthly.';
  const period = agreement.period === 'semi-annual' ? 'every six months' : agreement.period;
  return period === 'monthly' ? null : `It bills ${period}, not monthly.`;
}

/** Why no charges can be put on it, one sentence; null: they can. `now`: today's date. */
export function whyTakesNoCharges(agreement: Agreement, now: string): string | null {
  if (!agreement.takesCharges) return `It is a ${agreement.kindWord} contract, which takes no such charges.`;
  if (!agreement.active) return 'It is inactive.';
  return agreement.to < now ? `It ended on ${inWords(agreement.to)}.` : null;
}

/** What the person should know before they choose it, each one sentence. */
export function warningsOf(agreement: Agreement, startMonth: Month, now: string): string[] {
  const { from, to } = agreement;
  return [
    ...(from.slice(8) === '01'
      ? []
      : [
          `The contract starts on ${inWords(from)}, not on the first of a month: to avoid prorated line items on its invoices, set the start date of the contract to the first day of the month.`,
        ]),
    ...(from > firstDay(startMonth)
      ? [
          `The contract starts on ${inWords(from)}, after the first day of ${monthInWords(startMonth)}: earlier days cannot be billed there.`,
        ]
      : []),
    ...(to >= now && to < addDays(now, SOON_DAYS) ? [`The contract ends on ${inWords(to)}.`] : []),
  ];
}

/** Who else is carried into the same contract, in one sentence. */
export function feedSays(customerNames: readonly string[]): string[] {
  const [first, ...more] = customerNames;
  if (first === undefined) return [];
  if (more.length === 0) return [`${first} feeds this contract too; its seats are added up.`];
  const named = [first, ...more.slice(0, MOST_NAMED - 1)];
  const others = customerNames.length - named.length;
  const last = others === 0 ? named.pop() : `${others} more`;
  return [`${named.join(', ')} and ${last} feed this contract too; their seats are added up.`];
}

const MOST_NAMED = 5;
