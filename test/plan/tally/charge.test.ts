/** What became of contract charges: where their money stands, what is said, what may be done. */
import { describe, expect, test } from 'vitest';
import type { RemoveCharge } from '../../../src/plan/change.ts';
import { reportCharge } from '../../../src/plan/tally/charge.ts';
import { reportCustomer } from '../../../src/plan/tally/customer.ts';
import { hasFindings } from '../../../src/plan/tally/findings.ts';
import { wroteSomething } from '../../../src/plan/tally/news.ts';
import { type Decided, NO_FACTS, type Outcome, type RunReport } from '../../../src/plan/tally/reports.ts';
import { countsOf, isClean } from '../../../src/plan/tally/run.ts';
import { chargesWords, chargeWords, outcomeOf } from '../../../src/plan/tally/words.ts';
import { tieOut } from '../../../src/plan/tieout.ts';
import { plan, usage } from '../a-month.ts';
import { book, credit, decision } from '../charges/a-charge.ts';
import { all, five } from './told.ts';

const settings = { chargeCodeId: '9', approval: 'never' } as const;
const made = plan({
  ...{ lines: [all, credit()], current: [five], charges: book(), decisions: [decision()], settings },
});
const [charge] = made.charges;
const { changes } = made.lines[0]!;

type Word = { state: Outcome['state']; code?: string; words?: string };
const report = (state: Decided, word?: Word) =>
  reportCustomer(made, { id: 'p', state }, [
    ...changes.map(({ key }) => ({ changeKey: key, state: 'confirmed' as const, code: null, words: null })),
    ...(word
      ? [{ changeKey: charge!.key, state: word.state, code: word.code ?? null, words: word.words ?? null }]
      : []),
  ]);

const run = (customer: ReturnType<typeof report>): RunReport => ({
  ...{ run: 1, kind: 'customers', result: customer.result, customers: [customer], products: null },
  ...{ facts: NO_FACTS, reference: 'r' },
});

describe('a charge', () => {
  test.each<[string, Decided, Word | undefined, string, string | null, string]>([
    ['that waits', 'proposed', undefined, 'waiting', null, 'Waiting for approval'],
    ['that is planned', 'applying', { state: 'planned' }, 'waiting', null, 'Running'],
    ['that is sent', 'applying', { state: 'sent' }, 'waiting', null, 'Running'],
    ['that is made', 'applied', { state: 'confirmed' }, 'applied', null, 'Success'],
    [
      'that is refused',
      'applied',
      { state: 'failed', code: 'invalid', words: 'no' },
      'failed',
      'invalid',
      'Failure',
    ],
    ['that failed without a word', 'applied', { state: 'failed' }, 'failed', 'failed', 'Failure'],
    ['that was sent when the run ended', 'applied', { state: 'unknown' }, 'failed', 'unknown', 'Failure'],
    ['that moved', 'applied', { state: 'held', code: 'stale' }, 'held', 'stale', 'Warning'],
    [
      'that is there twice',
      'applied',
      { state: 'held', code: 'charged-twice' },
      'held',
      'charged-twice',
      'Warning',
    ],
    [
      'that is there otherwise',
      'applied',
      { state: 'held', code: 'charge-differs' },
      'held',
      'charge-differs',
      'Warning',
    ],
    ['that cannot be told', 'applied', { state: 'held', code: 'unsettled' }, 'held', 'unsettled', 'Warning'],
    ['held without a code', 'applied', { state: 'held' }, 'held', 'held', 'Warning'],
  ])(
    '%s: its line stands with it, and every cent is accounted for',
    (_, state, word, standing, reason, result) => {
      const told = report(state, word);
      expect(told.charges).toMatchObject([{ standing, reason, money: { cost: '-7.74', price: '-9.68' } }]);
      expect(told.entries.find(({ label, productKey }) => productKey === null && label)).toMatchObject({
        standing,
        reason,
      });
      expect(told.entries.some(entry => 'charge' in entry || 'keys' in entry)).toBe(false);
      expect(told.result).toBe(result);
      expect(told.tie.balanced).toBe(true);
      const lines = told.charges.flatMap(({ holds, problems }) => [...holds, ...problems]);
      expect(lines.length > 0).toBe(standing === 'failed' || standing === 'held');
      expect(isClean(run(told))).toBe(lines.length === 0);
      expect(hasFindings(told)).toBe(lines.length > 0);
      for (const hold of told.charges[0]!.holds) expect(hold.subject).toBe(charge!.key);
    },
  );

  test('is counted by itself, as no subscription', () => {
    const told = run(report('applied', { state: 'confirmed' }));
    expect(countsOf(told)).toMatchObject({ subscriptionsSynced: 1, chargesWritten: 1 });
    expect(outcomeOf(told)).toBe('1 customer, 1 subscription synced, 1 contract charge');
    const alone = plan({ lines: [credit()], charges: book(), decisions: [decision()], settings });
    const outcome = {
      changeKey: alone.charges[0]!.key,
      state: 'confirmed' as const,
      code: null,
      words: null,
    };
    const only = run(reportCustomer(alone, { id: 'p', state: 'applied' }, [outcome]));
    expect(wroteSomething(only)).toBe(true);
    expect(only.customers[0]?.result).toBe('Success');
  });

  test('says its money, contract and date', () => {
    const [told] = report('proposed').charges;
    expect(chargeWords(told!)).toBe(
      'contract charge: -7.74 cost, -9.68 retail on Contoso cloud, dated 30 Sep 2026',
    );
    expect(chargesWords([told!, told!])).toBe('2 contract charges of -19.36');
    expect(chargesWords([])).toBeNull();
  });
});

