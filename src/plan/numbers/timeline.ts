import { addDays, type DateText, dayAfter } from './calendar.ts';

/** From `from` on (inclusive), `quantity` holds until the next step; the last one holds without end. */
export type Step = { from: DateText; quantity: number };

/** A quantity by day: steps in date order, no two neighbours equal. Before the first step it is 0. */
export type Timeline = Step[];

/** A quantity on the days `from` to `to`, both inclusive. */
export type Stretch = { from: DateText; to: DateText; quantity: number };

/** The sum by day of stretches that may overlap: neighbours that touch are totals, overlaps add up (rules 5). */
export function timelineOf(stretches: Iterable<Stretch>): Timeline {
  const deltas: Step[] = [];
  for (const { from, to, quantity } of stretches) {
    deltas.push({ from, quantity }, { from: dayAfter(to), quantity: -quantity });
  }
  return accumulate(deltas);
}

/** Deltas that each last without end, summed into a timeline. */
export function accumulate(deltas: Iterable<Step>): Timeline {
  const byDate = new Map<DateText, number>();
  for (const { from, quantity } of deltas) byDate.set(from, (byDate.get(from) ?? 0) + quantity);
  const timeline: Timeline = [];
  let total = 0;
  for (const from of [...byDate.keys()].sort()) {
    const delta = byDate.get(from)!;
    if (delta === 0) continue;
    total += delta;
    timeline.push({ from, quantity: total });
  }
  return timeline;
}

/** The deltas of a timeline: what changes on which day. */
export function deltasOf(timeline: Timeline): Step[] {
  return timeline.map((step, i) => ({
    from: step.from,
    quantity: step.quantity - (timeline[i - 1]?.quantity ?? 0),
  }));
}

export const negated = (timeline: Timeline): Timeline =>
  timeline.map(({ from, quantity }) => ({ from, quantity: -quantity }));

export function plus(...timelines: Timeline[]): Timeline {
  return accumulate(timelines.flatMap(deltasOf));
}

/** `desired − current` by day (rules 5). */
export const gapBetween = (desired: Timeline, current: Timeline): Timeline => plus(desired, negated(current));

export function quantityOn(timeline: Timeline, date: DateText): number {
  let quantity = 0;
  for (const step of timeline) {
    if (step.from > date) break;
    quantity = step.quantity;
  }
  return quantity;
}

/** The same quantities from `from` on, 0 before. */
export function within(timeline: Timeline, from: DateText): Timeline {
  return compact([
    { from, quantity: quantityOn(timeline, from) },
    ...timeline.filter(step => step.from > from),
  ]);
}

/** `before` until the day before `date`, `after` from then on. */
export function splice(before: Timeline, date: DateText, after: Timeline): Timeline {
  return compact([
    ...before.filter(step => step.from < date),
    { from: date, quantity: quantityOn(after, date) },
    ...after.filter(step => step.from > date),
  ]);
}

/** Steps after `last` (inclusive) forgotten: what holds on it goes on. */
export const until = (timeline: Timeline, last: DateText): Timeline =>
  timeline.filter(step => step.from <= last);

export function lowest(timeline: Timeline): number {
  return timeline.reduce((low, step) => Math.min(low, step.quantity), 0);
}

export const sameTimeline = (a: Timeline, b: Timeline): boolean => gapBetween(a, b).length === 0;

/** The days from `from` to `to` as stretches of constant quantity, zero ones included. */
export function stretchesBetween(timeline: Timeline, from: DateText, to: DateText): Stretch[] {
  const starts = [from, ...timeline.map(step => step.from).filter(date => date > from && date <= to)];
  return starts.map((start, i) => ({
    from: start,
    to: i + 1 < starts.length ? addDays(starts[i + 1]!, -1) : to,
    quantity: quantityOn(timeline, start),
  }));
}

function compact(steps: Step[]): Timeline {
  const timeline: Timeline = [];
  let previous = 0;
  for (const step of steps) {
    if (step.quantity !== previous) timeline.push(step);
    previous = step.quantity;
  }
  return timeline;
}
