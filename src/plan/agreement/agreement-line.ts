/**
 * The plan of one agreement line: one catalogue item on one agreement, all subscriptions of the product together
 * (rules 4.4–4.8, 5, 6). The steps, in order: what the invoice wants by day · what stands · which days are left as they
 * are (posted, decided, later months) · prices · the dated deltas · what speaks against writing them.
 */

import type { Adjust, LineState, Money } from '../change.ts';
import type { StandingLine } from '../current.ts';
import { decisionsFor } from '../decision.ts';
import type { LineMemory } from '../memory.ts';
import { type DateText, firstDay, lastDay, later } from '../numbers/calendar.ts';
import { type Decimal, equalAt } from '../numbers/decimal.ts';
import { quantityOn, type Timeline, timelineOf, until, within } from '../numbers/timeline.ts';
import type { ChargeOffer, Exclusion, Hold, Problem } from '../standing.ts';
import type { AgreementContext, LineDraft } from './agreement.ts';
import { billFor } from './bill.ts';
import { usageAmount } from './desired.ts';
import { diff, inWritableOrder } from './diff.ts';
import { toChanges } from './line-changes.ts';
import { askedTimeline, invoicedTimeline, leftAsDecided, openDays } from './line-days.ts';
import { Findings } from './line-findings.ts';
import { closingSubscriptions, type Drift, driftOf, goesToZero } from './line-history.ts';
import { holdChargedTwice, holdCheapPrice, holdForHistory, holdUsage } from './line-holds.ts';
import { nameGrid, namePassing, namePolicy, nameWhatIsLeft } from './line-notes.ts';
import { linePrices, stepsToWrite } from './line-prices.ts';
import type { PriceStep } from './prices.ts';

export type LinePlan = {
  productKey: string;
  productName: string;
  kind: 'seat' | 'usage';
  itemId: string | null;
  lineId: string | null;
  changes: Adjust[];
  /** Any of these keeps the whole line from being written, but for `below-cost` on an existing line (its price only). */
  holds: Hold[];
  problems: Problem[];
  exclusions: Exclusion[];
  warnings: string[];
  notes: string[];
  drift: Drift | null;
  /** The line stood there before us. */
  adopted: boolean;
  /** Seats on the usage month's last day. */
  seats: { before: number; after: number };
  /** What the target bills for the usage month. */
  bill: { before: Money; after: Money };
  goesToZero: 'no' | 'cancelled' | 'uncancelled';
  /** Unit prices, cost and retail, that the plan moves on an existing line. */
  reprices: { from: string; to: string }[];
  /** What billing its usage by charges would make. */
  offer?: ChargeOffer;
  /** What stands now and how far it is posted; apply re-reads both before it writes. */
  assumes: { state: LineState; postedThrough: DateText | null };
  /** What we will have left once every change is confirmed. */
  leaves: LineMemory;
};

/** The units of a standing line by day from `from` on, up to the agreement's end; the last step has no end. */
export function standingTimeline(
  line: StandingLine | null,
  from: DateText,
  agreementEnd: DateText,
): Timeline {
  if (line === null) return [];
  const rows = timelineOf(line.rows.map(row => ({ from: row.from, to: row.to, quantity: row.units })));
  return until(within(rows, from), agreementEnd);
}

/** The last day of the line's posted rows, inclusive; nothing may be written on or before it. */
export const postedThrough = (line: StandingLine | null): DateText | null =>
  (line?.rows ?? []).reduce<DateText | null>(
    (last, row) => (row.posted && (last === null || row.to > last) ? row.to : last),
    null,
  );

const reprice = (from: Decimal | null, to: Decimal | undefined): LinePlan['reprices'] =>
  from === null || to === undefined || equalAt(from, to, 4) ? [] : [{ from, to }];

/** A line that nothing is written onto is remembered as before; an older invoice changes the units we left, no more. */
function remembered(before: LineMemory | null, now: LineMemory, blocked: boolean): LineMemory {
  if (before === null) return now;
  if (blocked) return before;
  return before.month > now.month ? { ...before, state: now.state } : now;
}

const lastOf = (a: DateText | null, b: DateText | null): DateText | null =>
  a === null || b === null ? (a ?? b) : later(a, b);

