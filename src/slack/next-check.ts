import type { DateText } from '../plan/numbers/calendar.ts';
import type { ProgramSettings } from '../plan/settings.ts';

/** The last day of a month on which an invoice that is not there yet is looked for every hour. */
const HOURLY_DAYS = 5;

/**
 * When invoices are looked for next: at the chosen time each day of the workspace's time zone, and every full hour on
 * the first days of a month while its invoice is not there. A time that a day does not have, because clocks are put
 * forward, is left out that day.
 */
export function nextCheck(
  now: Date,
  { checkAt, timeZone }: Pick<ProgramSettings, 'checkAt' | 'timeZone'>,
  { invoiceThere }: { invoiceThere: boolean },
): Date {
  const [hour = 6, minute = 0] = checkAt.split(':').map(Number);
  // At most two days and two hours ahead, in steps of a minute that start on a full one.
  const start = Math.ceil((now.getTime() + 1) / MINUTE) * MINUTE;
  const parts = partsIn(timeZone);
  for (let at = start; at < start + 50 * 60 * MINUTE; at += MINUTE) {
    const local = parts(new Date(at));
    const daily = local.hour === hour && local.minute === minute;
    const hourly = !invoiceThere && local.day <= HOURLY_DAYS && local.minute === 0;
    if (daily || hourly) return new Date(at);
    // Nothing begins before the next full hour or the chosen minute.
    const rest = Math.min(60 - local.minute, local.minute < minute ? minute - local.minute : 60) - 1;
    at += rest * MINUTE;
  }
  throw new RangeError(`no time ${checkAt} in ${timeZone}`);
}

const MINUTE = 60_000;

/** Which day it is there. */
export function dateIn(now: Date, timeZone: string): DateText {
  const { year, month, day } = partsIn(timeZone)(now);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)}`;
}

type Local = Record<'year' | 'month' | 'day' | 'hour' | 'minute', number>;

function partsIn(timeZone: string): (at: Date) => Local {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  });
  return at => {
    const parts = Object.fromEntries(
      format.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts;
    return { year, month, day, hour, minute };
  };
}
