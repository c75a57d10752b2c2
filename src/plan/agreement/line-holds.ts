/** What speaks against writing a line although its days are clear: its price, its past, its usage on the wrong grid. */

import type { StandingLine } from '../current.ts';
import type { LineDecisions } from '../decision.ts';
import type { LineMemory } from '../memory.ts';
import { type DateRange, firstDay, inWords, lastDay } from '../numbers/calendar.ts';
import { stretchesBetween, type Timeline } from '../numbers/timeline.ts';
import type { AgreementContext, LineDraft } from './agreement.ts';
import { billFor } from './bill.ts';
import { usageTimeline } from './desired.ts';
import type { Delta } from './diff.ts';
import type { Findings } from './line-findings.ts';
import { type Drift, missingSubscriptions } from './line-history.ts';
import type { LinePrices } from './line-prices.ts';
import { isBelowCost, type PriceStep, sends } from './prices.ts';

/** True when the line bills units in the month whose usage is billed by charges. */
export function holdChargedTwice(
  draft: LineDraft,
  current: Timeline,
  { from, to }: DateRange,
  found: Findings,
): boolean {
  if (stretchesBetween(current, from, to).every(({ quantity }) => quantity === 0)) return false;
  found.hold(
    'charged-twice',
    `${draft.name} has units on its contract in this month, and a contract charge would bill it, or bills it, once more: take the units off in Autotask, or delete the charge`,
  );
  return true;
}

/** True when only the price of an existing line is held. */
export function holdCheapPrice(
  draft: LineDraft,
  steps: readonly PriceStep[],
  { now, base }: LinePrices,
  line: StandingLine | null,
  found: Findings,
): boolean {
  const known = line === null ? base : now;
  // The amount of what was used is told by nothing but its own price.
  const priceOf = (step: PriceStep) => step.unitPrice ?? (draft.kind === 'usage' ? null : known.unitPrice);
  const costOf = (step: PriceStep) => step.unitCost ?? known.unitCost;
  const cheap = steps.find(step => isBelowCost(priceOf(step), costOf(step)));
  if (cheap === undefined) return false;
  found.hold(
    'below-cost',
    `${draft.name} would be sold at ${priceOf(cheap)}, below its cost of ${costOf(cheap)}`,
    ['leave'],
  );
  return line !== null && draft.kind === 'seat';
}

export function holdForHistory(
  draft: LineDraft,
  context: AgreementContext,
  memory: LineMemory | null,
  drift: Drift | null,
  decisions: LineDecisions,
  deltas: readonly Delta[],
  found: Findings,
): void {
  for (const missing of missingSubscriptions(memory, context)) {
    if (decisions.cancelled.has(missing.id)) continue;
    found.hold(
      'missing-from-invoice',
      `${draft.name}: subscription ${missing.id} (${missing.seats} seats) is not on this invoice but is ${missing.state} in PRISM`,
      ['count-as-cancelled', 'leave'],
      found.invoiced,
      missing.id,
    );
  }
  const overwrites = drift !== null && deltas.some(({ delta }) => delta !== 0);
  if (overwrites && context.settings.drift === 'ask' && !decisions.overwrite) {
    found.hold(
      'drift',
      `Somebody changed ${draft.name} from ${drift.was} to ${drift.is} from ${inWords(drift.date)}; the invoice makes it ${drift.becomes}`,
      ['overwrite', 'leave'],
    );
  }
}

export function holdUsage(
  draft: LineDraft,
  usage: { unitPrice: string | null } | null,
  context: AgreementContext,
  prices: LinePrices,
  found: Findings,
): void {
  if (usage === null) return;
  const unsent = !sends.price(context.strategy) || usage.unitPrice === null;
  if (unsent)
    found.hold(
      'usage-price',
      `${draft.name} is billed by its amount, and this customer's pricing strategy does not send it`,
    );
  const grid = context.agreement.from;
  if (grid.slice(8) === '01') return;
  const range = { from: firstDay(context.month), to: lastDay(context.month) };
  const wrong = billFor(
    usageTimeline(true, context.month),
    [{ from: range.from, ...prices.base }, ...prices.desired],
    grid,
    range,
  );
  found.hold(
    'usage-grid',
    `${draft.name}: the contract's periods start on day ${Number(grid.slice(8))}, so Autotask would bill ${wrong.price} instead of ${found.invoiced.price}`,
    ['bill-as-charge', 'leave'],
  );
}
