import { describe, expect, test } from 'vitest';
import { parseExact } from '../../../src/exact-json.ts';
import { readDate } from '../../../src/sources/prism/dates.ts';
import { readBilling, readTerm, readTermOf } from '../../../src/sources/prism/terms.ts';

describe('a date', () => {
  test.each([
    ['2026-09-30', '2026-09-30'],
    ['2026-09-30T00:00:00', '2026-09-30'],
    ['2026-09-30T00:00:00Z', '2026-09-30'],
    ['2026-09-30T23:59:59.9999999+10:00', '2026-09-30'],
    ['2026-09-30T00:30:00.123-08:00', '2026-09-30'],
    ['2026-09-30 13:00', '2026-09-30'],
    ['2026-09-30T00:00:00+1000', '2026-09-30'],
    [' 2024-02-29T00:00:00.0000000+00:00 ', '2024-02-29'],
    ['30/09/2026', '2026-09-30'],
    ['09/09/2026', '2026-09-09'],
  ])('%s is the calendar date in the offset given', (text, date) => {
    expect(readDate(text)).toBe(date);
  });

  test.each([
    ['the 2nd of January or the 1st of February', '02/01/2026'],
    ['month first', '09/30/2026'],
    ['a day that does not exist', '2026-02-30T00:00:00Z'],
    ['a leap day in a common year', '29/02/2026'],
    ['an hour that does not exist', '2026-09-30T24:30:00Z'],
    ['eight digits of fraction', '2026-09-30T00:00:00.12345678Z'],
    ['words', 'September 2026'],
    ['a number', '20260930'],
    ['nothing', ''],
  ])('is refused: %s', (_, text) => {
    expect(readDate(text)).toBeUndefined();
  });
});

describe('a term and a billing plan', () => {
  test.each([
    ['1 Year', 'P1Y'],
    ['3 Years', 'P3Y'],
    ['1 Month', 'P1M'],
    ['12 months', 'P1Y'],
    ['36 Months', 'P3Y'],
    ['1-Year Term', 'P1Y'],
    ['P1Y', 'P1Y'],
    ['p12m', 'P1Y'],
    ['Annual', 'P1Y'],
    ['Monthly', 'P1M'],
    ['One-Time', null],
    ['0 Years', null],
    ['2', null],
    ['PT1H', null],
    ['', null],
    [null, null],
  ])('term %j is %j', (text, term) => {
    expect(readTerm(text)).toBe(term);
  });

  test.each([
    ['1', 'Year', 'P1Y'],
    ['1', 'Month', 'P1M'],
    ['3', 'Years', 'P3Y'],
    ['12', 'Month', 'P1Y'],
    ['1', 'Annual', 'P1Y'],
    [null, 'P3Y', 'P3Y'],
    ['1', null, null],
    ['3', 'Annual', null],
    ['1', '2', null],
    [null, null, null],
  ])('columns %j and %j are the term %j', (count, unit, term) => {
    expect(readTermOf(count, unit)).toBe(term);
  });

  test.each([
    ['Monthly', 'monthly'],
    ['1 Month', 'monthly'],
    ['Annual', 'annual'],
    ['Annually', 'annual'],
    ['1 Year', 'annual'],
    ['P1Y', 'annual'],
    ['3 Years', 'triennial'],
    ['One-Time', 'one-time'],
    ['1', null],
    ['Quarterly', null],
    [null, null],
  ])('billing cycle %j is %j', (text, billing) => {
    expect(readBilling(text)).toBe(billing);
  });
});

test('JSON numbers keep every digit they were written with', () => {
  expect(
    parseExact('{"a":12.4000000001,"b":[123456789.12345678912,-0.10],"c":"1","d":null,"e":true}'),
  ).toEqual({
    a: '12.4000000001',
    b: ['123456789.12345678912', '-0.10'],
    c: '1',
    d: null,
    e: true,
  });
  expect(parseExact('[1E-05,2.5e3,1e999999]')).toEqual(['0.00001', '2500', '1e999999']);
});
