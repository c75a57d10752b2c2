/** A run's report as a billing clerk reads it, in plain text. */
import { inWords, type Month } from '../../../src/plan/numbers/calendar.ts';
import { roundTo } from '../../../src/plan/numbers/decimal.ts';
import type {
  CustomerReport,
  LineReport,
  ProductReport,
  RunReport,
} from '../../../src/plan/tally/reports.ts';
import { invoiceTieOut } from '../../../src/plan/tally/run.ts';

const WIDTH = 100;

export const monthInWords = (month: Month): string => inWords(`${month}-01`).slice(3);

export function heading(text: string): string {
  return `\n${text}\n${'─'.repeat(Math.min(WIDTH, text.length))}`;
}

/** Text broken at words into lines that begin with `indent`, the first with `first`. */
export function wrapped(text: string, indent: string, first = indent): string {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent;
      empty = true;
    }
    line += `${empty ? '' : ' '}${word}`;
    empty = false;
  }
  return [...lines, line].join('\n');
}

const labelled = (label: string, text: string): string =>
  wrapped(text, ' '.repeat(13), `   ${label.padEnd(10)}`);

export function tellRun(report: RunReport): string {
  const parts = [
    ...(report.products ? [tellProducts(report.products)] : []),
    ...report.customers.map(tellCustomer),
    ...report.facts.problems.map(problem =>
      [
        labelled('error', problem.says),
        ...(problem.words ? [labelled('', `“${problem.words}”`)] : []),
        labelled('do', problem.remedy),
      ].join('\n'),
    ),
    ...report.facts.heldInvoices.map(one =>
      labelled(
        'held',
        `${one.number ?? one.id} (${monthInWords(one.month)}, ${one.total ?? '?'}): ${one.reason}; never applied by itself`,
      ),
    ),
    ...report.facts.notNow.map(one =>
      labelled('waits', `${one.number} for ${monthInWords(one.month)}, ${NOT_NOW[one.why]}`),
    ),
    ...report.facts.notes.map(note => labelled('note', note)),
    ...report.facts.others.map(one =>
      labelled(
        one.standing,
        `${one.label}: ${one.lines} ${one.lines === 1 ? 'line' : 'lines'}, ${roundTo(one.cost, 2)}${OTHERS[one.reason ?? ''] ?? ''}`,
      ),
    ),
    ...report.facts.invoices.map(invoice => tellTieOut(report, invoice.id, invoice.number ?? invoice.id)),
  ];
  return [...parts, `   Run ${report.run}: ${report.result}`].join('\n');
}

/** Why a customer on the invoice has no plan; one nobody mapped has no reason. */
const OTHERS: Record<string, string> = {
  'another-invoice-first': ' (an earlier invoice comes first)',
  'applied-before': ' (applied before)',
  'before-start': ' (synced from a later month on)',
  currency: ' (the invoice is in another currency)',
  excluded: ' (left out on purpose)',
  'month-unclear': ' (most lines are of another month)',
  'other-agreement': ' (of another PRISM agreement)',
  'sync-off': ' (sync is off)',
};

const NOT_NOW = {
  unapproved: 'not approved yet in PRISM',
  older: 'older than what was applied: it may be applied to its own days',
  waiting: 'after the one above: one month at a time',
};

export function tellCustomer(report: CustomerReport): string {
  const names = report.tenants.map(({ name }) => name).join(' and ');
  const head = `   ${names} · ${report.agreementName} · ${report.invoice.number} for ${monthInWords(report.invoice.month)} · ${report.result}`;
  const untouched = report.lines.filter(isQuiet).length;
  return [
    '',
    head,
    ...report.created.map(name => labelled('made', `service ${name}`)),
    ...report.lines.filter(line => !isQuiet(line)).flatMap(tellLine),
    ...(untouched > 0
      ? [labelled('right', `${untouched} ${untouched === 1 ? 'line' : 'lines'} as invoiced already`)]
      : []),
    ...report.problems.flatMap(problem => [
      labelled('error', `${problem.label}: ${problem.says}`),
      labelled('do', problem.remedy),
    ]),
    ...report.holds.map(hold => labelled('held', `${hold.says} (${choices(hold.choices)})`)),
    ...grouped(report.exclusions.map(one => `${one.label}: ${one.says}`)).map(text =>
      labelled('excluded', text),
    ),
    ...report.warnings.map(text => labelled('warning', text)),
    ...report.doubleBilling.map(text => labelled('warning', text)),
    ...(report.result === 'Waiting for approval'
      ? [
          labelled(
            'approval',
            report.shadow ? 'none: shadow mode writes nothing' : `needed: ${report.asks.join('; ')}`,
          ),
        ]
      : []),
  ].join('\n');
}

