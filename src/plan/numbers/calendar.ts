/**
 * Calendar dates as text, `YYYY-MM-DD`, and usage months, `YYYY-MM`. There is no time zone here and no instant:
 * a date is a square on a calendar, and both ends of a range are inclusive unless a name says otherwise.
 */
export type DateText = string;
export type Month = string;

const DAY_MS = 86_400_000;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Days since 1970-01-01, the form in which dates are counted with. */
const toNumber = (date: DateText): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS;
const toText = (day: number): DateText => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** True for a date that exists: `2026-02-30` does not. */
export function isDate(text: string): boolean {
  return DATE.test(text) && !Number.isNaN(toNumber(text)) && toText(toNumber(text)) === text;
}

export const addDays = (date: DateText, days: number): DateText => toText(toNumber(date) + days);
export const dayBefore = (date: DateText): DateText => addDays(date, -1);
export const dayAfter = (date: DateText): DateText => addDays(date, 1);

/** Number of days from `from` to `to`, both counted: one day when they are equal. */
export const daysIn = (from: DateText, to: DateText): number => toNumber(to) - toNumber(from) + 1;

export const earlier = (a: DateText, b: DateText): DateText => (a < b ? a : b);
export const later = (a: DateText, b: DateText): DateText => (a > b ? a : b);

export const monthOf = (date: DateText): Month => date.slice(0, 7);
export const firstDay = (month: Month): DateText => `${month}-01`;
export const lastDay = (month: Month): DateText => dayBefore(firstDay(nextMonth(month)));
export const daysInMonth = (month: Month): number => daysIn(firstDay(month), lastDay(month));

export function addMonths(month: Month, count: number): Month {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + count;
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;
}
export const nextMonth = (month: Month): Month => addMonths(month, 1);

/**
 * The start of the monthly billing period number `index` of a contract that starts on `start`. A start on the 31st
 * falls on the last day of shorter months and comes back to the 31st (assumed; Autotask does not say).
 */
export function periodStart(start: DateText, index: number): DateText {
  const month = addMonths(monthOf(start), index);
  const day = Math.min(Number(start.slice(8, 10)), daysInMonth(month));
  return `${month}-${String(day).padStart(2, '0')}`;
}

export type DateRange = { from: DateText; to: DateText };

/** The monthly billing period of a contract starting on `start` that `date` falls into. */
export function periodOf(start: DateText, date: DateText): DateRange {
  const months =
    (Number(date.slice(0, 4)) - Number(start.slice(0, 4))) * 12 +
    Number(date.slice(5, 7)) -
    Number(start.slice(5, 7));
  const index = periodStart(start, months) <= date ? months : months - 1;
  return { from: periodStart(start, index), to: dayBefore(periodStart(start, index + 1)) };
}

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

/** `2026-09` as people read it: `September 2026`. */
export const monthInWords = (month: Month): string =>
  `${MONTHS[Number(month.slice(5, 7)) - 1]} ${month.slice(0, 4)}`;

/** `2026-09-10` as people read it: `10 Sep 2026`. */
export function inWords(date: DateText): string {
  const month = monthInWords(monthOf(date)).slice(0, 3);
  return `${date.slice(8, 10)} ${month} ${date.slice(0, 4)}`;
}
