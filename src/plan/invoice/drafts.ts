/**
 * A customer's invoice lines, sorted into drafts of agreement lines and into what cannot or shall not become one.
 *
 * | line                                              | goes                                                  |
 * | ------------------------------------------------- | ----------------------------------------------------- |
 * | of another PRISM agreement than the mapping's     | excluded, `other-agreement`                           |
 * | without a subscription                            | held, `adjustment`                                    |
 * | product not found, or several fit                 | failed, `Could not find source product …`             |
 * | billing motion not chosen                         | excluded, `motion`                                    |
 * | usage while Azure is off                          | excluded, `azure-off`                                 |
 * | a credit, of whatever product                     | held, `credit`                                        |
 * | one of those held that a person said to leave     | excluded, `left`                                      |
 * | dates unclear, outside the month, overlapping     | its draft, which is held as a whole                   |
 * | anything else                                     | its draft                                             |
 */
import type { LineDraft } from '../agreement/agreement.ts';
import { exclusionOf } from '../catalogue.ts';
import { type Decision, isLeft } from '../decision.ts';
import type { Month } from '../numbers/calendar.ts';
import { add, type Decimal, roundTo } from '../numbers/decimal.ts';
import type { ProgramSettings } from '../settings.ts';
import type { Entry, Exclusion, Hold, Problem, Standing } from '../standing.ts';
import {
  matchProduct,
  NOT_FOUND,
  type ProductBook,
  type ProductMatch,
  productOf,
  type RememberedMatches,
} from './join.ts';
import type { Line, Subscription } from './line.ts';
import {
  amountWarnings,
  type DateReading,
  datesProblem,
  kindOf,
  mergeSplit,
  overlapping,
  type SpanKind,
  spanOf,
} from './span.ts';

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
};

export type Drafts = {
  drafts: Map<string, LineDraft>;
  /** Accounts of the lines that are in no draft. */
  entries: Entry[];
  holds: (Hold & { label: string })[];
  problems: (Problem & { label: string })[];
  exclusions: (Exclusion & { label: string })[];
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

type Place =
  | { to: 'excluded'; exclusion: Exclusion }
  | { to: 'held'; reason: Hold['reason']; says: string }
  | { to: 'failed' }
  | { to: 'draft'; subscriptionId: string; match: ProductMatch; usage: boolean; kind: SpanKind };

function placeOf(line: Line, context: DraftContext): Place {
  const { agreementNumber } = context;
  const row = `Row ${line.row}`;
  if (agreementNumber !== null && line.agreementNumber !== null && line.agreementNumber !== agreementNumber) {
    const says = `${row} belongs to PRISM agreement ${line.agreementNumber}`;
    return { to: 'excluded', exclusion: { reason: 'other-agreement', says, money: null } };
  }
  const { subscriptionId } = line;
  if (subscriptionId === null) {
    return { to: 'held', reason: 'adjustment', says: `${row}, ${line.offerName}, names no subscription` };
  }
  const subscription = context.subscriptions.get(subscriptionId);
  const match = matchProduct(line, subscription, context.book, context.remembered, context.linked);
  const usage = match?.product?.usage ?? subscription?.usage ?? false;
  const kind = kindOf(line, usage);
  if (kind === 'credit') {
    return {
      to: 'held',
      reason: 'credit',
      says: `${row}, ${line.offerName}, is a credit of ${roundTo(line.cost, 2)}`,
    };
  }
  if (match === null) return { to: 'failed' };
  const exclusion = exclusionOf(productOf(match, line, usage), context.settings);
  return exclusion ? { to: 'excluded', exclusion } : { to: 'draft', subscriptionId, match, usage, kind };
}

function place({ tenantId, line }: CustomerLine, context: DraftContext, result: Drafts): void {
  const money = { cost: line.cost, price: line.price ?? '0' };
  const label = line.offerName;
  const read = placeOf(line, context);
  const left = read.to === 'held' && isLeft(context.decisions, context.month, line.key);
  const account = (standing: Standing, reason: string): void => {
    const keys = [line.key];
    result.entries.push({ tenantId, productKey: null, label, lines: 1, ...money, standing, reason, keys });
  };
  const found: Place = left
    ? { to: 'excluded', exclusion: { reason: 'left', says: `${read.says}; left out, by decision`, money } }
    : read;
  switch (found.to) {
    case 'excluded':
      result.exclusions.push({ ...found.exclusion, money, label });
      account('excluded', found.exclusion.reason);
      break;
    case 'held':
      result.holds.push({
        reason: found.reason,
        says: found.says,
        choices: ['bill-as-charge', 'leave'],
        money,
        subject: line.key,
        label,
      });
      account('held', found.reason);
      break;
    case 'failed':
      result.problems.push({
        code: 'product-not-found',
        says: NOT_FOUND,
        remedy: `Row ${line.row}, ${label}: choose its service with Map product, and sync again.`,
        words: null,
        choices: ['map-product'],
        label,
      });
      account('failed', 'product-not-found');
      break;
    case 'draft':
      result.matches.set(found.subscriptionId, found.match.key);
      addSpan(tenantId, line, found, context, draftFor(found.match, line, found.usage, result));
  }
}

function addSpan(
  tenantId: string,
  line: Line,
  { subscriptionId, match, usage, kind }: Extract<Place, { to: 'draft' }>,
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
