/** One row of the evidence, as a table shows it: an invoice line with all that became of it. */
import type { Line } from '../invoice/line.ts';
import type { PlannedInvoice } from '../plan.ts';
import type { Decided } from '../tally/reports.ts';
import { standingWord } from '../tally/words.ts';
import type { ChangeEvidence, Values } from './change-evidence.ts';
import type { Placement } from './plan-evidence.ts';

/** The plan a row is from, and who let it be written. */
export type PlanHeading = {
  id: string;
  checksum: string;
  state: Decided;
  /** The contract; null: a product sync. */
  agreementId: string | null;
  agreementName: string | null;
  companyName: string | null;
  /** A Slack user id, or `policy`. */
  decidedBy: string | null;
  decidedAt: Date | null;
  /** Given with the decision. */
  decisionReason: string | null;
};

/** Where Slack told of the run. */
export type ToldWhere = { channelId: string; ts: string; permalink: string | null };

export type EvidenceRow = {
  run: number;
  invoice: Pick<PlannedInvoice, 'id' | 'number' | 'month' | 'issued' | 'currency'> | null;
  /** null: a change that no invoice line asked for. */
  line: Line | null;
  tenantId: string | null;
  customer: string | null;
  place: Omit<Placement, 'keys' | 'changes'> | null;
  plan: PlanHeading | null;
  changes: readonly ChangeEvidence[];
  told: ToldWhere | null;
};

const COLUMNS: [title: string, cell: (row: EvidenceRow) => string | number | null | undefined][] = [
  ['Run', row => row.run],
  ['Invoice', row => row.invoice?.number ?? row.invoice?.id],
  ['Usage month', row => row.invoice?.month],
  ['Invoice date', row => row.invoice?.issued],
  ['Currency', row => row.line?.currency ?? row.invoice?.currency],
  ['Row', row => row.line?.row],
  ['Line key', row => row.line?.key],
  ['PRISM customer', row => row.customer],
  ['Domain', row => row.line?.domain],
  ['Subscription', row => row.line?.subscriptionId],
  ['Offer', row => row.line?.offerName],
  ['Description', row => row.line?.description],
  ['From', row => row.line?.from],
  ['To', row => row.line?.to],
  ['Quantity', row => row.line?.quantity],
  ['Unit cost', row => row.line?.unitCost],
  ['Unit retail', row => row.line?.unitPrice],
  ['Billable ratio', row => row.line?.ratio],
  ['Cost', row => row.line?.cost],
  ['Retail', row => row.line?.price],
  ['Stands as', row => row.place && standingWord(row.place.standing)],
  ['Reason', row => row.place?.reason],
  ['Why', row => row.place?.says],
  ['Company', row => row.plan?.companyName],
  ['Contract', row => row.plan?.agreementName],
  ['Contract id', row => row.plan?.agreementId],
  ['Product', row => row.place?.line?.productName],
  ['Product key', row => row.place?.line?.productKey],
  ['Service id', row => row.place?.line?.itemId],
  ['Contract service id', row => row.place?.line?.lineId],
  ['Change', each(({ says }) => says)],
  ['From day', each(({ effective }) => effective)],
  ['Before', each(({ before }) => valuesOf(before))],
  ['After', each(({ after }) => valuesOf(after))],
  ['Change stands as', each(({ state }) => state ?? 'not begun')],
  ['Attempts', each(({ attempts }) => String(attempts))],
  ['Sent at', each(({ sentAt }) => instant(sentAt))],
  [
    'Request',
    each(({ request }) => request && [request.method, request.path, request.body ?? ''].join(' ').trim()),
  ],
  ['Answered at', each(({ answer }) => instant(answer?.at))],
  ['Answer', each(({ answer }) => answer?.says)],
  ['Read back at', each(({ readBack }) => instant(readBack?.at))],
  ['Read back', each(({ readBack }) => readBack?.says)],
  ['Plan', row => row.plan?.id],
  ['Plan checksum', row => row.plan?.checksum],
  ['Plan stands as', row => row.plan?.state],
  ['Decided by', row => row.plan?.decidedBy],
  ['Decided at', row => instant(row.plan?.decidedAt)],
  ['Decision reason', row => row.plan?.decisionReason],
  ['Slack channel', row => row.told?.channelId],
  ['Slack message', row => row.told?.ts],
  ['Slack link', row => row.told?.permalink],
];

export const TITLES: readonly string[] = COLUMNS.map(([title]) => title);

/** In the order of the titles. */
export const cellsOf = (row: EvidenceRow): string[] => COLUMNS.map(([, cell]) => String(cell(row) ?? ''));

/** A line of the cell for each change, so that the cells of one row read across. */
function each(tell: (change: ChangeEvidence) => string | null | undefined) {
  return ({ changes }: EvidenceRow): string => changes.map(change => tell(change) ?? '').join('\n');
}

function valuesOf(values: Values | null): string {
  if (values === null) return '';
  const { units, cost, price } = values;
  return [
    ...(units === null ? [] : [`${units} units`]),
    ...(cost === null ? [] : [`cost ${cost}`]),
    ...(price === null ? [] : [`retail ${price}`]),
  ].join(', ');
}

const instant = (at: Date | null | undefined): string => at?.toISOString() ?? '';