export function planLine(draft: LineDraft, context: AgreementContext): LinePlan {
  const { month, agreement } = context;
  const range = { from: firstDay(month), to: lastDay(month) };
  const memory = context.memory.get(draft.productKey) ?? null;
  const item = context.items.get(draft.productKey);
  const itemId = item?.kind === 'linked' ? item.item.id : null;
  const standing = itemId === null ? [] : context.current.filter(line => line.itemId === itemId);
  const line = standing[0] ?? null;
  const decisions = decisionsFor(context.decisions, month, draft.productKey);
  const found = new Findings(draft, context);
  const current = standingTimeline(line, range.from, agreement.to);
  const posted = postedThrough(line);

  // A line that is not on the invoice needs no service made for it.
  if (item?.kind === 'held' && draft.spans.length > 0) found.holds.push(item.hold);
  if (standing.length > 1) {
    found.hold(
      'several-lines',
      `${draft.name} stands ${standing.length} times on this contract; it is not clear which to change`,
    );
  }

  const usage = draft.kind === 'usage' ? usageAmount(draft.spans) : null;
  const invoiced = invoicedTimeline(draft, context, usage !== null, found);
  const asked = askedTimeline(invoiced, current, context, decisions, found);
  const decided = leftAsDecided(asked, current, decisions);
  const prices = linePrices(draft, context, line, usage);
  const steps = stepsToWrite(prices.desired, prices.now, decided);
  const priceHeld = holdCheapPrice(draft, steps, prices, line, found);
  const open = openDays(
    { timeline: decided, steps: priceHeld ? [] : prices.desired },
    { draft, context, current, posted, decisions, prices, range, found },
  );

  const deltas = inWritableOrder(current, diff(current, open.timeline, open.steps));
  if (deltas === null) {
    found.hold(
      'order-unclear',
      `${draft.name} cannot be written in date order without passing below zero, and its prices differ by date`,
    );
  }
  const drift = driftOf(memory, current, open.timeline, range.from, agreement.to);
  const planned = deltas ?? [];
  holdForHistory(draft, context, memory, drift, decisions, planned, found);
  if (
    context.hasUnmatchedLine &&
    !decisions.released &&
    draft.kind === 'seat' &&
    planned.some(({ delta }) => delta < 0)
  ) {
    found.hold(
      'unmatched-line',
      `${draft.name} would lose seats, and a line of this customer has no product: it may be the lost seats`,
      ['map-product', 'release', 'leave'],
    );
  }
  holdUsage(draft, usage, context, prices, found);

  const bill = (timeline: Timeline, steps: readonly PriceStep[]): Money =>
    billFor(timeline, [{ from: range.from, ...prices.base }, ...steps], agreement.from, range);
  const before = bill(current, []);
  const isCharged = context.charged.has(draft.productKey) && !holdChargedTwice(draft, current, range, found);
  if (isCharged) found.leave('charged');
  else if (item?.kind === 'skipped') found.leave('skipped');
  else if (decisions.left) found.leave('left');
  const blocked = found.blocks(priceHeld);
  const after = blocked ? { timeline: current, steps: [] } : { timeline: open.timeline, steps: open.steps };
  const billed = {
    before,
    after: blocked || planned.length === 0 ? before : bill(after.timeline, after.steps),
  };
  if (!blocked) {
    const asksPrices = priceHeld ? [] : stepsToWrite(prices.desired, prices.now, asked);
    nameWhatIsLeft(asked, after, billed.after, {
      draft,
      steps: asksPrices,
      through: lastOf(posted, decisions.leftThrough),
      bill,
      found,
    });
    if (memory === null || memory.month < month)
      namePassing(draft, prices, decided, billed.after, bill, found);
    nameGrid(draft, agreement.from, billed.after, found);
    if (context.settings.priceChange === 'from-first-day') {
      const exact = stepsToWrite(prices.exact, prices.now, after.timeline);
      namePolicy(draft, steps, exact, after, billed.after, bill, found);
    }
  }
  const changes = blocked
    ? []
    : toChanges(planned, { draft, context, itemId, lineId: line?.id ?? null, current, prices, bill });
  const seats = { before: quantityOn(current, range.to), after: quantityOn(after.timeline, range.to) };
  const state: LineState = { timeline: current, ...prices.now };
  return {
    productKey: draft.productKey,
    productName: draft.name,
    kind: draft.kind,
    itemId,
    lineId: line?.id ?? null,
    changes,
    holds: found.holds,
    problems: found.problems,
    exclusions: found.exclusions,
    warnings: prices.warnings,
    notes: [...prices.notes, ...found.notes],
    drift: blocked ? null : drift,
    adopted: line !== null && memory === null && current.some(step => step.quantity !== 0),
    seats,
    bill: billed,
    goesToZero: blocked ? 'no' : goesToZero(memory, draft, context, decisions, seats),
    reprices: changes.flatMap(({ unitPrice, unitCost }) => [
      ...reprice(prices.now.unitPrice, unitPrice),
      ...reprice(prices.now.unitCost, unitCost),
    ]),
    assumes: { state, postedThrough: posted },
    leaves: remembered(
      memory,
      {
        productKey: draft.productKey,
        productName: draft.name,
        itemId,
        lineId: line?.id ?? null,
        month,
        kind: draft.kind,
        subscriptions: closingSubscriptions(draft, context),
        state: changes.at(-1)?.after ?? state,
      },
      blocked,
    ),
  };
}
