import { describe, expect, test } from 'vitest';
import { type Home, homeView, NAMED } from '../../../src/slack/ui/home.ts';
import { isClosed, monthClose } from '../../../src/slack/ui/parts/month-close.ts';
import { checkView } from '../../sandbox/slack/gate/check.ts';
import { buttonsOf, seen } from './shown.ts';
import { HOSTILE, LONG, uuid } from './stage.ts';
import { aMonth, anOverview, at, lastSync } from './standing.ts';

const aHome = (changed: Partial<Home> = {}): Home => ({
  role: 'admin',
  connections: [
    { kind: 'autotask', state: 'connected', problem: null },
    { kind: 'prism', state: 'connected', problem: null },
  ],
  overview: anOverview(),
  todo: {
    waiting: { total: 0, named: [] },
    held: { held: 0, failed: 0, cost: '0' },
    unmapped: { total: 0, billed: [] },
  },
  currency: 'AUD',
  monthClose: aMonth(),
  firstSteps: { products: true, mapped: true, synced: true, checked: true },
  ...changed,
});

const busy = aHome({
  connections: [
    { kind: 'autotask', state: 'needs-attention', problem: 'The API user is locked.' },
    { kind: 'prism', state: 'connected', problem: null },
  ],
  todo: {
    waiting: { total: 2, named: [{ planId: uuid('1'), name: 'Contoso', month: '2026-09' }] },
    held: { held: 3, failed: 1, cost: '68' },
    unmapped: {
      total: 4,
      billed: [
        { name: 'Tailspin Toys', cost: '40', currency: 'AUD' },
        { name: 'Wingtip', cost: '2.5', currency: 'AUD' },
      ],
    },
  },
  monthClose: aMonth({ invoiceThere: false, lastRun: null }),
  firstSteps: { products: false, mapped: true, synced: false, checked: false },
});

describe('the Home tab', () => {
  test('tells who has no role only how to get one', () => {
    const view = homeView({ role: null });
    expect(seen(view)).toContain('You have no role here yet. An admin can name you with /prism people');
    expect(buttonsOf(view)).toEqual([]);
    expect(checkView(view)).toEqual([]);
  });

  test('begins with what needs somebody, with its money', () => {
    const says = seen(homeView(busy));
    expect(says).toContain('2 plans wait for approval');
    expect(says).toContain('Contoso · September 2026 [Show changes]');
    expect(says).toContain('and 1 more plan [Status]');
    expect(says).toContain('3 held lines, supplier cost waiting 68.00 AUD · 1 failed [Held]');
    expect(says).toContain(
      '4 customers not mapped, 2 of them on the newest invoice with 42.50 AUD: Tailspin Toys 40.00 AUD, Wingtip 2.50 AUD [Map]',
    );
    expect(says).toContain('Autotask: Needs attention: The API user is locked.');
    expect(says.indexOf('wait for approval')).toBeLessThan(says.indexOf('Customers'));
    expect(checkView(homeView(busy))).toEqual([]);
  });

  test('says that nothing waits, and drops the first steps when they are done', () => {
    const says = seen(homeView(aHome()));
    expect(says).toContain('Nothing waits for you.');
    expect(says).not.toContain('First steps');
    expect(says).toContain('Closing September 2026 · 6 of 6 done');
    expect(says).toContain(
      'Next check for invoices: 2026-10-03 20:00 UTC your time (daily at 06:00 in Australia/Sydney)',
    );
  });

  test('ConnectWise is named where it is connected; what is not connected is said', () => {
    expect(seen(homeView(aHome()))).not.toContain('ConnectWise');
    const says = seen(
      homeView(aHome({ connections: [{ kind: 'connectwise', state: 'connected', problem: null }] })),
    );
    expect(says).toContain('PRISM: Not connected\nAutotask: Not connected\nConnectWise: Connected');
  });

  test.each<[Home['role'], string[]]>([
    ['viewer', ['Sync', 'Map', 'Check now', 'Resume', 'Settings', 'Connections']],
    ['operator', ['Settings', 'Connections']],
  ])('%s sees no button that is not for them', (role, hidden) => {
    const overview = anOverview({ syncOn: false });
    const offered = buttonsOf(homeView({ ...busy, role, overview }));
    for (const label of hidden) expect(offered).not.toContain(label);
    expect(offered).toEqual(expect.arrayContaining(['Show changes', 'Held', 'History']));
  });

  test('operators and admins act from there', () => {
    const overview = anOverview({ syncOn: false });
    expect(buttonsOf(homeView({ ...busy, overview }))).toEqual(
      expect.arrayContaining([
        'Resume',
        'Sync',
        'Map',
        'Check now',
        'Preview products',
        'Settings',
        'Connections',
      ]),
    );
  });

  test.each([...HOSTILE, LONG])('with 5,000 customers called %j it fits and pings nobody', text => {
    const billed = Array.from({ length: 5_000 }, () => ({ name: text, cost: '1', currency: text }));
    const named = Array.from({ length: NAMED }, (_, nth) => ({
      planId: uuid(`plan ${nth}`),
      name: text,
      month: '2026-09',
    }));
    const last = lastSync({ invoices: Array.from({ length: 50 }, () => ({ number: text, issued: null })) });
    const view = homeView({
      ...busy,
      connections: busy.connections.map(one => ({ ...one, state: 'needs-attention', problem: text })),
      currency: text,
      todo: {
        waiting: { total: 5_000, named },
        held: { held: 5_000, failed: 5_000, cost: '1' },
        unmapped: { total: 5_000, billed },
      },
      overview: anOverview({
        customers: { kind: 'customers', succeededAt: at, last },
        products: { kind: 'products', succeededAt: at, last },
      }),
    });
    expect(checkView(view)).toEqual([]);
    expect(seen(view)).toContain('and 4,995 more plans');
    expect(seen(view)).toContain('and 4,995 more');
  });
});

