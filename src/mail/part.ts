/** What a letter is made of, before it is text or HTML. Texts may hold what third parties wrote, as they wrote it. */

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
