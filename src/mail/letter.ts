/** What a mail about a run says, before it is text or HTML. It is whole by itself: nobody has to open Slack to know. */
import { inWords, monthInWords } from '../plan/numbers/calendar.ts';
import { sum } from '../plan/numbers/decimal.ts';
import { hasFindings } from '../plan/tally/findings.ts';
import type { CustomerReport, Result, RunFacts, RunReport } from '../plan/tally/reports.ts';
import { invoiceTieOut } from '../plan/tally/run.ts';
import { monthsOf, outcomeOf, plural, standingWord } from '../plan/tally/words.ts';
import type { Told } from '../sync/read-report.ts';
import { customerPart } from './customer-part.ts';
import { money } from './money.ts';
import { type Line, line, type Part, part, said } from './part.ts';
import { productsPart } from './products-part.ts';

export type Letter = {
  subject: string;
  headline: string;
  result: Result;
  /** What a person has to do now. */
  lead: string[];
  parts: Part[];
  footer: string[];
};

/** @param workspace the name that Slack has for it */
export function letterOf({ run, report, currency }: Told, workspace: string): Letter {
  const waiting = report.customers.filter(one => one.waiting).length;
  const proposed = run.state === 'proposed';
  const undo = run.undoes === null ? '' : ` · Undo of run ${run.undoes}`;
  const headline = proposed
    ? `Approval needed${undo}${monthsOf(report)} · ${plural(waiting, 'customer')}`
    : `${report.result}${undo}${monthsOf(report)} · ${outcomeOf(report)}`;
  return {
    subject: `[PRISM Bot] ${headline}`,
    headline,
    result: proposed ? 'Waiting for approval' : report.result,
    lead: proposed
      ? [
          `${plural(waiting, 'customer')} ${waiting === 1 ? 'waits' : 'wait'} for approval. Nothing is written for ${waiting === 1 ? 'it' : 'them'} before somebody approves in Slack.`,
        ]
      : [],
    parts: [
      ...problemParts(report),
      ...invoiceParts(report, currency),
      ...heldInvoicePart(report.facts, currency),
      ...customerParts(report, currency),
      ...unmappedPart(report.facts, currency),
      ...productsPart(report.products),
    ],
    footer: [
      `Run ${run.number} in ${workspace}, requested ${run.requestedBy === null ? 'by the timetable' : 'in Slack'}${run.retryOf === null ? '' : `, tries again what failed in run ${run.retryOf}`}`,
      `Reference ${report.reference}`,
    ],
  };
}

function problemParts({ facts: { problems, notes } }: RunReport): Part[] {
  const lines = [
    ...problems.map(({ says, remedy, words }) =>
      line(says, 'failed', [said(remedy), ...(words ? [said(`“${words}”`)] : [])]),
    ),
    ...notes.map(note => line(note)),
  ];
  return lines.length === 0 ? [] : [part('The whole run', { lines })];
}

const STATUS: Record<RunFacts['invoices'][number]['status'], string> = {
  draft: 'draft',
  pending: 'pending',
  approved: 'Approved',
  paid: 'Paid',
  void: 'void',
  unknown: 'status unknown',
};

/** The tie-out of each invoice, to the cent. */
const invoiceParts = (report: RunReport, currency: string | null): Part[] =>
  report.facts.invoices.map(({ id, number, month, issued, status }) => {
    const tie = invoiceTieOut(report, id);
    const date = issued ? ` of ${inWords(issued)}` : '';
    return part(`Invoice ${number ?? id}${date} (${STATUS[status]}), usage ${monthInWords(month)}`, {
      table: [
        ...tie.accounts.map((one): Part['table'][number] => [
          standingWord(one.standing),
          plural(one.lines, 'line'),
          money(one.cost),
        ]),
        ['rounding', '', money(tie.rounding)],
        ['total', plural(tie.lines, 'line'), money(tie.total)],
      ],
      lines: [
        line(
          `Supplier cost before tax${currency ? ` in ${currency}` : ''}, ${tie.balanced ? 'balanced to the cent' : 'NOT BALANCED'}`,
          tie.balanced ? 'plain' : 'failed',
        ),
      ],
    });
  });

const HELD: Record<string, string> = {
  credit: 'a credit note',
  'one-off': 'a one-off invoice',
  adjustment: 'an adjustment invoice',
};

function heldInvoicePart({ heldInvoices, notNow }: RunFacts, currency: string | null): Part[] {
  const lines = [
    ...heldInvoices.map(({ id, number, month, reason, total }) =>
      line(
        `${number ?? id} (${monthInWords(month)}) is ${HELD[reason] ?? `held (${reason})`}${total === null ? '' : `, ${money(total, currency)}`}. It is not applied by itself; its lines can be billed as contract charges in Slack.`,
        'held',
      ),
    ),
    ...notNow.map(notNowLine),
  ];
  return lines.length === 0 ? [] : [part('Other invoices', { lines })];
}

function notNowLine({ number, month, why, customers }: RunFacts['notNow'][number]): Line {
  const subject = `${number ?? 'An invoice'} (${monthInWords(month)})`;
  const whom = plural(customers, 'customer');
  switch (why) {
    case 'unapproved':
      return line(`${subject} is not approved in PRISM yet.`);
    case 'older':
      return line(`${subject} is older than what was applied for ${whom}.`, 'held');
    case 'waiting':
      return line(`${subject} is next for ${whom}; one month at a time.`);
  }
}

/** Those with something to read first, then those that were changed; the rest is a number. */
function customerParts({ customers }: RunReport, currency: string | null): Part[] {
  const isTold = (one: CustomerReport): boolean => hasFindings(one) || one.waiting;
  const told = customers.filter(isTold);
  const others = customers.filter(one => !isTold(one));
  const changed = others.filter(({ result }) => result !== 'No Change');
  const same = others.length - changed.length;
  return [
    ...[...told, ...changed].map(one => customerPart(one, currency)),
    ...(same > 0 ? [part(`${plural(same, 'customer')} already right`, {})] : []),
  ];
}

function unmappedPart({ others }: RunFacts, currency: string | null): Part[] {
  const open = others.filter(({ standing }) => standing === 'unmapped');
  if (open.length === 0) return [];
  const total = money(sum(open.map(({ cost }) => cost)), currency);
  return [
    part(`Customers not mapped · ${plural(open.length, 'customer')}, ${total}`, {
      beneath: ['Map or exclude each with /prism map.'],
      lines: open.map(({ label, lines, cost }) =>
        line(`${label} · ${plural(lines, 'invoice line')}, ${money(cost, currency)}`),
      ),
    }),
  ];
}
