/** Where every cent of an invoice went. */
import type { TieOut } from '../../../plan/tieout.ts';
import { standingWord } from './changes.ts';
import { money } from './money.ts';
import { plural } from './text.ts';

/** As columns of equal width, for a code block. Supplier cost before tax. */
export function tieOutTable(tie: TieOut, currency: string | null): string {
  const rows = [
    ...tie.accounts.map(one => [standingWord(one.standing), plural(one.lines, 'line'), money(one.cost)]),
    ['rounding', '', money(tie.rounding)],
    ['total', plural(tie.lines, 'line'), money(tie.total)],
  ];
  const width = (column: number): number => Math.max(...rows.map(row => row[column]!.length));
  const [words, lines, amounts] = [width(0), width(1), width(2)];
  const table = rows.map(
    ([word = '', count = '', amount = '']) =>
      `${word.padEnd(words)}  ${count.padStart(lines)}  ${amount.padStart(amounts)}`,
  );
  const verdict = tie.balanced ? 'balanced to the cent' : 'NOT BALANCED';
  return `\`\`\`${table.join('\n')}\`\`\`\nSupplier cost before tax${currency ? ` in ${currency}` : ''}, ${verdict}`;
}

/** The same in one line. */
export const tieOutWords = (tie: TieOut, currency: string | null): string =>
  [
    `invoice cost ${money(tie.total, currency)}`,
    ...tie.accounts.map(one => `${standingWord(one.standing)} ${money(one.cost)}`),
    tie.balanced ? 'balanced' : 'NOT BALANCED',
  ].join(' · ');
