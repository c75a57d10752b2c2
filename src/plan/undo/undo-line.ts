/**
 * One agreement line back to what it was before a run (rules 7). A target's changes cannot be taken out of it, so each
 * is countered by its opposite; what was done to the line since then, by anybody, stays.
 *
 * | since the run                                   | what is written                                               |
 * | ----------------------------------------------- | ------------------------------------------------------------- |
 * | nothing                                         | the opposite of each change, on its day; the price as it was  |
 * | a hand changed the quantity                     | the same: the hand's difference stays, and is said            |
 * | a hand changed the price                        | the quantities only                                           |
 * | a period was posted that a change reaches into  | nothing: held, `posted`, with the money that stays billed     |
 * | the line is gone, or stands twice               | nothing: held                                                 |
 * | fewer than no seats would be left               | nothing: held, `below-zero`                                   |
 * | a part of it was undone before                  | the rest                                                      |
 */
import { type LinePlan, postedThrough, standingTimeline } from '../agreement/agreement-line.ts';
import { billFor, moneyBetween } from '../agreement/bill.ts';
import { applyDelta, type Delta, diff, inWritableOrder } from '../agreement/diff.ts';
import { leftAsDecided } from '../agreement/line-days.ts';
import { pricesDiffer } from '../agreement/line-history.ts';
import { movedOff } from '../agreement/line-prices.ts';
import type { PriceStep } from '../agreement/prices.ts';
import { type Adjust, type LineState, type Money, markOf } from '../change.ts';
import type { Agreement, StandingLine } from '../current.ts';
import type { LineDecisions } from '../decision.ts';
import type { LineMemory } from '../memory.ts';
import { type DateRange, firstDay, inWords, lastDay, type Month } from '../numbers/calendar.ts';
import { equalAt } from '../numbers/decimal.ts';
import { gapBetween, lowest, plus, quantityOn, type Timeline, until, within } from '../numbers/timeline.ts';
import type { Hold } from '../standing.ts';

export type UndoneLine = {
  /** As it was planned. */
  line: LinePlan;
  /** Those of its changes that are known to be done, in the order in which they were written; at least one. */
  changes: readonly Adjust[];
  itemId: string;
  /** What we left on it last, and what we had left before the run; null: it was not ours. */
  left: LineMemory;
  before: LineMemory | null;
};

export type UndoContext = {
  run: number;
  month: Month;
  agreement: Agreement;
  current: readonly StandingLine[];
  decisionsFor: (productKey: string) => LineDecisions;
};

export function undoLine(undone: UndoneLine, context: UndoContext): LinePlan {
  const { line, changes, itemId, left } = undone;
  const { month, agreement, run } = context;
  const range = { from: firstDay(month), to: lastDay(month) };
  const standing = context.current.filter(one => one.itemId === itemId);
  const [stands] = standing;
  const current = standingTimeline(stands ?? null, range.from, agreement.to);
  const cut = (timeline: Timeline): Timeline => until(within(timeline, range.from), agreement.to);
  const was = cut(changes[0]!.before.timeline);
  const since = gapBetween(current, cut(left.state.timeline));
  const decisions = context.decisionsFor(line.productKey);
  const desired = leftAsDecided(plus(was, since), current, { ...decisions, leftThrough: null });
  const prices = pricesBack(changes, stands);
  const steps = movedOff(prices, decisions.leftDays);
  // With one price at most there always is an order.
  const deltas = inWritableOrder(current, diff(current, desired, steps))!;
  const holds = holdsOf({ line, standing, desired, run });
  const bills = billsOf(changes, agreement, range);
  const bill = { before: bills.now(current), after: bills.back(desired, prices.length > 0) };
  const written = holds.length === 0 ? deltas : [];
  const posted = postedThrough(stands ?? null);
  if (posted !== null && written.some(({ effective }) => effective <= posted)) {
    holds.push(postedHold(line, posted, moneyBetween(bill.before, bill.after)));
  }
  const blocked = holds.length > 0;
  const lineId = stands?.id ?? null;
  const state: LineState = {
    timeline: current,
    unitPrice: stands?.unitPrice ?? null,
    unitCost: stands?.unitCost ?? null,
  };
  const made = blocked ? [] : toChanges(undone, context, state, lineId, written);
  const [drift] = since;
  return {
    ...{ productKey: line.productKey, productName: line.productName, kind: line.kind },
    itemId,
    lineId,
    changes: made,
    holds,
    problems: [],
    exclusions: [],
    warnings: [],
    notes: blocked || made.length === 0 ? [] : notesOf(undone),
    drift: drift
      ? {
          date: drift.from,
          was: quantityOn(left.state.timeline, drift.from),
          is: quantityOn(current, drift.from),
          becomes: quantityOn(desired, drift.from),
        }
      : null,
    adopted: false,
    seats: {
      before: quantityOn(current, range.to),
      after: quantityOn(blocked ? current : desired, range.to),
    },
    bill: blocked ? { before: bill.before, after: bill.before } : bill,
    goesToZero: 'no',
    reprices: [],
    assumes: { state, postedThrough: posted },
    leaves: {
      ...(undone.before ?? { ...left, subscriptions: [] }),
      itemId,
      lineId,
      state: made.at(-1)?.after ?? state,
    },
  };
}