describe('the month’s checklist', () => {
  const open = (facts: Parameters<typeof aMonth>[0]): string[] =>
    monthClose(aMonth(facts)).flatMap(({ what, done }) => (done ? [] : what));

  test.each<[string, Parameters<typeof aMonth>[0], string[]]>([
    ['all done', {}, []],
    ['products not synced', { productsSynced: false }, ['Products synced']],
    ['a contract not written', { customers: { due: 3, done: 2 } }, ['Customers synced']],
    ['warnings not read', { notAcknowledged: [{ number: 7 }] }, ['Warnings acknowledged']],
    ['something held', { held: 1 }, ['Nothing held']],
    ['a cent missing', { balanced: false }, ['Tie-out balanced']],
    [
      'not synced yet',
      { lastRun: null, customers: { due: 3, done: 0 }, balanced: false },
      ['Customers synced', 'Warnings acknowledged', 'Nothing held', 'Tie-out balanced'],
    ],
  ])('%s', (_, facts, left) => {
    expect(open(facts)).toEqual(left);
    expect(isClosed(aMonth(facts))).toBe(left.length === 0);
  });

  test('nothing is done before the invoice is there', () => {
    expect(open({ invoiceThere: false })).toHaveLength(6);
  });

  test('says what to do about each, and leads there', () => {
    const facts = aMonth({ customers: { due: 3, done: 1 }, notAcknowledged: [{ number: 7 }], held: 2 });
    const says = seen(homeView(aHome({ monthClose: facts })));
    expect(says).toContain('Closing September 2026 · 3 of 6 done');
    expect(says).toContain(
      'Customers synced · 2 contracts of 3 not written yet: sync, or read why not. [Sync]',
    );
    expect(says).toContain(
      'Warnings acknowledged · Read the warnings of run 7, then acknowledge them. [View details]',
    );
    expect(says).toContain('Nothing held · Decide on what is held or failed. [Held]');
    const viewer = seen(homeView(aHome({ monthClose: facts, role: 'viewer' })));
    expect(viewer).toContain('sync, or read why not.\n');
    const waits = seen(homeView(aHome({ monthClose: { ...facts, waiting: 1 } })));
    expect(waits).toContain('Customers synced · 1 plan waits for approval: approve or reject. [Status]');
  });
});
