/** What stands beside the Slack of the page: the far sides' books, to check the bot's claims by eye, and to meddle with. */
import type { DateText } from '../../../../src/plan/numbers/calendar.ts';
import type { Decimal } from '../../../../src/plan/numbers/decimal.ts';

export type UnitRow = {
  id: number;
  from: DateText;
  to: DateText;
  units: number;
  price: Decimal;
  cost: Decimal;
  posted: boolean;
};

export type HeldService = {
  lineId: number;
  name: string;
  product: string;
  unitPrice: Decimal;
  unitCost: Decimal;
  /** Those with anything in them, oldest first. */
  rows: UnitRow[];
};

export type HeldContract = {
  id: number;
  company: string;
  name: string;
  services: HeldService[];
  charges: { id: number; name: string; date: DateText; price: Decimal; billed: boolean }[];
  /** First days of the billing periods that can be posted, oldest first. */
  postable: DateText[];
};

export type ShownInvoice = {
  id: string;
  number: string;
  month: string;
  status: string;
  cost: Decimal;
  retail: Decimal;
  lines: {
    customer: string;
    offer: string;
    from: string;
    to: string;
    quantity: Decimal;
    unitPrice: Decimal;
    cost: Decimal;
    retail: Decimal;
  }[];
};

export type PanelState = {
  /** ISO, by the clock of this world. */
  now: string;
  /** When the next check falls due, if the clock is moved there. */
  nextCheck: string;
  invoices: ShownInvoice[];
  /** The month whose invoice can be issued next; null when all are. */
  nextMonth: string | null;
  contracts: HeldContract[];
  /** Accepted by Autotask since the curtain rose. */
  writes: number;
  userLocked: boolean;
  /** An answer to a write is to be lost. */
  dropArmed: boolean;
  /** What has to be typed to connect. */
  credentials: { of: string; fields: { label: string; value: string }[] }[];
};

export type PanelAct =
  | { do: 'post'; contractId: number; periodStart: DateText }
  | { do: 'adjust'; lineId: number; date: DateText; delta: number }
  | { do: 'lock' | 'unlock' | 'drop' | 'issue' | 'tick' };

export type Panel = {
  look(): PanelState;
  /** @returns what was done, in a sentence. @throws Error in words for people */
  act(act: PanelAct): Promise<string>;
};
