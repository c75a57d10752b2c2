/** What a letter is made of, before it is text or HTML. Texts may hold what third parties wrote, as they wrote it. */
import { plural, thousands } from '../plan/tally/words.ts';

/** How something is to be taken; its word stands before it. */
export type Mark = 'plain' | 'warning' | 'held' | 'failed';

export type Said = { mark: Mark; text: string };
export type Line = Said & { beneath: Said[] };

export type Part = {
  title: string;
  beneath: string[];
  /** Columns: words, a count, an amount. */
  table: [string, string, string][];
  lines: Line[];
};

export const said = (text: string, mark: Mark = 'plain'): Said => ({ mark, text });

export const line = (text: string, mark: Mark = 'plain', beneath: Said[] = []): Line => ({
  mark,
  text,
  beneath,
});

export const part = (title: string, given: Partial<Omit<Part, 'title'>>): Part => ({
  title,
  beneath: [],
  table: [],
  lines: [],
  ...given,
});

/** The word of a mark, before what it marks. */
export const MARK_WORDS: Record<Mark, string> = {
  plain: '',
  warning: 'Warning: ',
  held: 'Held: ',
  failed: 'Failed: ',
};

/** As much as may stand there, from the top; `left` says how many parts do not, if any. */
export function cutParts(parts: readonly Part[], most: number): { shown: Part[]; left: string[] } {
  const shown: Part[] = [];
  let room = most;
  for (const one of parts) {
    if (room <= 0) break;
    const lines = one.lines.filter(({ beneath }) => {
      room -= 1 + beneath.length;
      return room >= 0;
    });
    const more = one.lines.length - lines.length;
    shown.push(more === 0 ? one : { ...one, lines: [...lines, line(`and ${thousands(String(more))} more`)] });
    room -= 1;
  }
  const left = parts.length - shown.length;
  const words = `${plural(left, 'more entry', 'more entries')} left out here for length: see Slack.`;
  return { shown, left: left === 0 ? [] : [words] };
}
