/** How a line is read into a span: rules 4, sentences 2, 3, 4 and 7. */
import { describe, expect, test } from 'vitest';
import type { Line } from '../../../src/plan/invoice/line.ts';
import {
  addKnown,
  amountWarnings,
  datesProblem,
  isOutside,
  kindOf,
  mergeSplit,
  overlapping,
  readingOf,
  settleReading,
  spanOf,
  sumKnown,
} from '../../../src/plan/invoice/span.ts';
import { line, SEPTEMBER } from '../a-month.ts';

const from = (first: number, last: string, given: Partial<Line> = {}): Line =>
  line({ quantity: '1', from: `2026-09-${String(first).padStart(2, '0')}`, to: last, ...given });

test.each([
  ['a positive amount is seats', {}, false, 'seat'],
  ['a negative one is a credit', { cost: '-1' }, false, 'credit'],
  ['usage stays usage, even negative', { cost: '-1' }, true, 'usage'],
  ['forty-five days are seats', { to: '2026-10-15' }, false, 'seat'],
  ['more than forty-five days are paid in advance', { to: '2026-10-16' }, false, 'prepaid'],
])('%s', (_, given, isUsage, kind) => {
  expect(kindOf(from(1, '2026-09-30', given), isUsage)).toBe(kind);
});

describe('the last date is read', () => {
  test.each([
    ['as charged when the ratio counts it', '2026-09-30', '1', 'inclusive'],
    ['as not charged when the ratio leaves it out', '2026-10-01', '1', 'exclusive'],
    ['neither way when the ratio fits neither', '2026-09-30', '0.5', null],
    ['as charged within half a day', '2026-09-30', '0.9834', 'inclusive'],
    ['neither way when the ratio is more than half a day more', '2026-09-30', '1.0167', null],
    ['neither way of a credit', '2026-09-30', '1', null, '-1'],
    ['neither way of a term paid in advance', '2027-08-31', '1', null],
    ['as charged when no ratio is told and the month is whole', '2026-09-30', null, 'inclusive'],
  ])('%s', (_, to, ratio, reading, cost = '20') => {
    expect(readingOf(from(1, to, { ratio, cost }), SEPTEMBER)).toBe(reading);
  });

  test.each([
    [2, 1, 'inclusive'],
    [1, 1, 'inclusive'],
    [1, 2, 'exclusive'],
    [0, 0, 'inclusive'],
  ])('of a file where %i lines say charged and %i say not: %s', (inclusive, exclusive, reading) => {
    expect(settleReading({ inclusive, exclusive })).toBe(reading);
  });

  test('one day earlier in a file of exclusive ends', () => {
    const place = { tenantId: 't-1', subscriptionId: 's-1', productKey: 'k', kind: 'seat' as const };
    expect(spanOf(from(1, '2026-10-01'), place, 'exclusive').to).toBe('2026-09-30');
    expect(spanOf(from(1, '2026-09-30'), place, 'inclusive').to).toBe('2026-09-30');
  });
});

describe('dates of a seat line', () => {
  test.each([
    ['agree with the ratio', '2026-09-01', '2026-09-30', '1', 'inclusive', null],
    ['are unclear when they do not', '2026-09-01', '2026-09-30', '0.3', 'inclusive', 'dates-unclear'],
    ['are unclear when no day is left', '2026-09-01', '2026-09-01', '0', 'exclusive', 'dates-unclear'],
    [
      'are unclear when a part of a month has no ratio',
      '2026-09-01',
      '2026-09-09',
      null,
      'inclusive',
      'dates-unclear',
    ],
    ['before the month are never clipped', '2026-08-31', '2026-09-29', '1', 'inclusive', 'outside-month'],
    ['after the month are never clipped', '2026-09-02', '2026-10-01', '1', 'inclusive', 'outside-month'],
  ] as const)('%s', (_, first, to, ratio, reading, problem) => {
    expect(datesProblem(line({ quantity: '1', from: first, to, ratio }), SEPTEMBER, reading)).toBe(problem);
  });

  test.each([
    ['2026-08-31', true],
    ['2026-09-01', false],
    ['2026-09-30', false],
    ['2026-10-01', true],
  ])('a service that begins on %s is outside September: %s', (first, outside) => {
    expect(isOutside(line({ quantity: '1', from: first, to: first }), SEPTEMBER)).toBe(outside);
  });
});

