/** Runs as messages and pages are given them. */
import { createHash } from 'node:crypto';
import type { Button, KnownBlock } from '@slack/types';
import type { Entry, Hold, Problem } from '../../../src/plan/standing.ts';
import type {
  CustomerReport,
  LineReport,
  ProductReport,
  RunFacts,
  RunReport,
} from '../../../src/plan/tally/reports.ts';
import { NO_FACTS } from '../../../src/plan/tally/reports.ts';
import { runResult } from '../../../src/plan/tally/run.ts';
import { tieOut } from '../../../src/plan/tieout.ts';
import type { RunView } from '../../../src/slack/ui/messages/run-view.ts';

/** Everything that third parties could call something to do harm. */
export const HOSTILE = [
  '<!channel> <@U0CLERK> <https://evil.example|click>',
  '*bold* _it_ ~no~ `code` > quote & more &amp; <',
  'שלום \u202Eevil\u2066 مرحبا 漢字 👩‍👩‍👧‍👦🏳️‍🌈',
  'line\nbreak\r\n\ttab\u0000null',
  '"quotes" \\ {"json": [1]}',
  '   ',
];

/** 5,000 characters, each of which grows when it is escaped. */
export const LONG = '&<'.repeat(2_500);

/** A UUID that is always the same for the same words. */
export function uuid(of: string): string {
  const hex = createHash('sha256').update(of).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const aHold = (changed: Partial<Hold> = {}): Hold => ({
  reason: 'posted',
  says: 'The days up to 14 Sep 2026 are posted in Autotask',
  choices: ['next-open-period', 'leave'],
  money: { cost: '-40', price: '-50' },
  ...changed,
});

export const aProblem = (changed: Partial<Problem> = {}): Problem => ({
  code: 'refused',
  says: 'Autotask did not take the change of Business Premium',
  remedy: "Read Autotask's words below, correct what they name, then press Retry failed.",
  words: 'Data violation: the contract is locked.',
  choices: ['check-again'],
  ...changed,
});

export function aLine(changed: Partial<LineReport> = {}): LineReport {
  return {
    productKey: 'CFQ7TTC0LCHC:0002:P1M',
    productName: 'Microsoft 365 Business Premium',
    standing: 'applied',
    reason: null,
    seats: { before: 4, after: 6 },
    changes: [
      {
        effective: '2026-09-10',
        delta: 2,
        before: 4,
        after: 6,
        unitPrice: '25',
        unitCost: '20',
        done: true,
      },
    ],
    invoiced: { cost: '108', price: '135' },
    bill: { before: { cost: '80', price: '100' }, after: { cost: '108', price: '135' } },
    holds: [],
    problems: [],
    exclusions: [],
    warnings: [],
    notes: [],
    drift: null,
    ...changed,
  };
}

export function aCustomer(
  title: string,
  { lines = [aLine()], ...changed }: Partial<CustomerReport> = {},
): CustomerReport {
  const entries: Entry[] = lines.map(line => ({
    tenantId: title,
    productKey: line.productKey,
    label: line.productName,
    lines: 1,
    ...line.invoiced,
    standing: line.standing,
    reason: line.reason,
  }));
  const cost = String(108 * lines.length);
  return {
    planId: uuid(title),
    checksum: createHash('sha256').update(title).digest('hex'),
    agreementId: '101',
    agreementName: `${title} cloud services`,
    companyName: title,
    tenants: [{ id: uuid(`tenant ${title}`), name: title, domain: 'x.example', hash: 'h', lines: 1, cost }],
    invoice: {
      id: 'invoice-9',
      number: 'INV-0009',
      month: '2026-09',
      issued: '2026-10-12',
      status: 'approved',
      currency: 'AUD',
      hash: 'h',
    },
    result: 'Success',
    waiting: changed.result === 'Waiting for approval' && !changed.shadow,
    shadow: false,
    asks: [],
    created: [],
    lines,
    charges: [],
    charged: [],
    apart: null,
    holds: [],
    problems: [],
    exclusions: [],
    warnings: [],
    doubleBilling: [],
    entries,
    tie: tieOut(entries, { lines: lines.length, cost }),
    ...changed,
  };
}

export const waiting = (title: string, changed: Partial<CustomerReport> = {}): CustomerReport =>
  aCustomer(title, {
    result: 'Waiting for approval',
    asks: ["this customer's first plan"],
    lines: [aLine({ standing: 'waiting' })],
    ...changed,
  });

export function aReport({
  customers = [],
  products = null,
  facts = {},
}: {
  customers?: CustomerReport[];
  products?: ProductReport | null;
  facts?: Partial<RunFacts>;
} = {}): RunReport {
  const lines = customers.flatMap(one => one.lines).length;
  const all: RunFacts = {
    ...NO_FACTS,
    invoices: [
      {
        id: 'invoice-9',
        number: 'INV-0009',
        month: '2026-09',
        issued: '2026-10-12',
        status: 'approved',
        lines,
        cost: String(108 * lines),
      },
    ],
    ...facts,
  };
  return {
    run: 12,
    kind: products ? 'products' : 'customers',
    result: runResult(customers, products, all),
    customers,
    products,
    facts: all,
    reference: 'T0TEAM-12',
  };
}

export const aRun = ({ report, ...changed }: Partial<RunView> & { report: RunReport }): RunView => ({
  number: report.run,
  kind: report.kind,
  state: 'done',
  requestedBy: 'U0CLERK',
  retryOf: null,
  undoes: null,
  undoing: null,
  only: null,
  report,
  progress: null,
  acknowledged: null,
  retriedAs: null,
  decided: [],
  currency: 'AUD',
  ...changed,
});

/** What stands in blocks, a line each, as it is read. */
export const screen = (blocks: readonly KnownBlock[]): string =>
  blocks
    .flatMap(block => {
      if (block.type === 'section') return [block.text?.text ?? ''];
      return block.type === 'context'
        ? [block.elements.map(one => ('text' in one ? one.text : '')).join(' · ')]
        : [];
    })
    .join('\n')
    .replaceAll('*', '')
    .replaceAll('&gt;', '>');

/** Every button, in the order in which they stand. */
export const buttonsOf = (blocks: readonly KnownBlock[]): Button[] =>
  blocks
    .flatMap((block): unknown[] =>
      block.type === 'actions'
        ? block.elements
        : block.type === 'section' && block.accessory
          ? [block.accessory]
          : [],
    )
    .filter((one): one is Button => (one as Button).type === 'button');

export const labelsOf = (blocks: readonly KnownBlock[]): string[] =>
  buttonsOf(blocks).map(({ text }) => text.text);