describe('a charge taken back', () => {
  const back: RemoveCharge = {
    ...{ kind: 'remove-charge', key: 'undo', mark: 'm', productKey: 'm', agreementId: 'contract' },
    ...{ agreementName: 'Contoso cloud', chargeId: '900' },
    before: {
      date: '2026-09-30',
      name: 'Credit',
      description: 'd',
      money: { cost: '-7.74', price: '-9.68' },
    },
  };
  const told = (word: Word) =>
    reportCharge(back, { changeKey: 'undo', code: null, words: null, ...word }, true);

  test('is told with what stood there', () => {
    expect(told({ state: 'confirmed' })).toMatchObject({ name: 'Credit', standing: 'applied' });
    expect(chargeWords(told({ state: 'confirmed' }))).toBe(
      'contract charge taken back: -7.74 cost, -9.68 retail on Contoso cloud, dated 30 Sep 2026',
    );
    expect(chargesWords([told({ state: 'confirmed' })])).toBe('1 contract charge taken back of -9.68');
  });

  test('once billed stays, and says how to correct it', () => {
    expect(told({ state: 'failed', code: 'posted' }).problems).toMatchObject([
      { says: expect.stringContaining('what was billed stays billed'), choices: [] },
    ]);
    expect(told({ state: 'failed', code: 'invalid' }).problems).toMatchObject([{ choices: ['check-again'] }]);
    expect(told({ state: 'held', code: 'stale' }).holds).toMatchObject([{ money: null, subject: 'undo' }]);
  });
});

test('usage that is charged stands with its charges, not with its line', () => {
  const azure = usage({ from: '2026-09-01', to: '2026-09-30', cost: '100', price: '130' });
  const decisions = [decision({ productKey: 'AZURE', subject: null })];
  const charged = plan({ lines: [azure], charges: book(), decisions, settings });
  const { key } = charged.charges[0]!;
  const by = (state: Decided, outcome?: Outcome['state']) =>
    reportCustomer(
      charged,
      { id: 'p', state },
      outcome ? [{ changeKey: key, state: outcome, code: null, words: null }] : [],
    );
  expect(by('proposed').lines).toMatchObject([{ standing: 'waiting', reason: null }]);
  expect(by('applied', 'confirmed').lines).toMatchObject([{ standing: 'applied' }]);
  expect(by('applied', 'failed').lines).toMatchObject([{ standing: 'failed', reason: 'failed' }]);
  const { entries, tie } = by('applied', 'confirmed');
  expect(tie).toEqual(tieOut(entries, { lines: 1, cost: '100' }));
  expect(tie.accounts).toMatchObject([{ standing: 'applied', cost: '100.00' }]);
});

test('a licence that may be charged is a finding, until somebody decided', () => {
  const { exclusions } = made;
  expect(exclusions).toEqual([]);
  const told = report('applied', { state: 'confirmed' });
  const offered = {
    reason: 'motion' as const,
    says: 's',
    money: null,
    label: 'Visio',
    choices: ['bill-as-charge' as const],
  };
  expect(hasFindings({ ...told, exclusions: [offered] })).toBe(true);
  expect(hasFindings({ ...told, exclusions: [{ ...offered, choices: [] }] })).toBe(false);
});
