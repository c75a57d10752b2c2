/** A product's usage of one invoice, billed by charges instead of a unit on its agreement line: one for each tenant. */
import type { LineDraft } from '../agreement/agreement.ts';
import type { Decision } from '../decision.ts';
import { addKnown, type Span } from '../invoice/span.ts';
import { earlier, later } from '../numbers/calendar.ts';
import { add, roundTo, sum } from '../numbers/decimal.ts';
import type { ChargeOffer } from '../standing.ts';
import { markOfUsage } from './charge-mark.ts';
import { type Chargeable, type ChargeContext, type PlacedCharge, placeCharge } from './place-charge.ts';

export type UsageCharges = {
  /** Its line is left alone: some tenant's usage is charged, or was. */
  charged: boolean;
  tenants: { thing: Chargeable; placed: PlacedCharge }[];
  /** What charging it would make, all tenants together. */
  offer: ChargeOffer | null;
};

export function chargeUsage(
  draft: LineDraft,
  decision: Decision | null,
  context: ChargeContext,
): UsageCharges {
  const tenants = chargeables(draft, context).map(thing => ({
    thing,
    placed: placeCharge(thing, decision, context),
  }));
  const offers = tenants.flatMap(({ placed }) => (placed.kind === 'open' && placed.offer) || []);
  return {
    charged: tenants.some(({ placed }) => placed.kind !== 'open' && placed.kind !== 'left'),
    tenants,
    offer: offers.length > 0 && offers.length === tenants.length ? together(offers) : null,
  };
}

function together(offers: readonly ChargeOffer[]): ChargeOffer {
  const total = (what: 'cost' | 'price') => roundTo(sum(offers.map(({ money }) => money[what])), 2);
  return {
    money: { cost: total('cost'), price: total('price') },
    agreementName: [...new Set(offers.map(({ agreementName }) => agreementName))].join(', '),
    date: offers[0]!.date,
  };
}

function chargeables(draft: LineDraft, { invoice }: ChargeContext): Chargeable[] {
  const byTenant = Map.groupBy(draft.spans, span => span.tenantId);
  return [...byTenant].map(([tenantId, [first, ...others]]) =>
    others.reduce(withSpan, chargeable(draft, tenantId, first!, invoice.id)),
  );
}

const chargeable = (draft: LineDraft, tenantId: string, span: Span, invoiceId: string): Chargeable => ({
  ...{ tenantId, productKey: draft.productKey, label: draft.name, description: '' },
  mark: markOfUsage(invoiceId, draft.productKey, tenantId),
  days: { from: span.from, to: span.to },
  ...{ cost: span.cost, price: span.price, lines: span.lines },
});

const withSpan = (thing: Chargeable, span: Span): Chargeable => ({
  ...thing,
  days: { from: earlier(thing.days.from, span.from), to: later(thing.days.to, span.to) },
  cost: add(thing.cost, span.cost),
  price: addKnown(thing.price, span.price),
  lines: [...thing.lines, ...span.lines],
});
