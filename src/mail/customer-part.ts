/** One customer in a mail: what changed, with its money; every warning, what is held and why, what failed and its remedy. */
import { inWords, monthInWords } from '../plan/numbers/calendar.ts';
import { sum } from '../plan/numbers/decimal.ts';
import type { Hold, Problem } from '../plan/standing.ts';
import { customerName } from '../plan/tally/findings.ts';
import type { ChargeReport, CustomerReport, LineReport } from '../plan/tally/reports.ts';
import { apartWords, changeWords, chargeWords, plural, standingWord } from '../plan/tally/words.ts';
import { money } from './money.ts';
import { type Line, line, type Part, part, type Said, said } from './part.ts';

export function customerPart(customer: CustomerReport, currency: string | null): Part {
  const { agreementName, companyName, result, shadow, asks, created, lines, invoice } = customer;
  const told = lines.filter(isWorthSaying);
  const silent = lines.length - told.length;
  const bill = (when: 'before' | 'after'): string => sum(lines.map(one => one.bill[when].price));
  const apart = apartWords(customer);
  return part(
    `${customerName(customer)}${apart === null ? '' : ` · ${apart}`} · ${shadow ? 'shadow mode, nothing is written' : result}`,
    {
      beneath: [
        [companyName, agreementName].filter(one => one !== null).join(' · '),
        ...(apart === null
          ? [
              `Bills for ${monthInWords(invoice.month)}: ${money(bill('before'))} → ${money(bill('after'), currency)}`,
            ]
          : []),
        ...(customer.waiting && asks.length > 0 ? [`Somebody has to look, because: ${asks.join('; ')}`] : []),
        ...(created.length > 0 ? [`Services made: ${created.join(', ')}`] : []),
      ],
      lines: [
        ...customer.problems.map(problem => failed(problem.label, problem)),
        ...told.map(one => lineOf(one, currency)),
        ...customer.charges.map(one => chargeOf(one, currency)),
        ...customer.holds.map(hold => line(`${hold.label}: ${holdWords(hold, currency)}`, 'held')),
        ...[...customer.warnings, ...customer.doubleBilling].map(text => line(text, 'warning')),
        ...customer.exclusions.map(({ label, says }) => line(`Left out: ${label}: ${says}`)),
        ...(silent > 0 ? [line(`${plural(silent, 'other subscription')} already right`)] : []),
      ],
    },
  );
}

const isWorthSaying = (one: LineReport): boolean =>
  one.changes.length > 0 ||
  one.problems.length > 0 ||
  one.holds.length > 0 ||
  one.drift !== null ||
  one.warnings.length > 0 ||
  one.exclusions.length > 0;

function lineOf(one: LineReport, currency: string | null): Line {
  const { productName, changes, seats, standing, bill, drift } = one;
  const moves = changes.map(changeWords).join('; then ') || plural(seats.after, 'unit');
  const bills =
    bill.before.price === bill.after.price
      ? ''
      : ` · bills ${money(bill.before.price)} → ${money(bill.after.price, currency)}`;
  return line(`${productName}: ${moves} · ${standingWord(standing)}${bills}`, 'plain', [
    ...one.problems.flatMap(problem => {
      const { text, mark, beneath } = failed(null, problem);
      return [{ text, mark }, ...beneath];
    }),
    ...one.holds.map(hold => said(holdWords(hold, currency), 'held')),
    ...(drift
      ? [
          said(
            `Changed by hand in Autotask: was ${drift.was}, is ${drift.is} from ${inWords(drift.date)}, becomes ${drift.becomes}`,
            'warning',
          ),
        ]
      : []),
    ...one.warnings.map(text => said(text, 'warning')),
    ...one.exclusions.map(({ says }) => said(says)),
    ...one.notes.map(note => said(note)),
  ]);
}

function chargeOf(one: ChargeReport, currency: string | null): Line {
  return line(`${one.name}: ${chargeWords(one)} · ${standingWord(one.standing)}`, 'plain', [
    ...one.problems.flatMap(problem => {
      const { text, mark, beneath } = failed(null, problem);
      return [{ text, mark }, ...beneath];
    }),
    ...one.holds.map(hold => said(holdWords(hold, currency), 'held')),
  ]);
}

function failed(label: string | null, { says, remedy, words }: Problem): Line {
  const beneath: Said[] = [said(remedy), ...(words ? [said(`“${words}”`)] : [])];
  return line(label === null ? says : `${label}: ${says}`, 'failed', beneath);
}

const holdWords = ({ says, money: waiting }: Hold, currency: string | null): string =>
  waiting
    ? `${says} · waiting: cost ${money(waiting.cost, currency)}, retail ${money(waiting.price, currency)}`
    : says;
