/** Changes in words. */
import { inWords } from '../../../plan/numbers/calendar.ts';
import type { ChangeReport, LineReport } from '../../../plan/tally/reports.ts';
import { money, unitPrice as price } from './money.ts';
import { name } from './text.ts';

/** `4 → 6 from 10 Sep 2026, +2 × 20.00`, or a price alone. */
export function changeWords({ before, after, delta, effective, unitCost, unitPrice }: ChangeReport): string {
  const prices = [
    ...(unitCost === null ? [] : [`cost ${price(unitCost)}`]),
    ...(unitPrice === null ? [] : [`retail ${price(unitPrice)}`]),
  ].join(', ');
  if (delta === 0) return `from ${inWords(effective)} ${prices}`;
  const by = delta > 0 ? `+${delta}` : `−${-delta}`;
  const times = unitCost ?? unitPrice;
  const at = times === null ? by : `${by} × ${price(times)}`;
  return `${before} → ${after} from ${inWords(effective)}, ${at}${unitCost !== null && unitPrice !== null ? ` (retail ${price(unitPrice)})` : ''}`;
}

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

/** One line of an agreement: its name, what becomes of it, how its bill moves. `mrkdwn`. */
export function lineWords(line: LineReport, currency: string | null): string {
  const changes = line.changes.map(changeWords).join('; then ');
  const bill =
    line.bill.before.price === line.bill.after.price
      ? ''
      : ` · bills ${money(line.bill.before.price)} → ${money(line.bill.after.price, currency)}`;
  return `*${name(line.productName)}* ${changes || `${line.seats.after} ${line.seats.after === 1 ? 'unit' : 'units'}`} · ${standingWord(line.standing)}${bill}`;
}

/** What else there is to say of a line: warnings verbatim, drift, days left out, notes. */
export function findingWords(line: LineReport): string[] {
  const { drift } = line;
  return [
    ...(drift
      ? [
          `Changed by hand in Autotask: was ${drift.was}, is ${drift.is} from ${inWords(drift.date)}, becomes ${drift.becomes}`,
        ]
      : []),
    ...line.warnings,
    ...line.exclusions.map(({ says }) => says),
    ...line.notes,
  ];
}
