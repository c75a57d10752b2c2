import { type Adjust, type LineState, type Money, markOf } from '../change.ts';
import type { Timeline } from '../numbers/timeline.ts';
import type { AgreementContext, LineDraft } from './agreement.ts';
import { moneyBetween } from './bill.ts';
import { applyDelta, type Delta } from './diff.ts';
import type { LinePrices } from './line-prices.ts';
import type { PriceStep } from './prices.ts';

/** Dated deltas as changes: each with the line's state before and after it and what it moves on the month's bill. */
export function toChanges(
  deltas: readonly Delta[],
  at: {
    draft: LineDraft;
    context: AgreementContext;
    itemId: string | null;
    lineId: string | null;
    current: Timeline;
    prices: LinePrices;
    bill: (timeline: Timeline, steps: readonly PriceStep[]) => Money;
  },
): Adjust[] {
  const { draft, context, itemId, lineId, current, prices, bill } = at;
  const steps: PriceStep[] = [];
  let state: LineState = { timeline: current, ...prices.now };
  return deltas.map(delta => {
    const before = state;
    const billBefore = bill(before.timeline, steps);
    if (delta.unitPrice !== undefined || delta.unitCost !== undefined) {
      steps.push(priceStep(delta, before, prices));
      steps.sort((a, b) => a.from.localeCompare(b.from));
    }
    state = {
      timeline: applyDelta(before.timeline, delta),
      unitPrice: delta.unitPrice ?? before.unitPrice ?? prices.base.unitPrice,
      unitCost: delta.unitCost ?? before.unitCost ?? prices.base.unitCost,
    };
    const key = `${context.agreement.id}:${draft.productKey}:${context.month}:${delta.effective}`;
    return {
      kind: 'adjust',
      key,
      mark: markOf(key),
      productKey: draft.productKey,
      agreementId: context.agreement.id,
      itemId,
      lineId,
      before,
      after: state,
      money: moneyBetween(bill(state.timeline, steps), billBefore),
      ...delta,
    };
  });
}

const priceStep = (delta: Delta, before: LineState, prices: LinePrices): PriceStep => ({
  from: delta.effective,
  unitPrice: delta.unitPrice ?? before.unitPrice ?? prices.base.unitPrice,
  unitCost: delta.unitCost ?? before.unitCost ?? prices.base.unitCost,
});
