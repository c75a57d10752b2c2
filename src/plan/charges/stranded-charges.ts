import type { CustomerLine } from '../invoice/drafts.ts';
import { roundTo } from '../numbers/decimal.ts';
import type { PlannedInvoice, PlannedTenant } from '../plan.ts';
import type { ChargeBook } from './charge-book.ts';
import { markOfLine } from './charge-mark.ts';

/**
 * Charges of the invoice that stand although their line is not on it any more, since it was revised: each one sentence.
 * Whoever charges what took the line's place would bill it twice. Usage keeps its mark, whatever its amount.
 */
export function strandedCharges({
  invoice,
  tenants,
  lines,
  charges,
}: {
  invoice: Pick<PlannedInvoice, 'id'>;
  tenants: readonly PlannedTenant[];
  lines: readonly CustomerLine[];
  charges: ChargeBook;
}): string[] {
  const mine = [...charges.made].filter(
    ([mark, made]) =>
      made.invoiceId === invoice.id &&
      made.productKey === null &&
      tenants.some(({ id }) => id === made.tenantId) &&
      (charges.standing.get(mark)?.length ?? 0) > 0,
  );
  if (mine.length === 0) return [];
  const marks = new Set(lines.map(({ line }) => markOfLine(line.key)));
  return mine
    .filter(([mark]) => !marks.has(mark))
    .map(
      ([, { name, money, run }]) =>
        `The contract charge of ${name} that run ${run} made, ${roundTo(money.price, 2)} retail, stands in Autotask, and its line is not on the invoice any more: it was revised. Delete the charge there if it is not right`,
    );
}
