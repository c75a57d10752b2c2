/** The one message of a run: what became of it, or what it waits for; updated in place. */
import type { KnownBlock } from '@slack/types';
import { inWords, monthInWords } from '../../../plan/numbers/calendar.ts';
import { sum } from '../../../plan/numbers/decimal.ts';
import type { CustomerReport, Result } from '../../../plan/tally/reports.ts';
import { countsOf, invoiceTieOut } from '../../../plan/tally/run.ts';
import { actions, button, context, section } from '../parts/blocks.ts';
import { money } from '../parts/money.ts';
import { type Screen, serialize } from '../parts/pages.ts';
import { instant, name, plural } from '../parts/text.ts';
import { tieOutWords } from '../parts/tie-out.ts';
import { problemBlocks, remedyButtons } from './problems.ts';
import { customerName, type RunView, waits } from './run-view.ts';

/** More are named on the page behind View details. */
const NAMED = 8;

const SIGNS: Record<Result, string> = {
  'No Change': ':heavy_minus_sign:',
  Success: ':white_check_mark:',
  Warning: ':warning:',
  Failure: ':x:',
  'Waiting for approval': ':raised_hand:',
  Rejected: ':no_entry:',
  Expired: ':hourglass:',
  Running: ':arrows_counterclockwise:',
};

export function runMessage(run: RunView): Screen {
  const headline = headlineOf(run);
  const blocks: KnownBlock[] = [
    section(`${SIGNS[shownResult(run)]} ${headline}`),
    ...invoiceLines(run),
    ...(run.state === 'proposed' ? planLines(run) : []),
    ...run.report.facts.problems.slice(0, 3).flatMap(problem => problemBlocks(problem, run.report.reference)),
    ...heldInvoices(run),
    ...unmapped(run),
    context(footer(run)),
    ...actions(buttonsOf(run)),
  ];
  return { title: `Run ${run.number}`, blocks, text: plainText(headline) };
}

export const plainText = (mrkdwn: string): string => mrkdwn.replaceAll('*', '');

function shownResult({ state, report }: RunView): Result {
  if (state === 'proposed') return 'Waiting for approval';
  return state === 'done' || state === 'rejected' || state === 'expired' ? report.result : 'Running';
}

const what = ({ kind }: RunView): string => (kind === 'products' ? 'Products' : 'Customers');

function months({ report }: RunView): string {
  const all = [
    ...new Set([
      ...report.customers.map(({ invoice }) => invoice.month),
      ...report.facts.invoices.map(({ month }) => month),
    ]),
  ].sort();
  return all.length === 0 ? '' : ` · ${all.map(monthInWords).join(', ')}`;
}

function headlineOf(run: RunView): string {
  const { state, report, progress } = run;
  const waiting = report.customers.filter(waits).length;
  switch (state) {
    case 'requested':
    case 'planning':
      return `*${what(run)} sync asked for*${months(run)} · reading invoice and contracts`;
    case 'proposed':
      return `*Approval needed*${months(run)} · ${plural(waiting, 'customer')}`;
    case 'approved':
    case 'applying':
      return progress
        ? `*Syncing*${months(run)} · ${progress.done} of ${progress.total} done · ${timeLeft(progress.msLeft)}`
        : `*Syncing*${months(run)} · approved, writing begins`;
    default:
      return `*${report.result}*${months(run)} · ${outcome(run)}`;
  }
}

function timeLeft(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  return minutes <= 1 ? 'less than a minute left' : `about ${minutes} minutes left`;
}

function outcome({ kind, report }: RunView): string {
  const counts = countsOf(report);
  const parts =
    kind === 'products'
      ? [
          `${plural(counts.productsSynced, 'product')} synced`,
          ...(counts.productsFailed > 0 ? [`${counts.productsFailed} failed`] : []),
        ]
      : [
          plural(counts.customersSynced, 'customer'),
          `${plural(counts.subscriptionsSynced, 'subscription')} synced`,
          ...(counts.customersFailed > 0 ? [`${plural(counts.customersFailed, 'customer')} failed`] : []),
        ];
  return [
    ...parts,
    ...(counts.warnings > 0 ? [plural(counts.warnings, 'warning')] : []),
    ...(counts.errors > 0 ? [plural(counts.errors, 'error')] : []),
  ].join(', ');
}

const STATUS = {
  draft: 'draft',
  pending: 'pending',
  approved: 'Approved',
  paid: 'Paid',
  void: 'void',
  unknown: 'status unknown',
};

function invoiceLines({ report, currency }: RunView): KnownBlock[] {
  return report.facts.invoices.slice(0, 4).map(({ id, number, month, issued, status }) => {
    const date = issued ? ` of ${inWords(issued)}` : '';
    return context(
      `Invoice ${name(number ?? id)}${date} (${STATUS[status]}), usage ${monthInWords(month)}`,
      tieOutWords(invoiceTieOut(report, id), currency),
    );
  });
}

/** Each customer that waits: what moves, in seats and money, and why a person is asked. */
function planLines({ report, currency }: RunView): KnownBlock[] {
  const waiting = report.customers.filter(waits);
  const lines = waiting.slice(0, NAMED).map(customer => {
    const why =
      customer.asks.length > 0 ? `\nBecause: ${customer.asks.map(ask => name(ask, 200)).join('; ')}` : '';
    return section(
      `*${name(customerName(customer))}* · ${movesOf(customer)} · bills ${billOf(customer, currency)}${why}`,
      button('Show changes', 'open-page', serialize({ page: 'plan', plan: customer.planId })),
    );
  });
  const more = waiting.length - lines.length;
  return [...lines, ...(more > 0 ? [context(`and ${more} more: View details`)] : [])];
}

