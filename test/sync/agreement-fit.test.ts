import { expect, test } from 'vitest';
import type { Agreement } from '../../src/plan/current.ts';
import { feedSays, warningsOf, whyUnusable } from '../../src/sync/agreement-fit.ts';

const NOW = '2026-10-03';
const contract = (changed: Partial<Agreement> = {}): Agreement => ({
  id: '101',
  companyId: '11',
  companyName: 'Contoso',
  name: 'Cloud services',
  recurring: true,
  kindWord: 'Recurring Service',
  takesCharges: true,
  active: true,
  period: 'monthly',
  from: '2026-01-01',
  to: '2027-12-31',
  ...changed,
});

test.each<[Partial<Agreement>, string | null]>([
  [{}, null],
  [{ from: '2026-12-01' }, null],
  [{ to: NOW }, null],
  [
    { recurring: false, kindWord: 'Block Hours' },
    'It is a Block Hours contract; only Recurring Service contracts take subscriptions.',
  ],
  [{ active: false }, 'It is inactive.'],
  [{ to: '2026-10-02' }, 'It ended on 02 Oct 2026.'],
  [{ period: 'semi-annual' }, 'It bills every six months, not monthly.'],
  [{ period: 'unknown' }, 'Its billing period cannot be told; it has to be monthly.'],
])('a contract with %o cannot be used: %s', (changed, why) => {
  expect(whyUnusable(contract(changed), NOW)).toBe(why);
});

test.each<[Partial<Agreement>, RegExp[]]>([
  [{}, []],
  [{ from: '2026-09-01' }, []],
  [
    { from: '2026-08-15' },
    [/starts on 15 Aug 2026, not on the first of a month: to avoid prorated line items/],
  ],
  [{ from: '2026-10-01' }, [/starts on 01 Oct 2026, after the first day of September 2026/]],
  [{ to: '2026-12-01' }, [/ends on 01 Dec 2026/]],
  [{ to: '2026-12-02' }, []],
  [{ to: '2026-10-02' }, []],
])('a contract with %o is warned about: %o', (changed, expected) => {
  const says = warningsOf(contract(changed), '2026-09', NOW);
  expect(says).toEqual(expected.map(one => expect.stringMatching(one)));
});

test.each<[string[], string[]]>([
  [[], []],
  [['A'], ['A feeds this contract too; its seats are added up.']],
  [['A', 'B'], ['A and B feed this contract too; their seats are added up.']],
  [
    ['A', 'B', 'C', 'D', 'E', 'F', 'G'],
    ['A, B, C, D, E and 2 more feed this contract too; their seats are added up.'],
  ],
])('%o feed it too: %o', (names, says) => {
  expect(feedSays(names)).toEqual(says);
});
