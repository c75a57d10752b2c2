/** What stands in a run's thread: customers with something to read, each held line with its choices. */
import type { KnownBlock } from '@slack/types';
import type { Hold, Problem } from '../../../plan/standing.ts';
import type { CustomerReport, LineReport } from '../../../plan/tally/reports.ts';
import { actions, context, section } from '../parts/blocks.ts';
import { findingWords, lineWords } from '../parts/changes.ts';
import { choiceButtons } from '../parts/choices.ts';
import { money } from '../parts/money.ts';
import { cutBlocks, type Screen } from '../parts/pages.ts';
import { name, plural } from '../parts/text.ts';
import { customerName, hasFindings, type RunView, waits } from './run-view.ts';

/** More than this are on the page behind View details. */
const MOST_MESSAGES = 12;

/** In their order; none while nothing is known yet. */
export function runThread(run: RunView): Screen[] {
  const { report, currency } = run;
  const told = report.customers.filter(one => hasFindings(one) || waits(one));
  const rows = [...told.flatMap(customer => customerRows(customer, currency)), ...productRows(run)];
  if (rows.length === 0) return [];
  const { of } = cutBlocks(rows, 1);
  const messages = Array.from({ length: Math.min(of, MOST_MESSAGES) }, (_, at): Screen => {
    const { rows: mine } = cutBlocks(rows, at + 1);
    const more = of > MOST_MESSAGES && at === MOST_MESSAGES - 1;
    const rest = more ? [context('There is more: press View details above.')] : [];
    return {
      title: `Run ${run.number}`,
      blocks: [...mine.flat(), ...rest],
      text: `Details of run ${run.number}${of > 1 ? `, part ${at + 1} of ${of}` : ''}`,
    };
  });
  return messages;
}

/** Rows that may stand in different messages; each within Slack's limits by itself. */
export function customerRows(
  customer: CustomerReport,
  currency: string | null,
  { all = false }: { /** Also what is right already. */ all?: boolean } = {},
): KnownBlock[][] {
  const { planId, agreementName, companyName, result, shadow, lines } = customer;
  const [tenant] = customer.tenants;
  const silent = all ? [] : lines.filter(line => !isWorthSaying(line));
  const head = section(
    `*${name(customerName(customer), 200)}* · ${shadow ? 'shadow mode, nothing is written' : result}\n${name(companyName ?? '')}${companyName ? ' · ' : ''}${name(agreementName)}`,
  );
  return [
    [head],
    ...customer.problems.map((problem, at) =>
      [problemRow(problem, problem.label, `${planId.slice(0, 8)}-${at}`, customer, null)].flat(),
    ),
    ...lines
      .filter(line => all || isWorthSaying(line))
      .flatMap((line, at) => lineRows(line, customer, at, currency)),
    ...customer.holds.map((hold, at) =>
      holdRow(hold, hold.label, { plan: planId, product: null }, `${planId.slice(0, 8)}-h${at}`, currency),
    ),
    ...[...customer.warnings, ...customer.doubleBilling].map(text => [
      section(`:warning: ${name(text, 900)}`),
    ]),
    ...customer.exclusions.map(({ label, says }) => [
      context(`Left out: ${name(label)}: ${name(says, 600)}`),
    ]),
    ...(silent.length > 0 && tenant
      ? [[context(`${plural(silent.length, 'other subscription')} already right`)]]
      : []),
  ];
}

const isWorthSaying = (line: LineReport): boolean =>
  line.changes.length > 0 ||
  line.problems.length > 0 ||
  line.holds.length > 0 ||
  line.drift !== null ||
  line.warnings.length > 0 ||
  line.exclusions.length > 0;

function lineRows(
  line: LineReport,
  customer: CustomerReport,
  nth: number,
  currency: string | null,
): KnownBlock[][] {
  const { planId } = customer;
  const about = { plan: planId, product: line.productKey };
  const mark = `${planId.slice(0, 8)}-${nth}`;
  return [
    [section(lineWords(line, currency)), ...findings(line)],
    ...line.problems.map((problem, at) =>
      problemRow(problem, line.productName, `${mark}-p${at}`, customer, line.productKey),
    ),
    ...line.holds.map((hold, at) => holdRow(hold, line.productName, about, `${mark}-${at}`, currency)),
  ];
}

function findings(line: LineReport): KnownBlock[] {
  const texts = findingWords(line).map(text => `:warning: ${name(text, 600)}`);
  return texts.length === 0 ? [] : [context(...texts.slice(0, 10))];
}

function problemRow(
  { says, remedy, words, choices }: Problem,
  label: string,
  mark: string,
  { planId }: CustomerReport,
  productKey: string | null,
): KnownBlock[] {
  return [
    section(`:x: *${name(label)}*: ${name(says, 600)}\n${name(remedy, 600)}`),
    ...(words ? [context(`“${name(words, 900)}”`)] : []),
    ...actions(
      choiceButtons(
        { plan: planId, product: productKey, ...(productKey === null ? { subject: label } : {}) },
        choices,
        mark,
      ),
    ),
  ];
}

/** Reason, money, and what may be chosen. */
export function holdRow(
  { says, choices, money: waiting, subject }: Hold,
  label: string,
  about: { plan: string; product: string | null },
  mark: string,
  currency: string | null,
): KnownBlock[] {
  const amount =
    waiting === null
      ? ''
      : ` · waiting: cost ${money(waiting.cost)}, retail ${money(waiting.price, currency)}`;
  return [
    section(`:double_vertical_bar: *Held* · *${name(label)}*: ${name(says, 900)}${amount}`),
    ...actions(choiceButtons({ ...about, ...(subject === undefined ? {} : { subject }) }, choices, mark)),
  ];
}

function productRows({ report }: RunView): KnownBlock[][] {
  const { products } = report;
  if (!products) return [];
  const rows = products.products.filter(row => row.problem !== null || row.waits);
  return [
    ...rows.map((row, at): KnownBlock[] => {
      if (row.outcome.kind === 'held')
        return holdRow(
          row.outcome.hold,
          row.name,
          { plan: products.planId, product: row.productKey },
          `p${at}`,
          null,
        );
      if (row.outcome.kind === 'adopt') {
        const { itemId, itemName } = row.outcome;
        return [
          section(
            `:double_vertical_bar: *Held* · *${name(row.name)}*: the service ${name(itemName)} of the former product may be its own`,
          ),
          ...actions(
            choiceButtons(
              { plan: products.planId, product: row.productKey, subject: itemId },
              ['adopt-item', 'skip-item'],
              `p${at}`,
            ),
          ),
        ];
      }
      return [section(`:x: *${name(row.name)}*: ${name(row.problem ?? '', 900)}`)];
    }),
    ...products.notes.map(note => [context(name(note, 600))]),
  ];
}
