import type { DateText } from './numbers/calendar.ts';
import type { Decimal } from './numbers/decimal.ts';
import type { Timeline } from './numbers/timeline.ts';

/** Cost (what the distributor charges) and price (what the customer pays), same currency, excluding tax. */
export type Money = { cost: Decimal; price: Decimal };

/** An agreement line at one moment: seats by day, and the unit price and cost the target names for it (null: none). */
export type LineState = { timeline: Timeline; unitPrice: Decimal | null; unitCost: Decimal | null };

/**
 * What a target is asked to do, neutral of which target (rules 12). Autotask uses `create-item`, `reprice-item` and
 * `adjust`; ConnectWise will use `open`, `close` and `amend` in place of `adjust`; `charge` is for credits and one-offs.
 * `mark` is our own stable name for the change, written where the target keeps a field to find it by.
 */
export type Change = CreateItem | RepriceItem | Adjust | Open | Close | Amend | Charge | RemoveCharge;

type Common = {
  /** Unique within the plan; the ledger's key. */
  key: string;
  mark: string;
  productKey: string;
};

/** Create a catalogue item. Prices at 4 decimals. Found again by its name. */
export type CreateItem = Common & {
  kind: 'create-item';
  name: string;
  description: string;
  invoiceDescription: string;
  unitPrice: Decimal;
  unitCost: Decimal;
  period: 'monthly' | 'yearly';
};

/** Set unit price and cost of a catalogue item (absolute). Cost is left out where it cannot be read. */
export type RepriceItem = Common & {
  kind: 'reprice-item';
  itemId: string;
  before: { unitPrice: Decimal; unitCost: Decimal | null };
  after: { unitPrice: Decimal; unitCost: Decimal | null };
};

type OnAgreement = Common & {
  agreementId: string;
  /** null: the item is created earlier in the same plan, under this product key. */
  itemId: string | null;
  /** null: the change itself creates the agreement line. */
  lineId: string | null;
  before: LineState;
  after: LineState;
  /** What the change moves on the usage month's bill, as the target will compute it. */
  money: Money;
};

/** From `effective` on, `delta` more (or fewer) seats until the agreement ends; price and cost from then on if given. */
export type Adjust = OnAgreement & {
  kind: 'adjust';
  effective: DateText;
  delta: number;
  unitPrice?: Decimal;
  unitCost?: Decimal;
};

/** Open an addition from `from` (to `to`, inclusive, when it is closed from the start). ConnectWise. */
export type Open = OnAgreement & {
  kind: 'open';
  from: DateText;
  to?: DateText;
  quantity: Decimal;
  unitPrice: Decimal;
  unitCost: Decimal;
};
/** The addition's last billed day becomes `last` (inclusive). ConnectWise. */
export type Close = OnAgreement & { kind: 'close'; last: DateText };
/** Set quantity, price or cost of an addition outright (absolute). ConnectWise. */
export type Amend = OnAgreement & {
  kind: 'amend';
  quantity?: Decimal;
  unitPrice?: Decimal;
  unitCost?: Decimal;
};
/** A single amount on a day: negative for a credit. Cost and price in full, at 2 decimals. */
export type ChargeTerms = { date: DateText; name: string; description: string; money: Money };

/** What a charge was made of. */
export type ChargeSource = {
  invoiceId: string;
  tenantId: string;
  /** The agreement line it stands in for; null: invoice lines of none. */
  productKey: string | null;
  /** Keys of the invoice lines. */
  lines: string[];
};

/**
 * A single charge on a day, for what is not a quantity by day: credits, one-offs, annual billed annually. `mark` is the
 * same in every plan that would charge the same thing, and what it is found again by; it is the `productKey` too, so
 * that several charges of one agreement may be written side by side.
 */
export type Charge = Common &
  ChargeTerms & { kind: 'charge'; agreementId: string; agreementName: string; source: ChargeSource };

/** Take back a charge that was made and is not billed yet. `mark` is that of the charge. */
export type RemoveCharge = Common & {
  kind: 'remove-charge';
  agreementId: string;
  agreementName: string;
  chargeId: string;
  /** What stands there. */
  before: ChargeTerms;
};

/** A change on an agreement line, as opposed to one on the catalogue or a charge. */
export type LineChange = Adjust | Open | Close | Amend;

export type ChargeChange = Charge | RemoveCharge;

export const isLineChange = (change: Change): change is LineChange =>
  change.kind === 'adjust' || change.kind === 'open' || change.kind === 'close' || change.kind === 'amend';

/** The name a change carries into the target, where the target keeps a field to find it by. */
export const markOf = (key: string): string => `prism-bot:${key}`;
