import { describe, expect, test } from 'vitest';
import { AUDIT_SIZE, type AuditPage, auditScreen } from '../../../../src/slack/ui/pages/audit.ts';
import { buttonsOf, fits, seen } from '../shown.ts';
import { HOSTILE, LONG } from '../stage.ts';
import { at } from '../standing.ts';

const entry = (changed: Partial<AuditPage['entries'][number]> = {}) => ({
  at,
  actor: 'U0CLERK',
  action: 'customer mapped',
  subject: 'Contoso Ltd',
  detail: null,
  ...changed,
});
const show = (entries: AuditPage['entries'], filter?: string) =>
  auditScreen(
    { entries, at: 1, of: 1, total: entries.length },
    { page: 'audit', ...(filter === undefined ? {} : { filter }) },
  );

describe('the chain', () => {
  const head = { entries: 25, hash: '0123456789abcdef'.repeat(4) };
  const chain = (ids: number[]) =>
    auditScreen(
      {
        ...{ entries: [entry()], at: 1, of: 3, total: 45 },
        chain: {
          head,
          breaks: ids.map(id => ({ id, what: 'removed', says: `entry ${id} was removed` })),
        },
      },
      { page: 'audit', of: 'chain' },
    );

  test('is looked at when somebody asks, not with every page', () => {
    expect(buttonsOf(show([entry()]))).toContain('Check the chain');
    const intact = chain([]);
    expect(seen(intact)).toContain('Chain intact · 25 entries, the newest 0123456789abcdef…');
    expect(buttonsOf(intact)).not.toContain('Check the chain');
    // The next page is only looked at.
    expect(JSON.stringify(intact.blocks)).not.toContain('chain\\"');
  });

  test('that is broken says where, as far as there is room', () => {
    expect(seen(chain([5]))).toContain('Chain broken at entry 5\n• entry 5 was removed');
    const many = seen(chain([1, 2, 3, 4, 5, 6, 7]));
    expect(many).toContain('• entry 5 was removed\nand 2 more breaks: npm run verify names all.');
    fits(chain([1, 2, 3, 4, 5, 6, 7]));
  });
});

describe('the audit', () => {
  test('says who did what, when: people as Slack names them, jobs by their name', () => {
    const says = seen(
      show([entry(), entry({ actor: 'timetable', action: 'run requested', subject: 'run 7' })]),
    );
    expect(says).toContain('2026-10-03 01:00 UTC · @U0CLERK · customer mapped · Contoso Ltd');
    expect(says).toContain('2026-10-03 01:00 UTC · timetable · run requested · run 7');
    expect(says).toContain('2 entries, newest first');
  });

  test.each<[string, unknown, string]>([
    ['a reason', { planId: 'p', checksum: 'c', reason: 'wrong month' }, 'Contoso Ltd · reason: wrong month'],
    [
      'what changed',
      {
        before: { id: '1', agreementId: null, startMonth: '2026-08', syncOn: false },
        after: { id: '2', agreementId: '101', startMonth: '2026-08', syncOn: true },
      },
      'Contoso Ltd · agreement: – → 101, sync on: false → true',
    ],
    ['what is new', { before: null, after: { syncOn: true } }, 'sync on: – → true'],
    ['what is gone', { before: { syncOn: true } }, 'Contoso Ltd'],
    ['lists', { changes: [['a', 'b']], tenantIds: ['t'] }, 'Contoso Ltd'],
    ['words', 'nothing of the kind', 'Contoso Ltd'],
  ])('tells of the detail what says something: %s', (_, detail, ends) => {
    const [, line = ''] = seen(show([entry({ detail })])).split('\n');
    expect(line.endsWith(ends)).toBe(true);
  });

  test('what was looked for is said, also when nothing fits', () => {
    const says = seen(show([], 'con*toso <!channel>'));
    expect(says).toContain('0 entries with “con*toso <!channel>”');
    expect(says).toContain('Nothing fits.');
    expect(seen(show([]))).toContain('Nothing was done yet.');
  });

  test.each([...HOSTILE, LONG])('a page full of %j fits and pings nobody', text => {
    const entries = Array.from({ length: AUDIT_SIZE }, () =>
      entry({ actor: text, action: text, subject: text, detail: { reason: text, because: text } }),
    );
    const shown = auditScreen(
      { entries, at: 3, of: 250, total: 5_000 },
      { page: 'audit', filter: text.slice(0, 150), at: 3 },
    );
    fits(shown);
    expect(buttonsOf(shown)).toEqual(expect.arrayContaining(['‹ Previous', 'Next ›']));
  });
});
