import type { ProgramSettings } from '../plan/settings.ts';

/**
 * When invoices are looked for next: at the chosen time each day of the workspace's time zone, and every full hour on
 * the first five days of a month.
 */
export function nextCheck(
  now: Date,
  { checkAt, timeZone }: Pick<ProgramSettings, 'checkAt' | 'timeZone'>,
): Date {
  const [hour = 6, minute = 0] = checkAt.split(':').map(Number);
  // At most two days and an hour ahead, in steps of a minute that start on a full one.
  const start = Math.ceil((now.getTime() + 1) / 60_000) * 60_000;
  const parts = partsIn(timeZone);
  for (let at = start; at < start + 50 * 3_600_000; at += 60_000) {
    const local = parts(new Date(at));
    const daily = local.hour === hour && local.minute === minute;
    const hourly = local.day <= 5 && local.minute === 0;
    if (daily || hourly) return new Date(at);
    // Nothing begins before the next full hour or the chosen minute.
    const rest = Math.min(60 - local.minute, local.minute < minute ? minute - local.minute : 60) - 1;
    at += rest * 60_000;
  }
  throw new RangeError(`no time ${checkAt} in ${timeZone}`);
}

type Local = { day: number; hour: number; minute: number };

function partsIn(timeZone: string): (at: Date) => Local {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  });
  return at => {
    const parts = Object.fromEntries(
      format.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
    );
    return { day: parts.day ?? 0, hour: parts.hour ?? 0, minute: parts.minute ?? 0 };
  };
}
