import type { Decision } from '../decision.ts';
import type { Month } from '../numbers/calendar.ts';
import { markOfLine, markOfUsage } from './charge-mark.ts';

/** Marks of what somebody decided to charge of an invoice, so that it can be looked up whether it stands already. */
export function decidedMarks(
  decisions: readonly Decision[],
  invoice: { id: string; month: Month },
  of: { tenantIds: readonly string[]; lineKeys: readonly string[] },
): string[] {
  const marks = decisions
    .filter(({ choice, month }) => choice === 'bill-as-charge' && month === invoice.month)
    .flatMap(({ productKey, subject }) => {
      if (productKey !== null)
        return of.tenantIds.map(tenantId => markOfUsage(invoice.id, productKey, tenantId));
      return of.lineKeys.filter(key => subject === key || subject === invoice.id).map(markOfLine);
    });
  return [...new Set(marks)];
}
