/** When invoices are looked for, as the workspace's own clock has it. */
import { addMonths, type DateText, type Month, monthOf } from '../../plan/numbers/calendar.ts';
import type { ProgramSettings } from '../../plan/settings.ts';

/** The last day of a month on which an invoice that is not there yet is looked for every hour; then it is late. */
export const HOURLY_DAYS = 5;

type Times = Pick<ProgramSettings, 'checkAt' | 'timeZone'>;
type State = { invoiceThere: boolean };

/**
 * When invoices are looked for next: at the chosen time each day of the workspace's time zone, and every full hour on
 * the first days of a month while its invoice is not there. A time that a day does not have, because clocks are put
 * forward, is left out that day.
 */
export function nextCheck(now: Date, times: Times, state: State): Date {
  // At most two days and two hours ahead, in steps of a minute that start on a full one.
  const start = Math.ceil((now.getTime() + 1) / MINUTE) * MINUTE;
  return ticksFrom(start, times, state).next().value!.at;
}

/** When they were to be looked for last, and whether that was the day's own check. */
export function lastCheck(now: Date, times: Times, state: State): { at: Date; daily: boolean } {
  let last: { at: Date; daily: boolean } | undefined;
  const start = Math.floor((now.getTime() - DAYS_BACK * 1440 * MINUTE) / MINUTE) * MINUTE;
  for (const tick of ticksFrom(start, times, state)) {
    if (tick.at > now) break;
    last = tick;
  }
  if (!last) throw new RangeError(`no time ${times.checkAt} in ${times.timeZone}`);
  return last;
}

const MINUTE = 60_000;
/** A day may lack the chosen time; two in a row do not. */
const DAYS_BACK = 2;

function* ticksFrom(
  start: number,
  { checkAt, timeZone }: Times,
  { invoiceThere }: State,
): Generator<{ at: Date; daily: boolean }, undefined> {
  const [hour = 6, minute = 0] = checkAt.split(':').map(Number);
  const parts = partsIn(timeZone);
  for (let at = start; at < start + (DAYS_BACK * 24 + 3) * 60 * MINUTE; at += MINUTE) {
    const local = parts(new Date(at));
    const daily = local.hour === hour && local.minute === minute;
    const hourly = !invoiceThere && local.day <= HOURLY_DAYS && local.minute === 0;
    if (daily || hourly) yield { at: new Date(at), daily };
    // Nothing begins before the next full hour or the chosen minute.
    const rest = Math.min(60 - local.minute, local.minute < minute ? minute - local.minute : 60) - 1;
    at += rest * MINUTE;
  }
}

/** Which day it is there. */
export function dateIn(now: Date, timeZone: string): DateText {
  const { year, month, day } = partsIn(timeZone)(now);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)}`;
}

/** The usage month whose invoice is due now: last month, as the workspace's time zone has it. */
export const monthDue = (now: Date, timeZone: string): Month => addMonths(monthOf(dateIn(now, timeZone)), -1);

type Local = Record<'year' | 'month' | 'day' | 'hour' | 'minute', number>;

const formats = new Map<string, Intl.DateTimeFormat>();

function partsIn(timeZone: string): (at: Date) => Local {
  const format = formats.get(timeZone) ?? formatIn(timeZone);
  formats.set(timeZone, format);
  return at => {
    const parts = Object.fromEntries(
      format.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts;
    return { year, month, day, hour, minute };
  };
}

const formatIn = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  });
