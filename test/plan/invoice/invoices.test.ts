/** Which invoice a customer's sync works on: rules 3. */
import { describe, expect, test } from 'vitest';
import type { Decision } from '../../../src/plan/decision.ts';
import { type Applied, chooseInvoice, heldKind } from '../../../src/plan/invoice/invoices.ts';
import type { Invoice } from '../../../src/plan/invoice/line.ts';

const invoice = (month: string, given: Partial<Invoice> = {}): Invoice => ({
  id: `inv-${month}`,
  number: null,
  agreementId: null,
  program: 'microsoft-csp',
  kind: 'standard',
  status: 'approved',
  month,
  issued: null,
  currency: null,
  total: null,
  ...given,
});
const applied = (...months: string[]): Applied[] =>
  months.map(month => ({ invoiceId: `inv-${month}`, month, hash: 'h' }));
const [aug, sep, oct] = [invoice('2026-08'), invoice('2026-09'), invoice('2026-10')];
const ownDays = (month: string): Decision => ({
  month,
  productKey: null,
  choice: 'own-days',
  subject: null,
  through: null,
});

const choose = (
  invoices: Invoice[],
  done: Applied[] = [],
  decisions: Decision[] = [],
  startMonth = '2026-01',
) => chooseInvoice(invoices, { sourceAgreementId: 'csp-1', startMonth }, done, decisions);
const next = (...given: Parameters<typeof choose>): string | null => {
  const chosen = choose(...given).next;
  return chosen && `${chosen.why} ${chosen.invoice.id}`;
};

describe('the next invoice is', () => {
  test.each<[string, Parameters<typeof choose>, string | null]>([
    ['none when there is none', [[]], null],
    ['the oldest of those missed', [[oct, aug, sep]], 'new inv-2026-08'],
    ['the one after the newest applied', [[aug, sep, oct], applied('2026-08', '2026-09')], 'new inv-2026-10'],
    [
      'the newest applied again when nothing newer waits',
      [[aug, sep], applied('2026-09', '2026-08')],
      'again inv-2026-09',
    ],
    ['none when what was applied is not listed any more', [[], applied('2026-09')], null],
    ['none before the start month', [[aug], [], [], '2026-09'], null],
    ['of this agreement', [[invoice('2026-09', { agreementId: 'csp-1' })]], 'new inv-2026-09'],
    ['never of another agreement', [[invoice('2026-09', { agreementId: 'csp-2' })]], null],
    ['of a kind that is not told', [[invoice('2026-09', { kind: null })]], 'new inv-2026-09'],
    ['paid as well as approved', [[invoice('2026-09', { status: 'paid' })]], 'new inv-2026-09'],
    ['of an unknown status as if approved', [[invoice('2026-09', { status: 'unknown' })]], 'new inv-2026-09'],
    ['never a void one', [[invoice('2026-09', { status: 'void' })]], null],
    ['never a credit note', [[invoice('2026-09', { kind: 'credit' })]], null],
    ['never an annual one', [[invoice('2026-09', { kind: 'annual' })]], null],
    ['not an older one by itself', [[aug, sep], applied('2026-09')], 'again inv-2026-09'],
    [
      'an older one when a person says so',
      [[aug, sep, oct], applied('2026-09', '2026-10'), [ownDays('2026-08')]],
      'own-days inv-2026-08',
    ],
    [
      'not an older one of another month',
      [[aug, sep], applied('2026-09'), [ownDays('2026-07')]],
      'again inv-2026-09',
    ],
    [
      'the first issued of a month',
      [
        [
          invoice('2026-09', { id: 'b', issued: '2026-10-05' }),
          invoice('2026-09', { id: 'a', issued: '2026-10-02' }),
        ],
      ],
      'new a',
    ],
    [
      'the one without a day of issue before those with one',
      [[invoice('2026-09', { id: 'b', issued: '2026-10-05' }), invoice('2026-09', { id: 'a' })]],
      'new a',
    ],
  ])('%s', (_, given, expected) => {
    expect(next(...given)).toBe(expected);
  });
});

test('what follows waits, oldest first', () => {
  expect(choose([oct, sep, aug]).waiting).toEqual([sep, oct]);
});

test('what is older than applied is listed, and its own days end where the next applied month begins', () => {
  expect(choose([aug, sep], applied('2026-09')).older).toEqual([aug]);
  const own = choose([aug, sep, oct], applied('2026-10', '2026-09'), [ownDays('2026-08')]);
  expect(own.next?.ownDaysUntil).toBe('2026-09-01');
  expect(own.older).toEqual([]);
});

test('a second invoice of the newest applied month has no month after it', () => {
  const second = invoice('2026-09', { id: 'second' });
  const own = choose([sep, second], applied('2026-09'), [ownDays('2026-09')]);
  expect(own.next).toEqual({ invoice: second, why: 'own-days', ownDaysUntil: null });
});

test('drafts and pending invoices wait for their approval', () => {
  const [draft, pending] = [
    invoice('2026-09', { status: 'draft' }),
    invoice('2026-10', { status: 'pending' }),
  ];
  expect(choose([draft, pending]).unapproved).toEqual([draft, pending]);
});

test.each([
  ['credit', 'credit'],
  ['one-off', 'one-off'],
  ['annual', 'one-off'],
  ['adjustment', 'adjustment'],
  ['standard', null],
  [null, null],
] as const)('an invoice of kind %s is held as %s', (kind, reason) => {
  expect(heldKind(invoice('2026-09', { kind }))).toBe(reason);
});

test('an invoice that was applied and is changed since counts as older, until its own days are asked for', () => {
  const done = applied('2026-08', '2026-09');
  const where = { sourceAgreementId: 'csp-1', startMonth: '2026-01' };
  const revised = new Set(['inv-2026-08']);
  expect(chooseInvoice([aug, sep], where, done, [], revised)).toMatchObject({
    next: { why: 'again', invoice: { id: 'inv-2026-09' } },
    older: [{ id: 'inv-2026-08' }],
  });
  expect(chooseInvoice([aug, sep], where, done, [ownDays('2026-08')], revised).next).toMatchObject({
    why: 'own-days',
    invoice: { id: 'inv-2026-08' },
    ownDaysUntil: '2026-09-01',
  });
});
