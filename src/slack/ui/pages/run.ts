/** Sync Status: one run, complete. */
import type { KnownBlock } from '@slack/types';
import { inWords, monthInWords } from '../../../plan/numbers/calendar.ts';
import type { CustomerReport, LineReport } from '../../../plan/tally/reports.ts';
import { countsOf, invoiceTieOut } from '../../../plan/tally/run.ts';
import { problemBlocks } from '../messages/problems.ts';
import { mention, runMessage } from '../messages/run-message.ts';
import { customerName, type RunView } from '../messages/run-view.ts';
import { actions, button, context, fields, section } from '../parts/blocks.ts';
import { findingWords, standingWord } from '../parts/changes.ts';
import { money } from '../parts/money.ts';
import { cutBlocks, type PageState, pager, type Screen, serialize } from '../parts/pages.ts';
import { name } from '../parts/text.ts';
import { tieOutTable } from '../parts/tie-out.ts';

export function runScreen(run: RunView, state: PageState, { act }: { act: boolean }): Screen {
  const { number, report, currency } = run;
  const rows: KnownBlock[][] = [
    ...report.facts.problems.map(problem => problemBlocks(problem, report.reference)),
    ...report.customers.flatMap((customer, at) => customerRows(customer, at, currency)),
    ...(report.products
      ? [
          [
            section(
              `*Products* · ${report.products.result} · ${report.products.synced} synced, ${report.products.failed} failed`,
              button('View', 'open-page:products', serialize({ page: 'products', run: number })),
            ),
          ],
        ]
      : []),
    ...report.facts.invoices.map(({ id, number: invoice, month }) => [
      section(
        `*Tie-out of ${name(invoice ?? id)}* (${monthInWords(month)})\n${tieOutTable(invoiceTieOut(report, id), currency)}`,
      ),
    ]),
    ...report.facts.notes.map(note => [context(name(note, 600))]),
  ];
  const page = cutBlocks(rows, state.at ?? 1, { blocks: 34, characters: 8_000 });
  return {
    title: 'Sync Status',
    text: `Run ${number}: ${report.result}`,
    blocks: [
      ...head(run),
      ...page.rows.flat(),
      ...(rows.length === 0 ? [section('Nothing to tell yet.')] : []),
      ...pager(state, page, 'parts'),
      ...(act && run.state === 'done' && report.result === 'Failure' && run.retriedAs === null
        ? actions([button('Retry failed', 'retry-failed', String(number), { style: 'primary' })])
        : []),
    ],
  };
}

function head(run: RunView): KnownBlock[] {
  const { number, kind, report, requestedBy, retryOf } = run;
  const counts = countsOf(report);
  const [headline] = runMessage(run).blocks;
  return [
    ...(headline ? [headline] : []),
    fields(
      kind === 'customers'
        ? [
            `*Customers synced*\n${counts.customersSynced}`,
            `*Subscriptions synced*\n${counts.subscriptionsSynced}`,
            `*Customers failed*\n${counts.customersFailed}`,
            `*Errors*\n${counts.errors}`,
            `*Warnings*\n${counts.warnings}`,
          ]
        : [
            `*Products synced*\n${counts.productsSynced}`,
            `*Products failed*\n${counts.productsFailed}`,
            `*Errors*\n${counts.errors}`,
          ],
    ),
    context(
      `Run ${number}, asked for by ${requestedBy === null ? 'the timetable' : mention(requestedBy)}${retryOf === null ? '' : `, tries again run ${retryOf}`} · reference ${report.reference}`,
    ),
  ];
}

function customerRows(customer: CustomerReport, nth: number, currency: string | null): KnownBlock[][] {
  const { tenants, agreementName, companyName, invoice, result, planId, lines } = customer;
  return [
    [
      fields(
        [
          `*Source Customer*\n${name(customerName(customer), 200)}`,
          `*Source Agreement*\n${name(tenants.map(({ domain, id }) => domain ?? id).join(', '), 200)}`,
          `*Target Customer*\n${name(companyName ?? '–')}`,
          `*Target Agreement*\n${name(agreementName)}`,
          `*Invoice*\n${name(invoice.number ?? invoice.id)}${invoice.issued ? `, ${inWords(invoice.issued)}` : ''}`,
          `*Status*\n${customer.shadow ? 'Shadow mode' : result}`,
        ],
        button('Show changes', `open-page:plan-${nth}`, serialize({ page: 'plan', plan: planId })),
      ),
    ],
    ...lines.map(line => [section(lineText(line, currency))]),
    ...customer.problems.map(({ label, says, remedy }) => [
      section(`:x: *${name(label)}*: ${name(says, 500)} ${name(remedy, 500)}`),
    ]),
    ...customer.holds.map(({ label, says }) => [
      section(`:double_vertical_bar: *${name(label)}*: ${name(says, 500)}`),
    ]),
    ...customer.warnings.map(text => [section(`:warning: ${name(text, 600)}`)]),
  ];
}

/** Quantity, cost, retail, and the warning or error. */
function lineText(line: LineReport, currency: string | null): string {
  const { productName, seats, invoiced, standing, problems, holds } = line;
  const quantity = seats.before === seats.after ? String(seats.after) : `${seats.before} → ${seats.after}`;
  return [
    `*${name(productName)}* · quantity ${quantity} · cost ${money(invoiced.cost)} · retail ${money(invoiced.price, currency)} · ${standingWord(standing)}`,
    ...problems.map(({ says, remedy }) => `:x: ${name(says, 500)} ${name(remedy, 400)}`),
    ...holds.map(({ says }) => `:double_vertical_bar: ${name(says, 500)}`),
    ...findingWords(line).map(text => `:warning: ${name(text, 400)}`),
  ].join('\n');
}
