import type { EvidenceRow } from '../../plan/evidence/evidence-row.ts';
import { add, type Decimal, sum } from '../../plan/numbers/decimal.ts';
import { STANDINGS, type Standing } from '../../plan/standing.ts';
import type { RunFacts } from '../../plan/tally/reports.ts';
import { type TieOut, tieOut } from '../../plan/tieout.ts';

export type InvoiceTie = { invoiceId: string; number: string | null; tie: TieOut };

type Account = { lines: number; cost: Decimal; price: Decimal };

/** Adds up the rows as they are written, so that what they come to is told by themselves. */
export class Sums {
  readonly #invoices = new Map<string, { number: string | null; accounts: Map<Standing, Account> }>();
  lines = 0;

  add({ invoice, line, place }: EvidenceRow): void {
    if (!invoice || !line || !place) return;
    this.lines += 1;
    const { accounts } = this.#of(invoice.id, invoice.number);
    const before = accounts.get(place.standing) ?? { lines: 0, cost: '0', price: '0' };
    accounts.set(place.standing, {
      lines: before.lines + 1,
      cost: add(before.cost, line.cost),
      price: add(before.price, line.price ?? '0'),
    });
  }

  /** Against what the run counted of each invoice; of one it counted nothing of, against the rows. */
  ties({ invoices }: RunFacts): InvoiceTie[] {
    for (const { id, number } of invoices) this.#of(id, number);
    return [...this.#invoices].map(([invoiceId, { number, accounts }]) => {
      const entries = STANDINGS.flatMap(standing => {
        const account = accounts.get(standing);
        return account ? [{ ...account, ...NOBODY, standing }] : [];
      });
      const rows = {
        lines: entries.reduce((count, one) => count + one.lines, 0),
        cost: sum(entries.map(({ cost }) => cost)),
      };
      return { invoiceId, number, tie: tieOut(entries, invoices.find(({ id }) => id === invoiceId) ?? rows) };
    });
  }

  #of(id: string, number: string | null) {
    const known = this.#invoices.get(id) ?? { number, accounts: new Map<Standing, Account>() };
    this.#invoices.set(id, known);
    return known;
  }
}

const NOBODY = { tenantId: null, productKey: null, label: '', reason: null };
