import { describe, expect, test } from 'vitest';
import { type HeldSubject, heldScreen } from '../../../../src/slack/ui/pages/held.ts';
import { buttonsOf, fits, seen } from '../shown.ts';
import { aCustomer, aHold, aLine, aProblem, HOSTILE, LONG } from '../stage.ts';

const held = (title: string, decided: (HeldSubject & { kind: 'customer' })['decided'] = []): HeldSubject => ({
  kind: 'customer',
  customer: aCustomer(title, {
    result: 'Warning',
    lines: [aLine({ standing: 'held', holds: [aHold({ money: { cost: '40', price: '50' } })] })],
  }),
  decided,
});

const show = (subjects: HeldSubject[], { at = 1, filter = '', decide = true } = {}) =>
  heldScreen(subjects, { page: 'held', at, ...(filter ? { filter } : {}) }, { decide }, 'AUD');

describe('what is held', () => {
  test('stands with its reason, its money and its choices', () => {
    const says = seen(show([held('Contoso'), held('Fabrikam')]));
    expect(says).toContain('Held · 2 customers · supplier cost waiting 80.00 AUD');
    expect(says).toContain('The days up to 14 Sep 2026 are posted in Autotask');
    expect(says).toContain('waiting: cost 40.00, retail 50.00 AUD');
    expect(buttonsOf(show([held('Contoso')]))).toEqual(['Sync now', 'Next open period', 'Leave']);
  });

  test('is decided by operators only, and once', () => {
    expect(buttonsOf(show([held('Contoso')], { decide: false }))).toEqual([]);
    const line = aLine();
    const decided = [{ productKey: line.productKey, choice: 'leave' as const, subject: null, by: 'U0BOSS' }];
    const shown = show([held('Contoso', decided)]);
    expect(seen(shown)).toContain('Decided by @U0BOSS: Leave. It takes effect with the next sync.');
    expect(buttonsOf(shown)).toEqual(['Sync now']);
  });

  test('may be nothing, and may be looked for by customer', () => {
    expect(seen(show([]))).toContain('Nothing is held');
    const says = seen(show([held('Contoso'), held('Fabrikam')], { filter: 'fabri' }));
    expect(says).toContain('Fabrikam');
    expect(says).not.toContain('Contoso ');
  });

  test('failures stand among it with what to do', () => {
    const failed: HeldSubject = {
      kind: 'customer',
      customer: aCustomer('Contoso', {
        result: 'Failure',
        problems: [
          { ...aProblem({ code: 'product-not-found', choices: ['map-product'] }), label: 'Old Office' },
        ],
      }),
      decided: [],
    };
    expect(buttonsOf(show([failed]))).toContain('Map product');
  });

  test.each([0, 1, 50, 5_000])('fits at %i customers', count => {
    const subjects = Array.from({ length: count }, (_, at) => held(`Customer ${at}`));
    fits(show(subjects));
    fits(show(subjects, { at: 99_999 }));
  });

  test.each([...HOSTILE, LONG])('of %j is safe', name => {
    const line = aLine({ productName: name, holds: [aHold({ says: name, subject: 'x' })] });
    fits(show([{ kind: 'customer', customer: aCustomer(name, { lines: [line] }), decided: [] }]));
  });
});
