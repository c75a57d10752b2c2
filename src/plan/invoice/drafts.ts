/** A customer's invoice lines, sorted into drafts of agreement lines and into what cannot or shall not become one. */
import type { LineDraft } from '../agreement/agreement.ts';
import type { Charge } from '../change.ts';
import type { ChargeContext } from '../charges/place-charge.ts';
import type { Decision } from '../decision.ts';
import type { Month } from '../numbers/calendar.ts';
import { add, type Decimal } from '../numbers/decimal.ts';
import type { ProgramSettings } from '../settings.ts';
import type { Entry, Exclusion, Hold, Problem, Standing } from '../standing.ts';
import type { ProductBook, ProductMatch, RememberedMatches } from './join.ts';
import type { Line, Subscription } from './line.ts';
import { type LinePlace, placeLine } from './place-line.ts';
import { amountWarnings, type DateReading, datesProblem, mergeSplit, overlapping, spanOf } from './span.ts';

export type CustomerLine = { tenantId: string; line: Line };

export type DraftContext = {
  month: Month;
  reading: DateReading;
  /** PRISM's number of the agreement the mapping reads; null: any. */
  agreementNumber: string | null;
  subscriptions: ReadonlyMap<string, Subscription>;
  book: ProductBook;
  remembered: RememberedMatches;
  linked: (productKey: string) => boolean;
  decisions: readonly Decision[];
  settings: ProgramSettings;
  charging: ChargeContext;
};

export type Drafts = {
  drafts: Map<string, LineDraft>;
  /** Accounts of the lines that are in no draft. */
  entries: Entry[];
  holds: (Hold & { label: string })[];
  problems: (Problem & { label: string })[];
  exclusions: (Exclusion & { label: string })[];
  charges: Charge[];
  /** What is billed by charges already, each one sentence. */
  charged: string[];
  warnings: string[];
  /** Which product each subscription was found to be, to be remembered. */
  matches: Map<string, string>;
};

export function draftLines(lines: readonly CustomerLine[], context: DraftContext): Drafts {
  const result: Drafts = {
    drafts: new Map(),
    entries: [],
    holds: [],
    problems: [],
    exclusions: [],
    charges: [],
    charged: [],
    warnings: amountWarnings(lines.map(({ line }) => line)),
    matches: new Map(),
  };
  // Rows of a file may come in any order; what is said of them comes in theirs.
  for (const one of [...lines].sort(
    (a, b) => a.line.row - b.line.row || a.line.key.localeCompare(b.line.key),
  )) {
    place(one, context, result);
  }
  const drafts = [...result.drafts.values()].filter(({ kind }) => kind === 'seat');
  for (const draft of drafts) draft.spans = mergeSplit(draft.spans);
  holdOverlaps(drafts);
  return result;
}

/** One line's place among the results. */
function place(one: CustomerLine, context: DraftContext, result: Drafts): void {
  const { tenantId, line } = one;
  const money = { cost: line.cost, price: line.price ?? '0' };
  const label = line.offerName;
  const account = (standing: Standing, reason: string | null, charge?: string): void => {
    const keys = [line.key];
    const entry = { tenantId, productKey: null, label, lines: 1, ...money, standing, reason, keys };
    result.entries.push(charge === undefined ? entry : { ...entry, charge });
  };
  const found = placeLine(one, context);
  switch (found.to) {
    case 'excluded':
      result.exclusions.push({ ...found.exclusion, money, label });
      account('excluded', found.exclusion.reason);
      break;
    case 'held':
      result.holds.push({ ...found.hold, label });
      account('held', found.hold.reason);
      break;
    case 'failed':
      result.problems.push({ ...found.problem, label });
      account('failed', found.problem.code);
      break;
    case 'charge':
      result.charges.push(found.charge);
      account('waiting', null, found.charge.key);
      break;
    case 'charged':
      if (found.says) result.charged.push(found.says);
      if (found.warning) result.warnings.push(found.warning);
      account('right', 'charged');
      break;
    case 'draft':
      result.matches.set(found.subscriptionId, found.match.key);
      addSpan(tenantId, line, found, context, draftFor(found.match, line, found.usage, result));
  }
}

function addSpan(
  tenantId: string,
  line: Line,
  { subscriptionId, match, usage, kind }: Extract<LinePlace, { to: 'draft' }>,
  context: DraftContext,
  draft: LineDraft,
): void {
  draft.spans.push(spanOf(line, { tenantId, subscriptionId, productKey: match.key, kind }, context.reading));
  const problem = usage ? null : datesProblem(line, context.month, context.reading);
  if (problem === null) return;
  const where = `Row ${line.row}, ${line.offerName}: `;
  draft.holds.push({
    reason: problem,
    says:
      problem === 'dates-unclear'
        ? `${where}its dates, ${line.from} to ${line.to}, do not agree with its ratio ${line.ratio ?? '(none)'}`
        : `${where}${line.from} to ${line.to} is not inside the usage month ${context.month}`,
    choices: ['check-again', 'leave'],
    money: { cost: line.cost, price: line.price ?? '0' },
  });
}

function draftFor(match: ProductMatch, line: Line, usage: boolean, result: Drafts): LineDraft {
  const known = result.drafts.get(match.key);
  if (known) return known;
  const draft: LineDraft = {
    productKey: match.key,
    name: match.product?.name ?? line.offerName,
    kind: usage ? 'usage' : 'seat',
    product: match.product,
    spans: [],
    holds: [],
  };
  result.drafts.set(match.key, draft);
  return draft;
}

/** A subscription is one product at a time; where its days overlap, within a product or across, all of it is held. */
function holdOverlaps(drafts: readonly LineDraft[]): void {
  const unclear = overlapping(drafts.flatMap(draft => draft.spans));
  for (const draft of drafts) {
    for (const subscriptionId of new Set(draft.spans.map(span => span.subscriptionId))) {
      if (!unclear.has(subscriptionId)) continue;
      draft.holds.push({
        reason: 'overlap',
        says: `${draft.name}: the lines of subscription ${subscriptionId} overlap in time and differ; it is not clear how many seats there were`,
        choices: ['check-again', 'leave'],
        money: null,
      });
    }
  }
}

/** A draft's money by tenant, all of it standing as the draft's agreement line stands. */
export function entriesOf(draft: LineDraft, standing: Standing, reason: string | null): Entry[] {
  const byTenant = new Map<string, Entry>();
  for (const span of draft.spans) {
    const entry = byTenant.get(span.tenantId);
    const keys = entry?.keys ?? [];
    keys.push(...span.lines);
    byTenant.set(span.tenantId, {
      tenantId: span.tenantId,
      productKey: draft.productKey,
      label: draft.name,
      lines: (entry?.lines ?? 0) + span.lines.length,
      cost: addTo(entry?.cost, span.cost),
      price: addTo(entry?.price, span.price ?? '0'),
      standing,
      reason,
      keys,
    });
  }
  return [...byTenant.values()];
}

const addTo = (sum: Decimal | undefined, value: Decimal): Decimal =>
  sum === undefined ? value : add(sum, value);
