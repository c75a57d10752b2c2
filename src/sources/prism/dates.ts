import { type DateText, isDate } from '../../plan/numbers/calendar.ts';

const ISO =
  /^(\d{4}-\d{2}-\d{2})(?:[T ]([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,7})?)? ?(?:Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?)?$/i;
const SLASHED = /^(\d{2})\/(\d{2})\/(\d{4})$/;

/**
 * The calendar date in the offset given: `2026-09-30T23:00:00.0000000+10:00` is 30 September wherever this runs.
 * Fractions of 0 to 7 digits, with or without offset, or the date alone. `31/01/2026` is read because it can only be
 * one day; `02/01/2026` is not. Undefined for all else, dates that do not exist included.
 */
export function readDate(text: string): DateText | undefined {
  const iso = ISO.exec(text.trim());
  if (iso?.[1] !== undefined) return isDate(iso[1]) ? iso[1] : undefined;
  const [, day, month, year] = SLASHED.exec(text.trim()) ?? [];
  if (day === undefined || month === undefined) return undefined;
  const unambiguous = Number(day) > 12 || day === month;
  const date = `${year}-${month}-${day}`;
  return unambiguous && isDate(date) ? date : undefined;
}