const isQuiet = (line: LineReport): boolean =>
  line.standing === 'right' &&
  [line.warnings, line.notes, line.holds, line.exclusions].every(list => list.length === 0);

function tellLine(line: LineReport): string[] {
  const changes = line.changes.map(change => {
    const price =
      change.unitPrice === null
        ? ''
        : ` at ${shortPrice(change.unitCost)} cost, ${shortPrice(change.unitPrice)} retail`;
    const move = change.delta === 0 ? 'price' : `${change.before} → ${change.after}`;
    const written = change.done || line.standing === 'waiting' ? '' : ' (not written)';
    return `${move} from ${inWords(change.effective)}${price}${written}`;
  });
  const word = line.changes.length > 0 && line.changes.every(({ done }) => done) ? 'written' : line.standing;
  const silent = changes.length === 0 && line.holds.length > 0;
  return [
    ...(silent
      ? []
      : [labelled(word, `${line.productName}${changes.length > 0 ? `: ${changes.join('; ')}` : ''}`)]),
    ...(line.drift
      ? [
          labelled(
            'drift',
            `was ${line.drift.was}, somebody made it ${line.drift.is} from ${inWords(line.drift.date)}, becomes ${line.drift.becomes}`,
          ),
        ]
      : []),
    ...line.problems.flatMap(problem => [
      labelled('error', problem.says),
      ...(problem.words ? [labelled('', `“${problem.words}”`)] : []),
      labelled('do', problem.remedy),
    ]),
    ...line.holds.map(hold => labelled('held', `${hold.says} (${choices(hold.choices)})`)),
    ...line.exclusions.map(one => labelled('excluded', one.says)),
    ...grouped(line.warnings).map(text => labelled('warning', text)),
    ...line.notes.map(text => labelled('note', text)),
  ];
}

const shortPrice = (price: string | null): string => {
  const text = roundTo(price ?? '0', 4);
  return text.endsWith('00') ? text.slice(0, -2) : text;
};

const choices = (all: readonly string[]): string =>
  `choices: ${all.map(choice => choice.replaceAll('-', ' ')).join(', ')}`;

/** Equal texts once, with how often. */
function grouped(texts: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(([text, count]) => (count === 1 ? text : `${text} (${count} times)`));
}

export function tellProducts(report: ProductReport): string {
  const of = (kind: string) => report.products.filter(({ outcome }) => outcome.kind === kind);
  return [
    '',
    `   Products · ${report.result}`,
    ...of('create').map(row =>
      labelled(
        row.done ? 'made' : 'to make',
        `service PC_${row.productKey} for ${row.name}${row.problem ? ` (${row.problem})` : ''}`,
      ),
    ),
    ...of('reprice').map(row => labelled(row.done ? 'repriced' : 'to reprice', row.name)),
    ...of('held').map(row => labelled('held', row.outcome.kind === 'held' ? row.outcome.hold.says : '')),
    ...of('adopt').map(row =>
      labelled('adopt?', `${row.itemName ?? ''} for ${row.name}: a service of the former product`),
    ),
    ...of('excluded').map(row =>
      labelled(
        'excluded',
        `${row.name}: ${row.outcome.kind === 'excluded' ? row.outcome.exclusion.says : ''}`,
      ),
    ),
    ...(of('right').length > 0
      ? [labelled('right', `${of('right').length} services as on the price list already`)]
      : []),
  ].join('\n');
}

export function tellTieOut(report: RunReport, invoiceId: string, number: string): string {
  const tie = invoiceTieOut(report, invoiceId);
  const row = (name: string, lines: string, amount: string): string =>
    `     ${name.padEnd(12)}${lines.padStart(9)}${amount.padStart(14)}`;
  return [
    '',
    `   Tie-out of ${number}, supplier cost before tax`,
    ...tie.accounts.map(one =>
      row(one.standing, `${one.lines} ${one.lines === 1 ? 'line ' : 'lines'}`, one.cost),
    ),
    row('rounding', '', tie.rounding),
    row('total', `${tie.lines} ${tie.lines === 1 ? 'line ' : 'lines'}`, tie.total),
    `     ${tie.balanced ? 'balanced: every line is in one account, to the cent' : 'NOT BALANCED'}`,
  ].join('\n');
}
