/** A run told in numbers: rules 9 and 10, line by line. */
import { describe, expect, test } from 'vitest';
import type { AgreementPlan } from '../../../src/plan/plan.ts';
import type { Decided, Outcome } from '../../../src/plan/tally/reports.ts';
import { catalogue, line, plan, standing, usage } from '../a-month.ts';
import { all, fewer, four, held, report, right, type Word } from './told.ts';

const month = { from: '2026-09-01', to: '2026-09-30' };
const created = plan({ lines: [all], catalogue: catalogue([]) });
const cheap = plan({ lines: [line({ ...all, quantity: '5', unitCost: '26' })], current: [four] });
const given = plan({
  lines: [line({ ...all, quantity: '6' })],
  current: [standing({ timeline: [{ from: '2026-01-01', quantity: 4 }] }, '2026-09')],
  settings: { posted: 'next-open-period' },
});

describe('a line stands', () => {
  test.each<[string, AgreementPlan, Decided, Word[], string, string | null]>([
    ['waiting before anything is written', fewer, 'proposed', [], 'waiting', null],
    ['right where nothing changes', right, 'applied', [], 'right', null],
    ['held as it was planned', held, 'applied', [], 'held', 'fractional'],
    ['applied once all is confirmed', fewer, 'applied', [['confirmed']], 'applied', null],
    [
      'waiting while a part is not confirmed',
      created,
      'applying',
      [['confirmed'], ['sent']],
      'waiting',
      null,
    ],
    ['failed where its service failed', created, 'applied', [['failed', 'invalid']], 'failed', 'invalid'],
    ['failed without a word', fewer, 'applied', [['failed']], 'failed', 'failed'],
    ['failed where it is not known at the end', fewer, 'applied', [['unknown']], 'failed', 'unknown'],
    ['held where writing held it', fewer, 'applied', [['held', 'stale']], 'held', 'stale'],
    ['held without a word', fewer, 'applied', [['held']], 'held', 'held'],
    ['held after writing where its price is', cheap, 'applied', [['confirmed']], 'held', 'below-cost'],
    [
      'excluded after writing where days were given up',
      given,
      'applied',
      [['confirmed']],
      'excluded',
      'posted',
    ],
  ])('%s', (_, made, state, outcomes, expected, reason) => {
    const told = report(made, state, ...outcomes);
    expect(told.lines[0]).toMatchObject({ standing: expected, reason });
    expect(told.entries[0]).toMatchObject({ standing: expected, reason });
    expect(told.tie.balanced).toBe(true);
  });

  test('with each change told as from, to and done', () => {
    expect(report(fewer, 'applied', ['confirmed']).lines[0]?.changes).toEqual([
      {
        effective: '2026-09-01',
        delta: -1,
        before: 5,
        after: 4,
        unitPrice: null,
        unitCost: null,
        done: true,
      },
    ]);
    expect(report(created, 'applied', ['confirmed']).created).toEqual(['PC_CFQ-PREMIUM']);
    expect(report(created).lines[0]?.changes[0]).toMatchObject({ unitPrice: '25.0000', unitCost: '20.0000' });
  });
});

describe('what writing held offers', () => {
  const azure = plan({ lines: [usage({ ...month, cost: '100', price: '130' })] });
  test.each<[string, AgreementPlan, string | undefined, string, string[]]>([
    ['a line that moved', fewer, 'stale', 'stale', ['check-again']],
    ['a day that is taken, of seats', fewer, 'same-date', 'same-date', ['one-day-later', 'leave']],
    ['a day that is taken, of usage', azure, 'same-date', 'same-date', ['bill-as-charge', 'leave']],
    ['a name that is taken', fewer, 'name-taken', 'name-taken', ['adopt-item', 'skip-item']],
    ['what cannot be told', fewer, 'unsettled', 'unsettled', ['check-again', 'mark-as-done']],
    ['what waits for another', fewer, 'after-failure', 'unsettled', ['check-again']],
    ['without a code', fewer, undefined, 'unsettled', ['check-again', 'mark-as-done']],
    ['of a code nobody knows', fewer, 'odd', 'unsettled', ['check-again', 'mark-as-done']],
  ])('%s', (_, made, code, reason, choices) => {
    const outcome: [Outcome['state'], string?] = code === undefined ? ['held'] : ['held', code];
    expect(report(made, 'applied', outcome).lines[0]?.holds.at(-1)).toMatchObject({ reason, choices });
  });
});

test('a line that moved says what moved, where that is known', () => {
  const says = (...word: Word) => report(fewer, 'applied', word).lines[0]?.holds[0]?.says;
  expect(says('held', 'stale')).toContain('was changed in Autotask after the plan was made');
  expect(says('held', 'stale', 'its month was posted')).toMatch(
    /was not written, for its month was posted after the plan was made$/,
  );
});

test.each([
  ['outside-contract', "contract's dates"],
  ['busy', 'too busy'],
  ['no-permission', 'API user'],
  ['unauthorized', 'API user'],
  ['odd', "Autotask's words"],
])('a change refused as %s names its remedy', (code, remedy) => {
  const [problem] = report(fewer, 'applied', ['failed', code, 'No.']).lines[0]!.problems;
  expect(problem).toMatchObject({ code: 'refused', words: 'No.', choices: ['check-again'] });
  expect(problem?.remedy).toContain(remedy);
});

test('a change that was sent at the end of a run says that it is read before it is sent again', () => {
  expect(report(fewer, 'applied', ['sent']).lines[0]?.problems[0]?.remedy).toContain('never sent twice');
});
