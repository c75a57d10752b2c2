/**
 * Calendar dates as text, `YYYY-MM-DD`, and usage months, `YYYY-MM`. There is no time zone here and no instant:
 * a date is a square on a calendar, and both ends of a range are inclusive unless a name says otherwise.
 */
export type DateText = string;
export type Month = string;

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');

/**
 * Days since 1970-01-01, the form in which dates are counted with. Counted with whole numbers in years that begin in
 * March, so that a leap day is the last of its year; `Date` would do the same several times slower, and a plan counts
 * days all the time.
 */
function toNumber(date: DateText): number {
  const month = Number(date.slice(5, 7));
  const year = Number(date.slice(0, 4)) - (month < 3 ? 1 : 0);
  const days = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + Number(date.slice(8, 10)) - 1;
  return 365 * year + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400) + days - EPOCH;
}
/** Days from 1 March of the year 0 to 1970-01-01. */
const EPOCH = 719_468;
const DAYS_IN_400_YEARS = 146_097;

function toText(day: number): DateText {
  const since = day + EPOCH;
  const era = Math.floor(since / DAYS_IN_400_YEARS);
  const rest = since - era * DAYS_IN_400_YEARS;
  const years = Math.floor(
    (rest - Math.floor(rest / 1460) + Math.floor(rest / 36_524) - Math.floor(rest / 146_096)) / 365,
  );
  const inYear = rest - (365 * years + Math.floor(years / 4) - Math.floor(years / 100));
  const march = Math.floor((5 * inYear + 2) / 153);
  const month = march < 10 ? march + 3 : march - 9;
  const year = years + era * 400 + (month < 3 ? 1 : 0);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(inYear - Math.floor((153 * march + 2) / 5) + 1, 2)}`;
}

/** True for a date that exists: `2026-02-30` does not. */
export function isDate(text: string): boolean {
  return DATE.test(text) && toText(toNumber(text)) === text;
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
  return `${pad(Math.floor(index / 12), 4)}-${pad((index % 12) + 1, 2)}`;
}
export const nextMonth = (month: Month): Month => addMonths(month, 1);

/**
 * The start of the monthly billing period number `index` of a contract that starts on `start`. A start on the 31st
 * falls on the last day of shorter months and comes back to the 31st (assumed; Autotask does not say).
 */
export function periodStart(start: DateText, index: number): DateText {
  const month = addMonths(monthOf(start), index);
  const day = Math.min(Number(start.slice(8, 10)), daysInMonth(month));
  return `${month}-${pad(day, 2)}`;
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
