/**
 * Every cent accounted for (rules 9): the invoice's lines, each in exactly one account, and rounding as its own row.
 * Supplier cost; what the target bills stands beside it and need not match.
 */
import { big, type Decimal, roundTo, subtract, sum } from './numbers/decimal.ts';
import { type Entry, STANDINGS, type Standing } from './standing.ts';

/** One account. Cost and retail in the invoice's currency, before tax, 2 decimals. */
export type Account = { standing: Standing; lines: number; cost: Decimal; price: Decimal };

export type TieOut = {
  /** Accounts that hold lines, worst first. */
  accounts: Account[];
  /** Rounded total less the rounded accounts. */
  rounding: Decimal;
  /** Σ SubTotal of all lines, 2 decimals. */
  total: Decimal;
  lines: number;
  /** Accounts and rounding add up to the total, to the cent, and every line is in one of them. */
  balanced: boolean;
};

/** @param invoice what the file's own lines add up to, counted apart from the entries */
export function tieOut(entries: readonly Entry[], invoice: { lines: number; cost: Decimal }): TieOut {
  const accounts = STANDINGS.flatMap(standing => {
    const mine = entries.filter(entry => entry.standing === standing);
    return mine.length === 0
      ? []
      : [
          {
            standing,
            lines: mine.reduce((count, entry) => count + entry.lines, 0),
            cost: roundTo(sum(mine.map(entry => entry.cost)), 2),
            price: roundTo(sum(mine.map(entry => entry.price)), 2),
          },
        ];
  });
  const total = roundTo(invoice.cost, 2);
  const rounding = roundTo(subtract(total, sum(accounts.map(account => account.cost))), 2);
  const lines = accounts.reduce((count, account) => count + account.lines, 0);
  const exact = sum(entries.map(entry => entry.cost));
  return {
    accounts,
    rounding,
    total,
    lines,
    balanced: lines === invoice.lines && big(exact).eq(invoice.cost),
  };
}
