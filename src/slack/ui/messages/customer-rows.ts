/** One customer of a run, line by line: rows that may stand in different messages, each within Slack's limits by itself. */
import type { KnownBlock } from '@slack/types';
import type { Hold, Problem } from '../../../plan/standing.ts';
import type { CustomerReport, LineReport } from '../../../plan/tally/reports.ts';
import { context, section } from '../parts/blocks.ts';
import { findingWords, lineWords } from '../parts/changes.ts';
import { choiceRow } from '../parts/choices.ts';
import { money } from '../parts/money.ts';
import { name, plural } from '../parts/text.ts';
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
        `*${name(customerName(customer), 200)}* · ${shadow ? 'shadow mode, nothing is written' : result}\n${where.join(' · ')}`,
      ),
    ],
    ...customer.problems.map((problem, at) =>
      problemRow(problem, problem.label, { plan: planId, product: null }, `${mark}-${at}`),
    ),
    ...told.flatMap((line, at) => lineRows(line, planId, `${mark}-${at}`, currency)),
    ...customer.holds.map((hold, at) =>
      holdRow(hold, hold.label, { plan: planId, product: null }, `${mark}-h${at}`, currency),
    ),
    ...[...customer.warnings, ...customer.doubleBilling].map(text => [
      section(`:warning: ${name(text, 900)}`),
    ]),
    ...customer.exclusions.map(({ label, says }) => [
      context(`Left out: ${name(label)}: ${name(says, 600)}`),
    ]),
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
  { says, remedy, words, choices }: Problem,
  label: string,
  about: { plan: string; product: string | null },
  mark: string,
): KnownBlock[] => [
  section(`:x: *${name(label)}*: ${name(says, 600)}\n${name(remedy, 600)}`),
  ...(words ? [context(`“${name(words, 900)}”`)] : []),
  ...choiceRow({ ...about, ...(about.product === null ? { subject: label } : {}) }, choices, mark),
];

/** Reason, money, and what may be chosen. */
export function holdRow(
  { says, choices, money: waiting, subject }: Hold,
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
    ...choiceRow({ ...about, ...(subject === undefined ? {} : { subject }) }, choices, mark),
  ];
}
