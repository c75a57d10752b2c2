import { describe, expect, test } from 'vitest';
import { monthDue } from '../../src/slack/month-close.ts';
import { nextCheck } from '../../src/slack/next-check.ts';

const next = (now: string, timeZone: string, { checkAt = '06:00', invoiceThere = true } = {}): string =>
  nextCheck(new Date(now), { checkAt, timeZone }, { invoiceThere }).toISOString();

describe('the next check', () => {
  test.each([
    ['later today', '2026-10-13T01:00:00Z', 'UTC', '06:00', '2026-10-13T06:00:00.000Z'],
    ['tomorrow', '2026-10-13T06:00:00Z', 'UTC', '06:00', '2026-10-14T06:00:00.000Z'],
    ['within the same minute', '2026-10-13T05:59:30Z', 'UTC', '06:00', '2026-10-13T06:00:00.000Z'],
    ['at an odd minute', '2026-10-13T06:10:00Z', 'UTC', '06:17', '2026-10-13T06:17:00.000Z'],
    ['over midnight', '2026-12-31T23:59:59Z', 'UTC', '00:00', '2027-01-01T00:00:00.000Z'],
    [
      'where the day is another',
      '2026-10-13T20:30:00Z',
      'Australia/Sydney',
      '06:00',
      '2026-10-14T19:00:00.000Z',
    ],
    ['half an hour off', '2026-10-13T00:00:00Z', 'Asia/Kolkata', '06:00', '2026-10-13T00:30:00.000Z'],
    ['three quarters off', '2026-10-13T00:00:00Z', 'Asia/Kathmandu', '06:15', '2026-10-13T00:30:00.000Z'],
    // Clocks are put forward at 2:00 on 4 October: there is no 2:30 that day.
    [
      'a time that day has not',
      '2026-10-03T17:00:00Z',
      'Australia/Sydney',
      '02:30',
      '2026-10-04T15:30:00.000Z',
    ],
  ])('%s', (_, now, timeZone, checkAt, expected) => {
    expect(next(now, timeZone, { checkAt })).toBe(expected);
  });

  test('is every full hour on the first five days, while the invoice is not there', () => {
    const missing = { invoiceThere: false };
    expect(next('2026-10-03T07:20:00Z', 'UTC', missing)).toBe('2026-10-03T08:00:00.000Z');
    expect(next('2026-10-03T07:20:00Z', 'UTC')).toBe('2026-10-04T06:00:00.000Z');
    expect(next('2026-10-05T23:10:00Z', 'UTC', missing)).toBe('2026-10-06T06:00:00.000Z');
    expect(next('2026-10-31T20:00:00Z', 'Australia/Sydney', missing)).toBe('2026-10-31T21:00:00.000Z');
  });
});

test('the month whose invoice is due is last month, where the workspace is', () => {
  expect(monthDue(new Date('2026-10-31T12:00:00Z'), 'UTC')).toBe('2026-09');
  expect(monthDue(new Date('2026-10-31T14:00:00Z'), 'Australia/Sydney')).toBe('2026-10');
  expect(monthDue(new Date('2027-01-01T00:00:00Z'), 'America/Los_Angeles')).toBe('2026-11');
});
