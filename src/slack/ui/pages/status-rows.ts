/** One customer in Sync Status, complete: where it is billed, each subscription, each charge, what was found. */
import type { KnownBlock } from '@slack/types';
import { inWords } from '../../../plan/numbers/calendar.ts';
import type { ChargeReport, CustomerReport, LineReport } from '../../../plan/tally/reports.ts';
import { chargeWords } from '../../../plan/tally/words.ts';
import { showChanges } from '../messages/plan-lines.ts';
import { customerName } from '../messages/run-view.ts';
import { context, fields, section } from '../parts/blocks.ts';
import { findingWords, standingWord } from '../parts/changes.ts';
import { money } from '../parts/money.ts';
import { name, thousands } from '../parts/text.ts';

export function statusRows(
  customer: CustomerReport,
  nth: number,
  agreements: ReadonlyMap<string, string>,
  currency: string | null,
): KnownBlock[][] {
  const { tenants, agreementName, companyName, invoice, result, lines, entries } = customer;
  const domains = tenants.flatMap(({ domain }) => domain ?? []).join(', ');
  const sources = new Set(tenants.flatMap(({ id }) => agreements.get(id) ?? []));
  const column = (title: string, text: string | null): string => `*${title}*\n${text ? name(text) : '–'}`;
  return [
    [
      fields(
        [
          column('Source Customer', `${customerName(customer)}${domains ? ` (${domains})` : ''}`),
          column('Source Agreement', [...sources].join(', ')),
          column('Target Customer', companyName),
          column('Target Agreement', agreementName),
          column(
            'Invoice',
            `${invoice.number ?? invoice.id}${invoice.issued ? `, ${inWords(invoice.issued)}` : ''}`,
          ),
          column('Status', customer.shadow ? `Shadow mode: ${result}` : result),
        ],
        showChanges(customer, nth),
      ),
    ],
    ...(lines.length === 0 && entries.length === 0 ? [[context(NOTHING_READ)]] : []),
    ...customer.problems.map(problem => problemRow(problem, problem.label)),
    ...lines.flatMap(line => lineRows(line, currency)),
    ...customer.charges.flatMap(charge => chargeRows(charge)),
    ...customer.charged.map(says => [context(name(says, 600))]),
    ...customer.holds.map(({ label, says }) => [
      section(`:double_vertical_bar: *Held* · *${name(label)}*: ${name(says, 600)}`),
    ]),
    ...[...customer.warnings, ...customer.doubleBilling].map(text => [
      section(`:warning: ${name(text, 600)}`),
    ]),
    ...customer.exclusions.map(({ label, says }) => [
      context(`Left out: ${name(label)}: ${name(says, 600)}`),
    ]),
  ];
}

const chargeRows = (charge: ChargeReport): KnownBlock[][] => [
  [section(`*${name(charge.name)}* · ${name(chargeWords(charge), 300)} · ${standingWord(charge.standing)}`)],
  ...charge.holds.map(({ says }) => [context(`:double_vertical_bar: Held: ${name(says, 600)}`)]),
  ...charge.problems.map(problem => problemRow(problem, charge.name)),
];

const NOTHING_READ =
  ':x: The invoice has no line for this customer, so nothing is known to be right. Look in PRISM whether that is so; if it is, switch the customer’s sync off.';

/** Quantity, cost and retail, and beneath them each warning or error. */
function lineRows(line: LineReport, currency: string | null): KnownBlock[][] {
  const { productName, invoiced, standing, problems, holds } = line;
  const findings = [
    ...holds.map(({ says }) => `:double_vertical_bar: Held: ${name(says, 600)}`),
    ...findingWords(line).map(text => `:warning: ${name(text, 600)}`),
  ];
  const [first, ...others] = findings.map(text => context(text));
  return [
    [
      section(
        `*${name(productName)}* · quantity ${quantityOf(line)} · cost ${money(invoiced.cost)} · retail ${money(invoiced.price, currency)} · ${standingWord(standing)}`,
      ),
      ...(first ? [first] : []),
    ],
    ...others.map(one => [one]),
    ...problems.map(problem => problemRow(problem, productName)),
  ];
}

/** Every step of it, where it has any. */
function quantityOf({ seats, changes }: LineReport): string {
  const steps = changes.filter(({ delta }) => delta !== 0);
  if (steps.length === 0) return thousands(String(seats.after));
  return steps
    .map(({ before, after, effective }) => `${before} → ${after} from ${inWords(effective)}`)
    .join(', ');
}

const problemRow = ({ says, remedy, words }: LineReport['problems'][number], label: string): KnownBlock[] => [
  section(`:x: *${name(label)}*: ${name(says, 600)}\n${name(remedy, 600)}`),
  ...(words ? [context(`“${name(words, 600)}”`)] : []),
];
