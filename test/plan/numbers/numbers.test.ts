/** Dates, decimals and quantities by day: what the planner counts with. */
import { describe, expect, test } from 'vitest';
import { billFor } from '../../../src/plan/agreement/bill.ts';
import { diff, inWritableOrder } from '../../../src/plan/agreement/diff.ts';
import { isLineChange } from '../../../src/plan/change.ts';
import {
  addDays,
  addMonths,
  dayAfter,
  daysIn,
  inWords,
  isDate,
  lastDay,
  monthInWords,
  periodOf,
  periodStart,
} from '../../../src/plan/numbers/calendar.ts';
import { canonical, equal, isDecimal, roundTo, toWhole, whole } from '../../../src/plan/numbers/decimal.ts';
import { quantityOn, sameTimeline, splice, timelineOf } from '../../../src/plan/numbers/timeline.ts';
import { checksumOf } from '../../../src/plan/plan.ts';

test.each([
  ['2026-02-28', true],
  ['2026-02-29', false],
  ['2028-02-29', true],
  ['2026-13-01', false],
  ['2026-9-1', false],
])('%s is a date: %s', (text, is) => {
  expect(isDate(text)).toBe(is);
});

test('days follow each other as in the calendar, over every leap year rule', () => {
  const days = Array.from({ length: 146_097 }, (_, at) =>
    new Date(Date.UTC(1900, 0, 1 + at)).toISOString().slice(0, 10),
  );
  expect(days.filter((day, at) => at > 0 && dayAfter(days[at - 1]!) !== day)).toEqual([]);
  expect([daysIn('1899-12-31', '1970-01-01'), daysIn(days[0]!, days.at(-1)!)]).toEqual([25_569, 146_097]);
  expect([addDays('1970-01-01', -719_162), addDays('0001-01-01', 3_652_058)]).toEqual([
    '0001-01-01',
    '9999-12-31',
  ]);
});

test('months go over the turn of the year both ways', () => {
  expect([addMonths('2026-12', 1), addMonths('2027-01', -1), lastDay('2028-02')]).toEqual([
    '2027-01',
    '2026-12',
    '2028-02-29',
  ]);
  expect(inWords('2026-09-01')).toBe('01 Sep 2026');
  expect(['2026-05', '2026-12'].map(monthInWords)).toEqual(['May 2026', 'December 2026']);
});

test.each([
  ['2026-01-01', '2026-09-10', '2026-09-01', '2026-09-30'],
  ['2026-01-15', '2026-09-14', '2026-08-15', '2026-09-14'],
  ['2026-01-15', '2026-09-15', '2026-09-15', '2026-10-14'],
  ['2026-01-31', '2026-02-28', '2026-02-28', '2026-03-30'],
  ['2026-01-31', '2026-03-31', '2026-03-31', '2026-04-29'],
])('the period from %s that %s is in runs from %s to %s', (start, date, from, to) => {
  expect(periodOf(start, date)).toEqual({ from, to });
  expect(periodStart(start, 0)).toBe(start);
});

test.each([
  ['20.0', '20'],
  ['020', '20'],
  ['-0.50', '-0.5'],
  ['+1', '1'],
])('%s is %s', (text, expected) => {
  expect(canonical(text)).toBe(expected);
});

test('only plain decimals are decimals, and whole numbers are told from fractions', () => {
  expect(['1', '-1.5', '.5', '1e3', '1,000', ''].map(isDecimal)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
  expect([toWhole('4.0'), toWhole('4.5')]).toEqual([4, undefined]);
  expect([equal('4', '4.0'), equal('4', '4.1')]).toEqual([true, false]);
  expect(whole(4)).toBe('4');
  expect(() => whole(4.5)).toThrow('not a whole number');
  expect([roundTo('1.005', 2), roundTo('-1.005', 2)]).toEqual(['1.01', '-1.01']);
});

describe('quantities by day', () => {
  test('rows that overlap add up, rows that touch are totals', () => {
    const rows = timelineOf([
      { from: '2026-09-01', to: '2026-09-30', quantity: 4 },
      { from: '2026-09-10', to: '2026-09-30', quantity: 2 },
      { from: '2026-10-01', to: '2026-10-31', quantity: 6 },
    ]);
    expect(rows).toEqual([
      { from: '2026-09-01', quantity: 4 },
      { from: '2026-09-10', quantity: 6 },
      { from: '2026-11-01', quantity: 0 },
    ]);
    expect([quantityOn(rows, '2026-08-31'), quantityOn(rows, '2026-09-30')]).toEqual([0, 6]);
  });

  test('are spliced on a day and compared by what they say', () => {
    const four = [{ from: '2026-01-01', quantity: 4 }];
    expect(splice(four, '2026-09-01', four)).toEqual(four);
    expect(sameTimeline(four, [])).toBe(false);
  });
});

describe('the deltas', () => {
  const four = [{ from: '2026-01-01', quantity: 4 }];
  test('of a price that is not told are none', () => {
    expect(diff(four, four, [{ from: '2026-09-01', unitPrice: null, unitCost: null }])).toEqual([]);
  });

  test('of two dates that both pass below zero are written up first where their prices agree', () => {
    const deltas = [
      { effective: '2026-09-01', delta: -2, unitPrice: '25' },
      { effective: '2026-09-15', delta: 5 },
    ];
    const current = [
      { from: '2026-01-01', quantity: 5 },
      { from: '2026-09-15', quantity: 0 },
    ];
    expect(inWritableOrder(current, deltas)?.map(one => one.delta)).toEqual([5, -2]);
    expect(inWritableOrder(current, [deltas[0]!, { ...deltas[1]!, unitCost: '9' }])).toBeNull();
  });
});

test('a bill counts what is not known as nothing and carries on what a step does not name', () => {
  const four = [{ from: '2026-01-01', quantity: 4 }];
  const range = { from: '2026-09-01', to: '2026-09-30' };
  expect(billFor(four, [], '2026-01-01', range)).toEqual({ cost: '0.00', price: '0.00' });
  const steps = [
    { from: '2026-09-01', unitCost: '20', unitPrice: null },
    { from: '2026-09-16', unitCost: null, unitPrice: '30' },
  ];
  expect(billFor(four, steps, '2026-01-01', range)).toEqual({ cost: '80.00', price: '60.00' });
  expect(billFor(four, steps.slice(1), '2026-01-01', range)).toEqual({ cost: '0.00', price: '60.00' });
});

test('a checksum does not depend on the order of keys or on what is not there', () => {
  expect(checksumOf({ a: 1, b: [{ c: null, d: undefined }] })).toBe(checksumOf({ b: [{ c: null }], a: 1 }));
  expect(checksumOf([1, 2])).not.toBe(checksumOf([2, 1]));
});

test.each([
  ['adjust', true],
  ['open', true],
  ['close', true],
  ['amend', true],
  ['create-item', false],
  ['charge', false],
])('%s is a change of a line: %s', (kind, is) => {
  expect(isLineChange({ kind } as never)).toBe(is);
});
