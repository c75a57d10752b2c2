/** What every part of the benchmark gives: ratios, each against a baseline measured in the same run. */
export type Bound = { atMost: number } | { atLeast: number };

export type Row = {
  what: string;
  /** As people read it, with its unit: "812 requests", "3.4 s". */
  value: string;
  /** What it is compared with, in the same words. */
  baseline: string;
  ratio: number;
  /** Null where the ratio is only told. */
  bound: Bound | null;
  ok: boolean;
};

export type Part = {
  title: string;
  /** What was measured on: sizes, latency, processes. */
  on: string;
  rows: Row[];
  /** How a bound was computed, what was left out, what a reader would otherwise ask. */
  notes: string[];
};

/** A row that knows whether its bound holds; what is not a number keeps no bound. */
export function rowOf({
  ratio,
  bound = null,
  ...words
}: Omit<Row, 'ok' | 'bound'> & { bound?: Bound | null }): Row {
  return { ...words, ratio, bound, ok: bound === null || holds(ratio, bound) };
}

function holds(ratio: number, bound: Bound): boolean {
  return 'atMost' in bound ? ratio <= bound.atMost : ratio >= bound.atLeast;
}
