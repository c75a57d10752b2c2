/** One customer of a run, line by line: rows that may stand in different messages, each within Slack's limits by itself. */
import type { KnownBlock } from '@slack/types';
import type { Exclusion, Hold, Problem } from '../../../plan/standing.ts';
import type { CustomerReport, LineReport } from '../../../plan/tally/reports.ts';
import { chargeWords } from '../../../plan/tally/words.ts';
import { context, section } from '../parts/blocks.ts';
import { findingWords, lineWords, standingWord } from '../parts/changes.ts';
import { choiceRow } from '../parts/choices.ts';
import { money } from '../parts/money.ts';
import { name, plural } from '../parts/text.ts';
import { apartOf } from './plan-lines.ts';
import { customerName } from './run-view.ts';

export function customerRows(
  customer: CustomerReport,
  currency: string | null,
  { all = false }: { /** Also what is right already. */ all?: boolean } = {},
): KnownBlock[][] {
  const { planId, agreementName, companyName, result, shadow, lines } = customer;
  const mark = planId.slice(0, 8);
  const told = all ? lines : lines.filter(isWorthSaying);
  const silent = lines.length - told.length;
  const where = [companyName, agreementName].filter(one => one !== null).map(one => name(one));
  return [
    [
      section(
        `*${name(customerName(customer), 200)}*${apartOf(customer)} · ${shadow ? 'shadow mode, nothing is written' : result}\n${where.join(' · ')}`,
      ),
    ],
    ...customer.problems.map((problem, at) =>
      problemRow(problem, problem.label, { plan: planId, product: null }, `${mark}-${at}`),
    ),
    ...told.flatMap((line, at) => lineRows(line, planId, `${mark}-${at}`, currency)),
    ...chargeRows(customer, mark, currency, all),
    ...customer.holds.map((hold, at) =>
      holdRow(hold, hold.label, { plan: planId, product: null }, `${mark}-h${at}`, currency),
    ),
    ...[...customer.warnings, ...customer.doubleBilling].map(text => [
      section(`:warning: ${name(text, 900)}`),
    ]),
    ...customer.exclusions.map((exclusion, at) =>
      exclusionRow(exclusion, exclusion.label, { plan: planId, product: null }, `${mark}-x${at}`, currency),
    ),
    ...(silent > 0 ? [[context(`${plural(silent, 'other subscription')} already right`)]] : []),
  ];
}

const isWorthSaying = (line: LineReport): boolean =>
  line.changes.length > 0 ||
  line.problems.length > 0 ||
  line.holds.length > 0 ||
  line.drift !== null ||
  line.warnings.length > 0 ||
  line.exclusions.length > 0;

function lineRows(line: LineReport, plan: string, mark: string, currency: string | null): KnownBlock[][] {
  const about = { plan, product: line.productKey };
  const [first, ...others] = findingWords(line).map(text => context(`:warning: ${name(text, 600)}`));
  return [
    [section(lineWords(line, currency)), ...(first ? [first] : [])],
    ...others.map(one => [one]),
    ...line.problems.map((problem, at) => problemRow(problem, line.productName, about, `${mark}-p${at}`)),
    ...line.holds.map((hold, at) => holdRow(hold, line.productName, about, `${mark}-${at}`, currency)),
  ];
}

/** A choice about what has no line names it by its label. */
const problemRow = (
  { says, remedy, words, choices, subject }: Problem,
  label: string,
  about: { plan: string; product: string | null },
  mark: string,
): KnownBlock[] => [
  section(`:x: *${name(label)}*: ${name(says, 600)}\n${name(remedy, 600)}`),
  ...(words ? [context(`“${name(words, 900)}”`)] : []),
  ...choiceRow({ ...about, ...(about.product === null ? { subject: subject ?? label } : {}) }, choices, mark),
];

/** Reason, money, and what may be chosen. */
export function holdRow(
  { says, choices, money: waiting, subject, offer }: Hold,
  label: string,
  about: { plan: string; product: string | null },
  mark: string,
  currency: string | null,
): KnownBlock[] {
  const amount = waiting
    ? ` · waiting: cost ${money(waiting.cost)}, retail ${money(waiting.price, currency)}`
    : '';
  return [
    section(`:double_vertical_bar: *Held* · *${name(label)}*: ${name(says, 900)}${amount}`),
    ...choiceRow(
      { ...about, ...(subject === undefined ? {} : { subject }) },
      choices,
      mark,
      offer ? { offer, currency } : null,
    ),
  ];
}

/** Left out on purpose; some of it may be billed otherwise. */
export function exclusionRow(
  { says, choices = [], subject, offer }: Exclusion,
  label: string,
  about: { plan: string; product: string | null },
  mark: string,
  currency: string | null,
): KnownBlock[] {
  const amount = offer
    ? ` · cost ${money(offer.money.cost)}, retail ${money(offer.money.price, currency)}`
    : '';
  return [
    context(`Left out: ${name(label)}: ${name(says, 600)}${amount}`),
    ...choiceRow(
      { ...about, ...(subject === undefined ? {} : { subject }) },
      choices,
      mark,
      offer ? { offer, currency } : null,
    ),
  ];
}

/** A contract charge with its money, and what became of it. */
const chargeRows = (
  { charges, charged, planId }: CustomerReport,
  mark: string,
  currency: string | null,
  all: boolean,
): KnownBlock[][] => [
  ...charges.flatMap((charge, at): KnownBlock[][] => {
    const about = { plan: planId, product: null };
    return [
      [
        section(
          `*${name(charge.name)}* · ${name(chargeWords(charge), 300)} · ${standingWord(charge.standing)}`,
        ),
      ],
      ...charge.problems.map((problem, nth) =>
        problemRow({ ...problem, subject: charge.key }, charge.name, about, `${mark}-c${at}p${nth}`),
      ),
      ...charge.holds.map((hold, nth) =>
        holdRow(hold, charge.name, about, `${mark}-c${at}h${nth}`, currency),
      ),
    ];
  }),
  ...(all ? charged.map(says => [context(name(says, 600))]) : []),
];
