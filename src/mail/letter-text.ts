import { oneLine } from '../plan/tally/words.ts';
import type { Letter } from './letter.ts';
import { cutParts, MARK_WORDS, type Part, type Said } from './part.ts';

/** A few megabytes: servers refuse mails that are too large. */
const MOST_LINES = 20_000;

/** The letter as plain text, a thought a line. `beneath`: said at its end. */
export function letterText({ headline, lead, parts, footer }: Letter, beneath: readonly string[]): string {
  const { shown, left } = cutParts(parts, MOST_LINES);
  return [
    oneLine(headline),
    ...lead.map(oneLine),
    ...shown.map(partText),
    ...left,
    [...beneath, ...footer].map(oneLine).join('\n'),
  ].join('\n\n');
}

function partText({ title, beneath, table, lines }: Part): string {
  const width = (column: 0 | 1 | 2): number => Math.max(0, ...table.map(row => [...row[column]].length));
  const [words, counts, amounts] = [width(0), width(1), width(2)];
  return [
    oneLine(title),
    ...beneath.map(text => `  ${oneLine(text)}`),
    ...table.map(
      ([word, count, amount]) =>
        `  ${word.padEnd(words)}  ${count.padStart(counts)}  ${amount.padStart(amounts)}`,
    ),
    ...lines.flatMap(one => [`  - ${saidText(one)}`, ...one.beneath.map(inner => `    ${saidText(inner)}`)]),
  ].join('\n');
}

const saidText = ({ mark, text }: Said): string => `${MARK_WORDS[mark]}${oneLine(text)}`;
