/** Changes in words. */
import { inWords } from '../../../plan/numbers/calendar.ts';
import type { LineReport } from '../../../plan/tally/reports.ts';
import { changeWords, standingWord } from '../../../plan/tally/words.ts';
import { money } from './money.ts';
import { name } from './text.ts';

export { changeWords, standingWord } from '../../../plan/tally/words.ts';

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
