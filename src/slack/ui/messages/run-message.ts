/** The one message of a run: what became of it, or what it waits for; updated in place. */
import type { KnownBlock } from '@slack/types';
import type { Result } from '../../../plan/tally/reports.ts';
import { monthsOf, outcomeOf } from '../../../plan/tally/words.ts';
import { actions, context, section } from '../parts/blocks.ts';
import { mention } from '../parts/mention.ts';
import { cutBlocks, type Screen } from '../parts/pages.ts';
import { instant, name, plural, thousands } from '../parts/text.ts';
import { heldInvoiceRows, invoiceRows, unmappedRows } from './invoice-rows.ts';
import { planLines } from './plan-lines.ts';
import { problemBlocks } from './problems.ts';
import { runButtons } from './run-buttons.ts';
import { type RunView, waits } from './run-view.ts';

export { mention } from '../parts/mention.ts';
export { apartOf, billOf, billsOf, movesOf } from './plan-lines.ts';

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
  const { problems } = run.report.facts;
  const rows: KnownBlock[][] = [
    ...problems.map(problem => problemBlocks(problem, run.report.reference)),
    ...(run.state === 'proposed' ? planLines(run) : []),
    ...invoiceRows(run),
    ...heldInvoiceRows(run),
    ...unmappedRows(run),
  ];
  const { rows: fitting, of } = cutBlocks(rows, 1, { blocks: 36, characters: 7_000 });
  return {
    title: `Run ${run.number}`,
    text: headline.replaceAll('*', ''),
    blocks: [
      section(`${SIGNS[shownResult(run)]} ${headline}`),
      ...fitting.flat(),
      ...(of > 1 ? [context('There is more: press View details.')] : []),
      context(footer(run)),
      ...actions(runButtons(run)),
    ],
  };
}

function shownResult({ state, report }: RunView): Result {
  if (state === 'proposed') return 'Waiting for approval';
  return state === 'done' || state === 'rejected' || state === 'expired' ? report.result : 'Running';
}

function headlineOf(run: RunView): string {
  const { state, report, progress } = run;
  switch (state) {
    case 'requested':
    case 'planning':
      return `*${syncOf(run)} requested* · reading PRISM and Autotask`;
    case 'proposed':
      return `*Approval needed*${undoOf(run)}${monthsOf(report)} · ${plural(report.customers.filter(waits).length, 'customer')}`;
    case 'approved':
    case 'applying':
      return progress
        ? `*Syncing*${undoOf(run)}${monthsOf(report)} · ${progressOf(progress)}`
        : `*Syncing*${undoOf(run)}${monthsOf(report)} · decided, carried out now`;
    default:
      return `*${report.result}*${undoOf(run)}${monthsOf(report)} · ${outcomeOf(report)}`;
  }
}

const undoOf = ({ undoes }: RunView): string => (undoes === null ? '' : ` · Undo of run ${undoes}`);

function syncOf({ kind, only, retryOf, undoes }: RunView): string {
  if (undoes !== null) return `Undo of run ${undoes}`;
  const what = kind === 'products' ? 'product' : 'customer';
  const which = only === null ? `all ${what}s` : plural(only, what);
  return retryOf === null ? `Sync of ${which}` : `Retry of run ${retryOf}: sync of ${which}`;
}

function progressOf({ done, total, msLeft }: NonNullable<RunView['progress']>): string {
  const minutes = Math.ceil(msLeft / 60_000);
  const left = minutes <= 1 ? 'less than a minute left' : `about ${minutes} minutes left`;
  return `${thousands(String(done))} of ${plural(total, 'customer')} done · ${left}`;
}

const UNDOING: Partial<Record<RunView['state'], string>> = {
  done: 'taken back',
  rejected: 'not taken back, as decided',
  expired: 'not taken back, for nobody decided',
  proposed: 'would be taken back',
};

/** Who asked, decided, read and tried again. */
export function footer({
  number,
  requestedBy,
  retryOf,
  report,
  acknowledged,
  retriedAs,
  undoes,
  undoing,
  decided,
}: RunView): string {
  const who = (id: string | null): string => (id === null ? 'the timetable' : mention(id));
  const last = decided
    .filter(({ by }) => by !== null && by !== 'policy')
    .toSorted((a, b) => (a.at?.getTime() ?? 0) - (b.at?.getTime() ?? 0))
    .at(-1);
  return [
    `Run ${number}, requested by ${who(requestedBy)}`,
    ...(retryOf === null ? [] : [`tries again what failed in run ${retryOf}`]),
    ...(last
      ? [
          `${last.state === 'rejected' ? 'rejected' : 'approved'} by ${who(last.by)}${last.at ? ` ${instant(last.at)}` : ''}${last.reason ? `: “${name(last.reason, 200)}”` : ''}`,
        ]
      : []),
    ...(acknowledged ? [`acknowledged by ${who(acknowledged.by)} ${instant(acknowledged.at)}`] : []),
    ...(undoes === null ? [] : [`takes back run ${undoes}`]),
    ...(undoing ? [`${UNDOING[undoing.state] ?? 'is being taken back'} by run ${undoing.run}`] : []),
    ...(retriedAs ? [`tried again as run ${retriedAs.run} by ${who(retriedAs.by)}`] : []),
    `reference ${report.reference}`,
  ].join(' · ');
}
