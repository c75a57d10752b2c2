/** What the past says about one agreement line: seats that vanished, hands that changed it, an end that was announced. */

import type { LineState } from '../change.ts';
import type { LineDecisions } from '../decision.ts';
import type { LineMemory, RememberedSubscription } from '../memory.ts';
import { type DateText, firstDay, lastDay, later } from '../numbers/calendar.ts';
import { type Decimal, equalAt, toWhole } from '../numbers/decimal.ts';
import { gapBetween, quantityOn, type Timeline, within } from '../numbers/timeline.ts';
import type { AgreementContext, LineDraft } from './agreement.ts';

/** Somebody changed the units since we last wrote: what we left, what is there, what the plan makes of it. */
export type Drift = { date: DateText; was: number; is: number; becomes: number };

/** @param wanted what the plan makes of the line */
export function driftOf(
  memory: LineMemory | null,
  current: Timeline,
  wanted: Timeline,
  from: DateText,
  agreementEnd: DateText,
): Drift | null {
  if (memory === null) return null;
  // What we left before the memory's own month is not remembered: an older invoice's days are no drift.
  const since = later(from, firstDay(memory.month));
  const left = within(memory.state.timeline, since).filter(step => step.from <= agreementEnd);
  const [first] = gapBetween(within(current, since), left);
  if (first === undefined) return null;
  const date = first.from;
  return {
    date,
    was: quantityOn(left, date),
    is: quantityOn(current, date),
    becomes: quantityOn(wanted, date),
  };
}

/** True when a price or cost is not the one we left; what was not known then or is not readable now is not compared. */
export const pricesEdited = ({ state }: LineMemory, now: LineState): boolean => pricesDiffer(state, now);

type UnitPrices = Pick<LineState, 'unitPrice' | 'unitCost'>;

export function pricesDiffer(before: UnitPrices, now: UnitPrices): boolean {
  const differ = (was: Decimal | null, is: Decimal | null): boolean =>
    was !== null && is !== null && !equalAt(was, is, 4);
  return differ(before.unitPrice, now.unitPrice) || differ(before.unitCost, now.unitCost);
}

/**
 * Subscriptions we counted last time that this invoice does not have, with PRISM's word for their state. One that is
 * cancelled, or gone from PRISM's complete list, has ended and is not among them, nor is one that the invoice has as
 * another product (rules 5).
 */
export function missingSubscriptions(
  memory: LineMemory | null,
  context: AgreementContext,
): (RememberedSubscription & { state: string })[] {
  if (memory === null || memory.month > context.month) return [];
  return memory.subscriptions
    .filter(one => one.seats > 0 && !context.invoiced.has(one.id))
    .flatMap(one => {
      const known = context.subscriptions.get(one.id);
      return known === undefined || known.status === 'cancelled' ? [] : [{ ...one, state: known.statusWord }];
    });
}

/** Whether the line's seats end with the usage month, and whether PRISM says that they were cancelled. */
export function goesToZero(
  memory: LineMemory | null,
  draft: LineDraft,
  context: AgreementContext,
  decisions: LineDecisions,
  seats: { before: number; after: number },
): 'no' | 'cancelled' | 'uncancelled' {
  if (draft.kind === 'usage' || seats.before === 0 || seats.after > 0) return 'no';
  const involved = [
    ...draft.spans.map(span => span.subscriptionId),
    ...(memory?.subscriptions ?? []).map(({ id }) => id),
  ];
  const ended = involved.every(id => {
    const known = context.subscriptions.get(id);
    return known === undefined || known.status === 'cancelled' || decisions.cancelled.has(id);
  });
  return ended && involved.length > 0 ? 'cancelled' : 'uncancelled';
}

/** The subscriptions that are still counted on the month's last day. */
export function closingSubscriptions(draft: LineDraft, context: AgreementContext): RememberedSubscription[] {
  const last = lastDay(context.month);
  const seen = new Map<string, RememberedSubscription>();
  for (const span of [...draft.spans].sort((a, b) => a.from.localeCompare(b.from))) {
    const open = draft.kind === 'seat' && span.to >= last;
    seen.set(span.subscriptionId, {
      id: span.subscriptionId,
      tenantId: span.tenantId,
      seats: open ? (toWhole(span.quantity) ?? 0) : 0,
      unitCost: span.unitCost,
      unitPrice: span.unitPrice,
    });
  }
  return [...seen.values()];
}
