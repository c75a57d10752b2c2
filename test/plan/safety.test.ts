/** When a person has to look first: rules 7, each threshold on its edge. */
import { describe, expect, test } from 'vitest';
import type { LinePlan } from '../../src/plan/agreement/agreement-line.ts';
import {
  type ApprovalFacts,
  approvalReasons,
  type SafetyFacts,
  unsafeReasons,
} from '../../src/plan/safety.ts';
import { DEFAULT_SETTINGS } from '../../src/plan/settings.ts';

const lineOf = (given: Partial<LinePlan>): LinePlan =>
  ({
    productName: 'P',
    kind: 'seat',
    lineId: 'l',
    changes: [],
    seats: { before: 0, after: 0 },
    goesToZero: 'no',
    reprices: [],
    ...given,
  }) as unknown as LinePlan;
const reasons = (given: Partial<SafetyFacts>): string[] =>
  unsafeReasons(
    { lines: [], doubleBilling: [], cost: '0', previousCost: null, total: null, ...given },
    DEFAULT_SETTINGS.safety,
  );
const seats = (before: number, after: number) => ({ lines: [lineOf({ seats: { before, after } })] });
const priced = (from: string, to: string, kind: 'seat' | 'usage' = 'seat') => ({
  lines: [lineOf({ kind, reprices: [{ from, to }] })],
});
const fresh = (count: number) => ({
  lines: Array.from({ length: count }, () => lineOf({ lineId: null, changes: [{} as never] })),
});

describe('a plan', () => {
  test.each<[string, Partial<SafetyFacts>, number]>([
    ['that moves a fifth of the seats is safe', seats(50, 60), 0],
    ['that moves more than a fifth is not', seats(50, 61), 1],
    ['that moves more than a fifth, but nine seats, is safe', seats(10, 19), 0],
    ['that moves ten of ten is not', seats(10, 20), 1],
    ['that moves seats down is not', seats(60, 47), 1],
    ['of a customer without seats is not judged by their share', seats(0, 100), 0],
    [
      'of usage alone is not judged by seats',
      { lines: [lineOf({ kind: 'usage', seats: { before: 10, after: 100 } })] },
      0,
    ],
    ['that costs a fifth more is safe', { cost: '120', previousCost: '100' }, 0],
    ['that costs more than a fifth more is not', { cost: '120.01', previousCost: '100' }, 1],
    ['that costs more than a fifth less is not', { cost: '79.99', previousCost: '100' }, 1],
    ['after an invoice of nothing is not judged by money', { cost: '79.99', previousCost: '0' }, 0],
    [
      'that brings a line to zero without a cancellation is not safe',
      { lines: [lineOf({ goesToZero: 'uncancelled' })] },
      1,
    ],
    ['that brings a cancelled line to zero is safe', { lines: [lineOf({ goesToZero: 'cancelled' })] }, 0],
    ['with a price that nearly doubles is safe', priced('10', '19.99'), 0],
    ['with a price that doubles is not', priced('10', '20'), 1],
    ['with a price that nearly halves is safe', priced('10', '5.01'), 0],
    ['with a price that halves is not', priced('10', '5'), 1],
    ['with a price that begins to cost is not', priced('0', '5'), 1],
    ['with a price that costs no more is not', priced('5', '0'), 1],
    ['with a free price that stays free is safe', priced('0', '0.0'), 0],
    ['with another amount of usage is safe', priced('10', '100', 'usage'), 0],
    ['of twenty-five new lines is safe', fresh(25), 0],
    ['of twenty-six new lines is not', fresh(26), 1],
    ['with possible double billing is not', { doubleBilling: ['twice'] }, 1],
    ['of an invoice five cents off its lines is safe', { total: { header: '100.05', lines: '100' } }, 0],
    ['of an invoice six cents off its lines is not', { total: { header: '99.94', lines: '100' } }, 1],
  ])('%s', (_, given, count) => {
    expect(reasons(given)).toHaveLength(count);
  });
});

describe('approval', () => {
  const facts: ApprovalFacts = {
    hasChanges: true,
    charges: [],
    unsafe: [],
    first: false,
    adopts: [],
    revised: false,
    driftAfterApplied: [],
    older: false,
  };
  const ask = (given: Partial<ApprovalFacts>, policy: 'never' | 'first-and-unsafe' | 'always') =>
    approvalReasons({ ...facts, ...given }, policy).length > 0;
  test.each<[string, Partial<ApprovalFacts>, boolean, boolean, boolean]>([
    ['an ordinary plan', {}, false, false, true],
    ['a plan without changes', { hasChanges: false, first: true, revised: true }, false, false, false],
    ['the first plan', { first: true }, false, true, true],
    ['an unsafe plan', { unsafe: ['10 of 10 seats move'] }, false, true, true],
    ['a plan that adopts a line', { adopts: ['P'] }, false, true, true],
    ['a revised invoice', { revised: true }, true, true, true],
    ['an older invoice', { older: true }, true, true, true],
    ['edits since the invoice was applied', { driftAfterApplied: ['P'] }, true, true, true],
  ])('%s: never %j %s, by default %s, always %s', (_, given, never, careful, always) => {
    expect([ask(given, 'never'), ask(given, 'first-and-unsafe'), ask(given, 'always')]).toEqual([
      never,
      careful,
      always,
    ]);
  });
});