/** The price as it was, from the day on which the run changed it; a hand's price stays. */
function pricesBack(changes: readonly Adjust[], stands: StandingLine | undefined): PriceStep[] {
  const [first, last] = [changes[0]!, changes.at(-1)!];
  const priced = changes.find(one => one.unitPrice !== undefined || one.unitCost !== undefined);
  if (!stands || !priced || first.before.unitPrice === null) return [];
  if (pricesDiffer(last.after, { unitPrice: stands.unitPrice, unitCost: stands.unitCost })) return [];
  const back = (sent: string | undefined, was: string | null): string | null =>
    sent === undefined || was === null || equalAt(sent, was, 4) ? null : was;
  const sent = (price: 'unitPrice' | 'unitCost') =>
    changes.findLast(one => one[price] !== undefined)?.[price];
  const unitPrice = back(sent('unitPrice'), first.before.unitPrice);
  const unitCost = back(sent('unitCost'), first.before.unitCost);
  return [{ from: priced.effective, unitPrice, unitCost }];
}

function holdsOf({
  line,
  standing,
  desired,
  run,
}: {
  line: LinePlan;
  standing: readonly StandingLine[];
  desired: Timeline;
  run: number;
}): Hold[] {
  const hold = (reason: Hold['reason'], says: string): Hold[] => [{ reason, says, choices: [], money: null }];
  if (standing.length === 0)
    return hold(
      'stale',
      `${line.productName} does not stand on the contract any more: nothing can be taken back`,
    );
  if (standing.length > 1) {
    const times = `${standing.length} times`;
    return hold(
      'several-lines',
      `${line.productName} stands ${times} on this contract; it is not clear which to change`,
    );
  }
  if (lowest(desired) < 0) {
    const says = `Without what run ${run} added, fewer than no seats of ${line.productName} would be left: others were taken away by hand since`;
    return hold('below-zero', says);
  }
  return [];
}

const postedHold = (line: LinePlan, posted: string, money: Money): Hold => ({
  reason: 'posted',
  says: `${line.productName} is posted to ${inWords(posted)}: what was billed stays billed, ${money.cost} cost, ${money.price} retail. Correct it in Autotask by hand`,
  choices: [],
  money,
});

function notesOf({ changes }: UndoneLine): string[] {
  const [first] = changes;
  const wasNew = first!.before.unitPrice === null;
  const rest = wasNew ? ', and the service stays on the contract with no units' : '';
  return [`Countered by opposite adjustments on the same days: Autotask keeps both entries${rest}`];
}

/** What the month is billed with what stands, and with it taken back; its prices are those the run found and sent. */
function billsOf(changes: readonly Adjust[], agreement: Agreement, range: DateRange) {
  const [first, last] = [changes[0]!, changes.at(-1)!];
  const base = (state: LineState): PriceStep => ({
    from: range.from,
    unitPrice: state.unitPrice ?? last.after.unitPrice,
    unitCost: state.unitCost ?? last.after.unitCost,
  });
  const sent = changes.flatMap(({ effective: from, unitPrice = null, unitCost = null }): PriceStep[] =>
    unitPrice === null && unitCost === null ? [] : [{ from, unitPrice, unitCost }],
  );
  const steps = [base(first.before), ...sent].sort((a, b) => a.from.localeCompare(b.from));
  return {
    now: (timeline: Timeline): Money => billFor(timeline, steps, agreement.from, range),
    back: (timeline: Timeline, repriced: boolean): Money =>
      billFor(timeline, repriced ? [base(first.before)] : steps, agreement.from, range),
  };
}

function toChanges(
  { line, itemId }: UndoneLine,
  { run, month, agreement }: UndoContext,
  start: LineState,
  lineId: string | null,
  deltas: readonly Delta[],
): Adjust[] {
  let state = start;
  const range = { from: firstDay(month), to: lastDay(month) };
  const bill = ({ timeline, unitPrice, unitCost }: LineState): Money =>
    billFor(timeline, [{ from: range.from, unitPrice, unitCost }], agreement.from, range);
  return deltas.map(delta => {
    const before = state;
    state = {
      timeline: applyDelta(before.timeline, delta),
      unitPrice: delta.unitPrice ?? before.unitPrice,
      unitCost: delta.unitCost ?? before.unitCost,
    };
    const key = `undo-${run}:${agreement.id}:${line.productKey}:${month}:${delta.effective}`;
    return {
      ...{ kind: 'adjust', key, mark: markOf(key), productKey: line.productKey },
      ...{ agreementId: agreement.id, itemId, lineId, before, after: state },
      money: moneyBetween(bill(state), bill(before)),
      ...delta,
    };
  });
}