export function movesOf({ lines }: CustomerReport): string {
  const changed = lines.filter(({ changes }) => changes.length > 0);
  const total = (when: 'before' | 'after'): number =>
    changed.reduce((seats, line) => seats + line.seats[when], 0);
  return `${plural(changed.length, 'subscription')} change${changed.length === 1 ? 's' : ''} (${total('before')} → ${total('after')} units)`;
}

export function billOf({ lines }: CustomerReport, currency: string | null): string {
  const total = (when: 'before' | 'after'): string => sum(lines.map(({ bill }) => bill[when].price));
  return `${money(total('before'))} → ${money(total('after'), currency)}`;
}

const HELD_INVOICE: Record<string, string> = {
  credit: 'a credit note',
  'one-off': 'a one-off invoice',
  adjustment: 'an adjustment invoice',
};

function heldInvoices({ report, currency }: RunView): KnownBlock[] {
  const { heldInvoices: held, notNow } = report.facts;
  const texts = [
    ...held.map(
      ({ id, number, month, reason, total }) =>
        `Held: ${name(number ?? id)} (${monthInWords(month)}) is ${HELD_INVOICE[reason] ?? `held (${reason})`}${total === null ? '' : `, ${money(total, currency)}`}. It is not applied by itself.`,
    ),
    ...notNow.map(({ number, month, why, customers }) => {
      const subject = `${name(number ?? 'An invoice')} (${monthInWords(month)})`;
      if (why === 'unapproved') return `${subject} is not approved in PRISM yet.`;
      return why === 'older'
        ? `${subject} is older than what was applied for ${plural(customers, 'customer')}: held until somebody applies it to its own days.`
        : `${subject} is next for ${plural(customers, 'customer')}; one month at a time.`;
    }),
  ];
  return texts.length === 0 ? [] : [section(texts.slice(0, 12).join('\n'))];
}

/** Money on the invoice of customers that nobody mapped. */
function unmapped({ report, currency }: RunView): KnownBlock[] {
  const open = report.facts.others.filter(({ standing }) => standing === 'unmapped');
  if (open.length === 0) return [];
  const named = open
    .slice(0, NAMED)
    .map(({ label, cost }) => `${name(label)} ${money(cost)}`)
    .join(', ');
  const more = open.length > NAMED ? ` and ${open.length - NAMED} more` : '';
  return [
    section(
      `:grey_question: *Customers not mapped* · ${plural(open.length, 'customer')}, ${money(sum(open.map(({ cost }) => cost)), currency)}: ${named}${more}`,
      button('Map', 'open-page:unmapped', serialize({ page: 'map' })),
    ),
  ];
}

function footer({ number, requestedBy, retryOf, report, acknowledged, retriedAs, decided }: RunView): string {
  const who = (id: string | null): string => (id === null ? 'the timetable' : mention(id));
  const last = decided.filter(({ by }) => by !== null && by !== 'policy').at(-1);
  return [
    `Run ${number}, asked for by ${who(requestedBy)}`,
    ...(retryOf === null ? [] : [`tries again what failed in run ${retryOf}`]),
    ...(last
      ? [
          `${last.state === 'rejected' ? 'rejected' : 'approved'} by ${who(last.by)}${last.at ? ` ${instant(last.at)}` : ''}${last.reason ? `: “${name(last.reason, 200)}”` : ''}`,
        ]
      : []),
    ...(acknowledged ? [`acknowledged by ${who(acknowledged.by)} ${instant(acknowledged.at)}`] : []),
    ...(retriedAs ? [`tried again as run ${retriedAs.run} by ${who(retriedAs.by)}`] : []),
    `reference ${report.reference}`,
  ].join(' · ');
}

/** Only what has the form of a Slack id: anything else would be a mention of somebody's choosing. */
export const mention = (id: string): string => (/^[UW][A-Z0-9]{2,}$/.test(id) ? `<@${id}>` : name(id));

function buttonsOf(run: RunView) {
  const { number, kind, state, report, acknowledged, retriedAs } = run;
  const waiting = report.customers.filter(waits);
  const [one] = waiting;
  const details = button('View details', 'open-page:details', serialize({ page: 'run', run: number }));
  switch (state) {
    case 'requested':
    case 'planning':
      return [details];
    case 'proposed':
      return one && waiting.length === 1
        ? [
            button('Approve plan', 'approve-plan', `${one.planId}|${one.checksum}`, { style: 'primary' }),
            button('Reject…', 'reject-plan', `${one.planId}|${one.checksum}`),
            details,
          ]
        : [
            button(`Approve all ${waiting.length}`, 'approve-plan', `run:${number}`, {
              style: 'primary',
              confirm: {
                title: 'Approve all plans?',
                text: `${plural(waiting.length, 'customer')} are written to Autotask as shown.`,
                yes: 'Approve all',
              },
            }),
            details,
          ];
    case 'approved':
    case 'applying':
      return [...(kind === 'customers' ? [button('Pause', 'pause', '')] : []), details];
    default:
      return [
        ...(report.result === 'Failure' && retriedAs === null
          ? [button('Retry failed', 'retry-failed', String(number), { style: 'primary' })]
          : []),
        details,
        ...(report.result === 'Warning' && acknowledged === null
          ? [button('Acknowledge', 'acknowledge', String(number))]
          : []),
        ...remedyButtons(run),
      ];
  }
}
