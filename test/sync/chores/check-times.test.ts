import { describe, expect, test } from 'vitest';
import { lastCheck, monthDue, nextCheck } from '../../../src/sync/chores/check-times.ts';

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

describe('the last check', () => {
  const last = (now: string, timeZone: string, { checkAt = '06:00', invoiceThere = true } = {}) => {
    const { at, daily } = lastCheck(new Date(now), { checkAt, timeZone }, { invoiceThere });
    return `${at.toISOString()} ${daily ? 'daily' : 'hourly'}`;
  };

  test.each([
    ['earlier today', '2026-10-13T09:00:00Z', 'UTC', '2026-10-13T06:00:00.000Z daily'],
    ['at this very minute', '2026-10-13T06:00:00Z', 'UTC', '2026-10-13T06:00:00.000Z daily'],
    ['yesterday', '2026-10-13T05:59:59Z', 'UTC', '2026-10-12T06:00:00.000Z daily'],
    [
      'where the day is another',
      '2026-10-13T20:30:00Z',
      'Australia/Sydney',
      '2026-10-13T19:00:00.000Z daily',
    ],
  ])('was %s', (_, now, timeZone, expected) => {
    expect(last(now, timeZone)).toBe(expected);
  });

  test('was the day before where clocks left out the chosen time', () => {
    const at = { checkAt: '02:30' };
    expect(last('2026-10-03T20:00:00Z', 'Australia/Sydney', at)).toBe('2026-10-02T16:30:00.000Z daily');
  });

  test('was the last full hour on the first five days, while the invoice is not there', () => {
    const missing = { invoiceThere: false };
    expect(last('2026-10-03T08:20:00Z', 'UTC', missing)).toBe('2026-10-03T08:00:00.000Z hourly');
    expect(last('2026-10-03T06:20:00Z', 'UTC', missing)).toBe('2026-10-03T06:00:00.000Z daily');
    expect(last('2026-10-06T05:00:00Z', 'UTC', missing)).toBe('2026-10-05T23:00:00.000Z hourly');
  });

  test('is the one that the next was before it came', () => {
    for (const timeZone of ['UTC', 'Australia/Sydney', 'America/St_Johns']) {
      for (const invoiceThere of [true, false]) {
        const times = { checkAt: '06:15', timeZone };
        let now = new Date('2026-09-29T00:00:00Z');
        for (let count = 0; count < 120; count++) {
          const next = nextCheck(now, times, { invoiceThere });
          expect(lastCheck(next, times, { invoiceThere }).at).toEqual(next);
          now = next;
        }
      }
    }
  });
});

test('the month whose invoice is due is last month, where the workspace is', () => {
  expect(monthDue(new Date('2026-10-31T12:00:00Z'), 'UTC')).toBe('2026-09');
  expect(monthDue(new Date('2026-10-31T14:00:00Z'), 'Australia/Sydney')).toBe('2026-10');
  expect(monthDue(new Date('2027-01-01T00:00:00Z'), 'America/Los_Angeles')).toBe('2026-11');
});
