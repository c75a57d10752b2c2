/**
 * The days of one agreement line: what the invoice asks of them, and which of them stay as they are (rules 3, 5):
 *
 * | day                                              | stays as it is                                                 |
 * | ------------------------------------------------ | -------------------------------------------------------------- |
 * | outside the agreement                            | an error, unless a person gave those days up                   |
 * | from the next applied month on (older invoice)   | quantity and price                                             |
 * | decided before (posted)                          | always; its money is named                                     |
 * | on or before the last posted day                 | by policy: the line is held, or the days move to the next open |
 * | taken by another change (decided)                | no change begins on it: what would begins one day later        |
 */

import type { Money } from '../change.ts';
import type { LineDecisions } from '../decision.ts';
import {
  type DateRange,
  type DateText,
  dayAfter,
  dayBefore,
  firstDay,
  inWords,
  later,
} from '../numbers/calendar.ts';
import { isNegative, sum, toWhole } from '../numbers/decimal.ts';
import {
  gapBetween,
  lowest,
  plus,
  quantityOn,
  splice,
  type Timeline,
  until,
  within,
} from '../numbers/timeline.ts';
import { OUTSIDE_CONTRACT } from '../standing.ts';
import type { AgreementContext, LineDraft } from './agreement.ts';
import { billFor, moneyBetween } from './bill.ts';
import { outsideAgreement, seatTimeline, usageTimeline } from './desired.ts';
import type { Findings } from './line-findings.ts';
import { type LinePrices, movedOff, movedPast, stepsToWrite, upTo } from './line-prices.ts';
import type { PriceStep } from './prices.ts';

export function invoicedTimeline(
  draft: LineDraft,
  context: AgreementContext,
  used: boolean,
  found: Findings,
): Timeline {
  if (draft.kind === 'usage') {
    if (draft.spans.length > 0 && isNegative(sum(draft.spans.map(span => span.cost)))) {
      found.hold('credit', `${draft.name}: the month's usage adds up to a credit of ${found.invoiced.cost}`, [
        'bill-as-charge',
        'leave',
      ]);
    }
    return usageTimeline(used, context.month);
  }
  if (draft.spans.some(span => toWhole(span.quantity) === undefined)) {
    found.hold('fractional', `${draft.name} has a fractional number of seats on the invoice`);
    return [];
  }
  const seats = seatTimeline(draft.spans, context.month);
  if (lowest(seats) < 0) found.hold('below-zero', `${draft.name} has fewer than no seats on the invoice`);
  return seats;
}

/** What the invoice asks of the days the agreement has; days outside it are an error or were given up by a person. */
export function askedTimeline(
  invoiced: Timeline,
  current: Timeline,
  context: AgreementContext,
  decisions: LineDecisions,
  found: Findings,
): Timeline {
  const { agreement, month, ownDaysUntil } = context;
  const outside = outsideAgreement(found.draft, invoiced, agreement, month);
  const first = later(firstDay(month), agreement.from);
  const asked = until(
    within(invoiced, outside && decisions.contractDays ? first : firstDay(month)),
    agreement.to,
  );
  if (outside) {
    const days = `${inWords(outside.from)} to ${inWords(outside.to)}`;
    const lost = `${outside.money.cost} cost, ${outside.money.price} retail`;
    if (decisions.contractDays) {
      found.exclude(
        'outside-contract',
        `${days} lies outside the contract and is not billed: ${lost}`,
        outside.money,
      );
    } else {
      found.problems.push({
        code: 'outside-contract',
        says: `The contract runs from ${inWords(agreement.from)} to ${inWords(agreement.to)}, the invoice has seats from ${days}`,
        remedy: `Extend the contract in Autotask and sync again${outside.partly ? `, or sync only the contract's days and leave ${lost} unbilled` : ''}.`,
        words: OUTSIDE_CONTRACT,
        choices: outside.partly ? ['contract-days', 'leave'] : ['leave'],
      });
    }
  }
  return ownDaysUntil === null ? asked : splice(asked, ownDaysUntil, current);
}

export function leftAsDecided(asked: Timeline, current: Timeline, decisions: LineDecisions): Timeline {
  const { leftThrough, leftDays } = decisions;
  const open = leftThrough === null ? asked : splice(current, dayAfter(leftThrough), asked);
  return offTakenDays(open, current, leftDays);
}

/** On a day that is taken the gap is still the day before's, so that no change begins on it. Days in order. */
const offTakenDays = (wanted: Timeline, current: Timeline, days: readonly DateText[]): Timeline =>
  days.reduce((timeline, day) => {
    const before = dayBefore(day);
    const gap = quantityOn(timeline, before) - quantityOn(current, before);
    const shifted = plus(current, [{ from: day, quantity: gap }]);
    return splice(splice(timeline, day, shifted), dayAfter(day), timeline);
  }, wanted);

/** Quantities by day and the prices to write, each from its day on. */
export type Wanted = { timeline: Timeline; steps: PriceStep[] };

/**
 * Keeps quantities and prices off posted and decided days and inside an older invoice's own days (rules 3, 5).
 * Takes the prices the line shall have and gives those to write.
 */
export function openDays(
  wanted: Wanted,
  at: {
    draft: LineDraft;
    context: AgreementContext;
    current: Timeline;
    posted: DateText | null;
    decisions: LineDecisions;
    prices: LinePrices;
    range: DateRange;
    found: Findings;
  },
): Wanted {
  const { draft, context, current, posted, decisions, prices, range, found } = at;
  let { timeline } = wanted;
  let desired = wanted.steps;
  if (decisions.leftThrough !== null) desired = movedPast(desired, decisions.leftThrough);
  const last = context.agreement.to;
  desired = movedOff(desired, decisions.leftDays).filter(step => step.from <= last);
  let steps = stepsToWrite(desired, prices.now, timeline);
  const isPosted = ({ from }: { from: DateText }): boolean => posted !== null && from <= posted;
  if (posted !== null && (steps.some(isPosted) || gapBetween(timeline, current).some(isPosted))) {
    const movedTimeline = offTakenDays(
      splice(current, dayAfter(posted), timeline),
      current,
      decisions.leftDays,
    );
    const moved = {
      timeline: movedTimeline,
      steps: stepsToWrite(movedPast(desired, posted), prices.now, movedTimeline),
    };
    const bill = (days: Wanted): Money =>
      billFor(
        days.timeline,
        [{ from: range.from, ...prices.base }, ...days.steps],
        context.agreement.from,
        range,
      );
    const missed = moneyBetween(bill({ timeline, steps }), bill(moved));
    if (draft.kind === 'usage') {
      found.hold(
        'posted',
        `${draft.name}: the period to ${inWords(posted)} is approved and posted, so its usage cannot be billed there`,
        ['bill-as-charge', 'leave'],
      );
    } else if (context.settings.posted === 'hold') {
      found.hold(
        'posted',
        `${draft.name}: the period to ${inWords(posted)} is approved and posted; ${missed.cost} cost, ${missed.price} retail of this usage month will not be billed`,
        ['next-open-period', 'leave'],
        missed,
      );
    } else {
      timeline = moved.timeline;
      steps = moved.steps;
    }
  }
  if (context.ownDaysUntil !== null) steps = upTo(steps, context.ownDaysUntil, prices.now);
  if (lowest(timeline) < 0 && !found.holds.some(({ reason }) => reason === 'below-zero')) {
    found.hold('below-zero', `${draft.name} would pass below zero on the days that have to stay as they are`);
  }
  return {
    timeline: until(timeline, last),
    steps: movedOff(steps, decisions.leftDays).filter(step => step.from <= last),
  };
}
