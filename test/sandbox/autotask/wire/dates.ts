/** Autotask's times are UTC; a date without a time goes out as midnight (reference section 2). */
import { type DateText, isDate } from '../../../../src/plan/numbers/calendar.ts';

const INSTANT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?$/i;

const known = new Map<DateText, number>();

/** The first millisecond of a calendar date that is known to be one. */
export function msOf(date: DateText): number {
  const ms = known.get(date) ?? Date.parse(`${date}T00:00:00Z`);
  known.set(date, ms);
  return ms;
}

/** A date or an instant as milliseconds; a time without an offset is UTC. Undefined for anything else. */
export function toMs(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  if (isDate(value)) return Date.parse(`${value}T00:00:00Z`);
  const [, date = '', time, offset = 'Z'] = INSTANT.exec(value) ?? [];
  const ms = isDate(date) ? Date.parse(`${date}T${time}${offset.toUpperCase()}`) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

export const dateOf = (ms: number): DateText => new Date(ms).toISOString().slice(0, 10);
export const midnight = (date: DateText): string => `${date}T00:00:00Z`;
