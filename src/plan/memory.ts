import type { LineState } from './change.ts';
import type { Month } from './numbers/calendar.ts';
import type { Decimal } from './numbers/decimal.ts';

/** What we left on an agreement line, and why: the other side of drift, of disappearing subscriptions and of prices. */
export type LineMemory = {
  productKey: string;
  productName: string;
  /** null only while a plan that creates the item or the line has not been carried out. */
  itemId: string | null;
  lineId: string | null;
  /** Usage month of the invoice that left it so. */
  month: Month;
  kind: 'seat' | 'usage';
  /** Subscriptions counted on the usage month's last day. */
  subscriptions: RememberedSubscription[];
  state: LineState;
};

export type RememberedSubscription = {
  id: string;
  tenantId: string;
  seats: number;
  /** Unit prices the subscription ended that month with. */
  unitCost: Decimal;
  unitPrice: Decimal | null;
};
