import type { ItemState } from '../catalogue.ts';
import type { Item, StandingLine } from '../current.ts';
import type { LineMemory } from '../memory.ts';
import { type DateText, dayAfter, firstDay, type Month } from '../numbers/calendar.ts';
import type { Decimal } from '../numbers/decimal.ts';
import { quantityOn, type Timeline } from '../numbers/timeline.ts';
import type { AgreementContext, LineDraft } from './agreement.ts';
import {
  allowed,
  invoicedPrices,
  type LastPrices,
  type PriceStep,
  priceChanges,
  priceWarnings,
  sends,
  underPolicy,
} from './prices.ts';

type Prices = Omit<PriceStep, 'from'>;

/** The prices of one agreement line: what it has, what it shall get and from when, and what is to be said about them. */
export type LinePrices = {
  /** The line's own; nulls where there is no line. */
  now: Prices;
  /** What the line bills at before any step: its own prices, or the catalogue's for a new line. */
  base: Prices;
  /** What the line shall have, by the price policy. */
  desired: PriceStep[];
  /** The same by the invoice's own dates, for naming what the policy moves. */
  exact: PriceStep[];
  warnings: string[];
  notes: string[];
};

export function linePrices(
  draft: LineDraft,
  context: AgreementContext,
  line: StandingLine | null,
  usage: Prices | null,
): LinePrices {
  const { month, strategy, settings } = context;
  const seesCost = line === null || line.unitCost !== null;
  const now =
    line === null
      ? { unitPrice: null, unitCost: null }
      : { unitPrice: line.unitPrice, unitCost: line.unitCost };
  const listed = catalogueOf(context.items.get(draft.productKey), draft);
  const { steps: invoiced, conflict } = usage
    ? { steps: [{ from: firstDay(month), ...usage }], conflict: [] }
    : invoicedPrices(draft.spans);
  // What was used costs another amount every month; that is no price change.
  const warnings = usage
    ? []
    : priceWarnings(draft.spans, lastPrices(context.memory.get(draft.productKey), month)).map(
        ({ text }) => text,
      );
  if (conflict.length > 0) {
    const prices = conflict.map(step => `${step.unitCost} / ${step.unitPrice ?? '–'}`).join(', ');
    const used = line === null ? "the price list's is used" : 'the price is left as it is';
    warnings.push(
      `${draft.name}: its subscriptions have different prices (cost / retail: ${prices}); ${used}`,
    );
  }
  const chosen =
    conflict.length === 0 ? invoiced : line === null ? [{ from: firstDay(month), ...listed }] : [];
  const sent = (steps: readonly PriceStep[]): PriceStep[] =>
    steps.filter(step => step.from <= context.agreement.to).map(step => allowed(step, strategy, seesCost));
  return {
    now,
    base: line === null ? listed : now,
    desired: sent(draft.kind === 'usage' ? chosen : underPolicy(chosen, settings.priceChange, month)),
    exact: sent(underPolicy(chosen, 'from-its-date', month)),
    warnings,
    notes:
      !seesCost && sends.cost(strategy)
        ? [`${draft.name}: the cost is not readable with this API user; it is not compared and not sent`]
        : [],
  };
}

function catalogueOf(state: ItemState | undefined, draft: LineDraft): Prices {
  const item: Item | null = state?.kind === 'linked' ? state.item : null;
  return {
    unitPrice: item?.unitPrice ?? draft.product?.price ?? null,
    unitCost: item?.unitCost ?? draft.product?.cost ?? null,
  };
}

/** Of an earlier month's invoice only: the same invoice again has no price before it, a later one's is no past. */
const lastPrices = (memory: LineMemory | undefined, month: Month): Map<string, LastPrices> =>
  new Map(
    memory === undefined || memory.month >= month
      ? []
      : memory.subscriptions.map(({ id, unitCost, unitPrice }) => [id, { unitCost, unitPrice }]),
  );

/** The steps to write onto a line with these quantities: none that it has already, none on days it is not used. */
export const stepsToWrite = (desired: readonly PriceStep[], now: Prices, timeline: Timeline): PriceStep[] =>
  priceChanges(onUsedDays(desired, timeline), now);

/** A price begins on the first day the line has units; where it has none before the next price, never. */
export function onUsedDays(steps: readonly PriceStep[], wanted: Timeline): PriceStep[] {
  return steps.flatMap((step, index) => {
    const until = steps[index + 1]?.from;
    const from = firstUsedDay(wanted, step.from);
    return from === null || (until !== undefined && from >= until) ? [] : [{ ...step, from }];
  });
}

function firstUsedDay(timeline: Timeline, from: DateText): DateText | null {
  if (quantityOn(timeline, from) > 0) return from;
  return timeline.find(step => step.from > from && step.quantity > 0)?.from ?? null;
}

/** Steps that would fall on days to `through` begin on the day after it, the last of them winning. */
export function movedPast(steps: readonly PriceStep[], through: DateText): PriceStep[] {
  const open = steps.filter(step => step.from > through);
  const last = steps.filter(step => step.from <= through).at(-1);
  const first = dayAfter(through);
  return last === undefined || open[0]?.from === first ? open : [{ ...last, from: first }, ...open];
}

/** A step on a taken day begins one day later, unless another begins there. Days in order. */
export const movedOff = (steps: readonly PriceStep[], days: readonly DateText[]): PriceStep[] =>
  days.reduce<PriceStep[]>(
    (moved, day) => {
      const next = dayAfter(day);
      const isTaken = moved.some(step => step.from === next);
      return moved.flatMap(step => (step.from !== day ? [step] : isTaken ? [] : [{ ...step, from: next }]));
    },
    [...steps],
  );

/** The price in force before `until` comes back on that day: later months keep what they have. */
export function upTo(steps: readonly PriceStep[], until: DateText, now: Prices): PriceStep[] {
  const inside = steps.filter(step => step.from < until);
  if (inside.length === 0 || (now.unitPrice === null && now.unitCost === null)) return inside;
  const back = (value: Decimal | null, touched: boolean): Decimal | null => (touched ? value : null);
  return [
    ...inside,
    {
      from: until,
      unitPrice: back(
        now.unitPrice,
        inside.some(step => step.unitPrice !== null),
      ),
      unitCost: back(
        now.unitCost,
        inside.some(step => step.unitCost !== null),
      ),
    },
  ];
}
