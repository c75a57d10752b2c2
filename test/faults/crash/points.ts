/** Where a process can be killed: at each of its doings with the outside, as the outside sees them. */

export const MOMENTS = [
  'request arrived',
  'request carried out',
  'request answered',
  'commit asked for',
  'commit done',
] as const;
export type Moment = (typeof MOMENTS)[number];

/** The `nth` of its moments, counted from 1. */
export type Point = { moment: Moment; nth: number };

export type Watch = {
  /**
   * Told at each moment, with what it is about.
   * @returns true when the process ends here: whoever sees it goes no further
   */
  reached(moment: Moment, about: string): boolean;
  /** What was seen, in order. */
  seen: Record<Moment, string[]>;
  /** What it ended at; null: it was not reached. */
  endedAt: string | null;
};

/** Counts, and kills at the point given. */
export function watchFor(point: Point | null, kill: () => void): Watch {
  const seen = Object.fromEntries(MOMENTS.map(moment => [moment, [] as string[]])) as Watch['seen'];
  const watch: Watch = {
    seen,
    endedAt: null,
    reached: (moment, about) => {
      // What the killed one sent before goes its way.
      if (watch.endedAt !== null) return false;
      seen[moment].push(about);
      if (point?.moment !== moment || seen[moment].length !== point.nth) return false;
      watch.endedAt = about;
      kill();
      return true;
    },
  };
  return watch;
}

export const pointsOf = (seen: Watch['seen']): Point[] =>
  MOMENTS.flatMap(moment => seen[moment].map((_, at) => ({ moment, nth: at + 1 })));