describe('lines of one subscription', () => {
  const span = (first: string, to: string, given: Partial<Line> = {}) =>
    spanOf(
      line({ quantity: '4', from: first, to, ...given }),
      { tenantId: 't-1', subscriptionId: given.subscriptionId ?? 's-1', productKey: 'k', kind: 'seat' },
      'inclusive',
    );

  test('with the same days and seats count the seats once and add their prices', () => {
    const [one, ...more] = mergeSplit([
      span('2026-09-01', '2026-09-30', { unitCost: '20', unitPrice: '25', quantity: '4' }),
      span('2026-09-01', '2026-09-30', { unitCost: '5', unitPrice: '7', quantity: '4.0' }),
    ]);
    expect(more).toEqual([]);
    expect(one).toMatchObject({ quantity: '4', unitCost: '25', unitPrice: '32', cost: '100', price: '128' });
    expect(one!.lines).toHaveLength(2);
  });

  test('have no retail price as soon as one of them has none', () => {
    const [one] = mergeSplit([
      span('2026-09-01', '2026-09-30', { unitPrice: null }),
      span('2026-09-01', '2026-09-30'),
    ]);
    expect(one).toMatchObject({ unitPrice: null, price: null });
  });

  test.each([
    [
      'one after the other do not overlap',
      ['2026-09-01', '2026-09-09'],
      ['2026-09-10', '2026-09-30'],
      's-1',
      [],
    ],
    ['on one common day overlap', ['2026-09-01', '2026-09-10'], ['2026-09-10', '2026-09-30'], 's-1', ['s-1']],
    ['inside another overlap', ['2026-09-01', '2026-09-30'], ['2026-09-10', '2026-09-12'], 's-1', ['s-1']],
    [
      'of two subscriptions never overlap',
      ['2026-09-01', '2026-09-30'],
      ['2026-09-10', '2026-09-12'],
      's-2',
      [],
    ],
  ] as const)('%s', (_, [a, b], [c, d], other, found) => {
    expect([...overlapping([span(a, b), span(c, d, { subscriptionId: other })])]).toEqual(found);
  });

  test('overlap with a long one although a short one ended between', () => {
    const spans = [
      span('2026-09-01', '2026-09-30'),
      span('2026-09-02', '2026-09-03'),
      span('2026-09-20', '2026-09-25'),
    ];
    expect(overlapping(spans).size).toBe(1);
  });

  test('that begin on the same day keep the order of their keys', () => {
    const [a, b] = [
      span('2026-09-01', '2026-09-09', { key: 'b' }),
      span('2026-09-01', '2026-09-08', { key: 'a' }),
    ];
    expect(mergeSplit([a, b]).map(one => one.lines[0])).toEqual(['a', 'b']);
  });
});

test('a sum of amounts is unknown as soon as one of them is', () => {
  expect([addKnown('1', '2'), addKnown(null, '2'), addKnown('1', null)]).toEqual(['3', null, null]);
  expect([sumKnown(['1', '2']), sumKnown(['1', null]), sumKnown([])]).toEqual(['3', null, '0']);
});

describe("a line's arithmetic against its amount", () => {
  test.each([
    ['a cent off is rounding', ['20.01'], 0],
    ['more than a cent is said', ['20.02'], 1],
    ['five cents a subscription are rounding', ['20.01', '20.01', '20.01', '20.01', '20.01'], 0],
    ['six are said once', ['20.01', '20.01', '19.99', '20.01', '20.01', '20.01'], 1],
  ])('%s', (_, amounts, count) => {
    expect(amountWarnings(amounts.map(cost => from(1, '2026-09-30', { cost })))).toHaveLength(count);
  });

  test('counts lines without a subscription together, and a line without a ratio as whole', () => {
    const lines = Array.from({ length: 6 }, () =>
      from(1, '2026-09-30', { cost: '20.01', subscriptionId: null, ratio: null }),
    );
    expect(amountWarnings(lines)[0]).toContain('0.06');
  });
});
