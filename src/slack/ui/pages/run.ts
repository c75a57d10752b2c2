/** Sync Status: one run, complete. What went wrong comes first. */
import type { KnownBlock } from '@slack/types';
import { inWords, monthInWords } from '../../../plan/numbers/calendar.ts';
import { sum } from '../../../plan/numbers/decimal.ts';
import type { CustomerReport, Result } from '../../../plan/tally/reports.ts';
import { countsOf, invoiceTieOut } from '../../../plan/tally/run.ts';
import type { TieOut } from '../../../plan/tieout.ts';
import { heldInvoiceRows, unmappedRows } from '../messages/invoice-rows.ts';
import { problemBlocks } from '../messages/problems.ts';
import { runButtons } from '../messages/run-buttons.ts';
import { footer, runMessage } from '../messages/run-message.ts';
import type { RunView } from '../messages/run-view.ts';
import { actions, button, context, fields, section } from '../parts/blocks.ts';
import { cutBlocks, type PageState, pager, type Screen, serialize } from '../parts/pages.ts';
import { name, plural, thousands } from '../parts/text.ts';
import { tieOutTable } from '../parts/tie-out.ts';
import { statusRows } from './status-rows.ts';

export type RunPage = {
  run: RunView;
  /** The PRISM agreement of each tenant, by tenant id. */
  agreements: ReadonlyMap<string, string>;
  /** It is the newest of some customer whom it wrote something for. */
  undoable: boolean;
};

export function runScreen(
  { run, agreements, undoable }: RunPage,
  state: PageState,
  { act }: { act: boolean },
): Screen {
  const { number, report, currency } = run;
  const { problems, notes } = report.facts;
  const rows: KnownBlock[][] = [
    ...problems.map(problem => problemBlocks(problem, report.reference)),
    ...heldInvoiceRows(run).map(row => (act ? row : row.filter(({ type }) => type !== 'actions'))),
    ...unmappedRows(run),
    ...tieOutRows(run),
    ...notes.map(note => [context(name(note, 600))]),
    ...productRows(run),
    ...worstFirst(report.customers).flatMap((customer, at) => statusRows(customer, at, agreements, currency)),
  ];
  const page = cutBlocks(rows, state.at ?? 1, { blocks: 34, characters: 7_000 });
  return {
    title: 'Sync Status',
    text: `Run ${number}: ${report.result}`,
    blocks: [
      ...head(run),
      ...page.rows.flat(),
      ...(rows.length === 0 ? [section('Nothing to tell yet.')] : []),
      ...pager(state, page, 'entries'),
      ...actions([...buttonsOf(run, act), ...(act && undoable ? [undoButton(run)] : [])]),
    ],
  };
}

/** Those of its message; what only shows is for everybody. */
const buttonsOf = (run: RunView, act: boolean) => [
  ...(act ? runButtons(run).filter(one => one.action_id !== 'open-page:details') : []),
  ...(ENDED.has(run.state)
    ? []
    : [button('Refresh', 'turn-page:refresh', serialize({ page: 'run', run: run.number }))]),
];

const undoButton = ({ number }: RunView) =>
  button('Undo…', 'undo-run', String(number), {
    confirm: {
      title: `Undo run ${number}?`,
      text: 'A plan of opposites is made, with what can be taken back and what cannot. Nothing is written before somebody approves it.',
      yes: 'Make the plan',
    },
  });

const ENDED: ReadonlySet<RunView['state']> = new Set(['done', 'rejected', 'expired']);

function head(run: RunView): KnownBlock[] {
  const counts = countsOf(run.report);
  const [headline] = runMessage(run).blocks;
  const shown: [string, number][] =
    run.kind === 'customers'
      ? [
          ['Customers synced', counts.customersSynced],
          ['Subscriptions synced', counts.subscriptionsSynced],
          ...(counts.chargesWritten > 0
            ? [['Contract charges', counts.chargesWritten] as [string, number]]
            : []),
          ['Customers failed', counts.customersFailed],
          ['Errors', counts.errors],
          ['Warnings', counts.warnings],
        ]
      : [
          ['Products synced', counts.productsSynced],
          ['Products failed', counts.productsFailed],
          ['Errors', counts.errors],
          ['Warnings', counts.warnings],
        ];
  return [
    ...(headline ? [headline] : []),
    fields(shown.map(([what, count]) => `*${what}*\n${thousands(String(count))}`)),
    context(footer(run)),
  ];
}

/** Each invoice, and all of them together where there are several. */
function tieOutRows({ report, currency }: RunView): KnownBlock[][] {
  const { invoices } = report.facts;
  const ties = invoices.map(({ id }) => invoiceTieOut(report, id));
  const row = (title: string, tie: TieOut): KnownBlock[] => [
    section(`*${title}*\n${tieOutTable(tie, currency)}`),
  ];
  return [
    ...(ties.length > 1
      ? [row(`Tie-out of ${plural(ties.length, 'invoice')} together`, together(ties))]
      : []),
    ...invoices.map(({ id, number, month, issued }, at) => {
      const date = issued ? ` of ${inWords(issued)}` : '';
      return row(`Tie-out of ${name(number ?? id)}${date}, usage ${monthInWords(month)}`, ties[at]!);
    }),
  ];
}

function together(ties: readonly TieOut[]): TieOut {
  const accounts = Map.groupBy(
    ties.flatMap(tie => tie.accounts),
    ({ standing }) => standing,
  );
  return {
    accounts: [...accounts].map(([standing, mine]) => ({
      standing,
      lines: mine.reduce((lines, one) => lines + one.lines, 0),
      cost: sum(mine.map(({ cost }) => cost)),
      price: sum(mine.map(({ price }) => price)),
    })),
    rounding: sum(ties.map(({ rounding }) => rounding)),
    total: sum(ties.map(({ total }) => total)),
    lines: ties.reduce((lines, tie) => lines + tie.lines, 0),
    balanced: ties.every(({ balanced }) => balanced),
  };
}

function productRows({ number, report: { products } }: RunView): KnownBlock[][] {
  if (!products) return [];
  const { result, synced, failed } = products;
  return [
    [
      section(
        `*Products* · ${result} · ${thousands(String(synced))} synced, ${thousands(String(failed))} failed`,
        button('View', 'open-page:products', serialize({ page: 'products', run: number })),
      ),
    ],
  ];
}

const ORDER: Result[] = [
  'Failure',
  'Waiting for approval',
  'Warning',
  'Running',
  'Rejected',
  'Expired',
  'Success',
];

function worstFirst(customers: readonly CustomerReport[]): CustomerReport[] {
  const rank = ({ result }: CustomerReport): number => ORDER.indexOf(result) + 1 || ORDER.length + 1;
  return customers.toSorted((a, b) => rank(a) - rank(b));
}
