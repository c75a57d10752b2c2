import { describe, expect, test } from 'vitest';
import { type Status, statusScreen } from '../../../../src/slack/ui/pages/status.ts';
import type { LastSync, Overview } from '../../../../src/slack/ui/parts/cards.ts';
import { buttonsOf, fits, seen } from '../shown.ts';
import { HOSTILE, LONG } from '../stage.ts';
import { anOverview, at, counts, lastSync } from '../standing.ts';

const show = (overview: Overview, { act = true, ...given }: Partial<Status> & { act?: boolean } = {}) =>
  statusScreen({ overview, dead: [], late: 0, version: '0.1.0', ...given }, { act });
const see = (overview: Overview, given = {}): string => seen(show(overview, given));
const buttons = (overview: Overview, given = {}): string[] => buttonsOf(show(overview, given));

const withLast = (last: LastSync): Overview =>
  anOverview({ customers: { kind: 'customers', succeededAt: at, last } });

describe('status', () => {
  test('before anything was synced', () => {
    const says = see(anOverview());
    expect(says.match(/Last successful sync: never/g)).toHaveLength(2);
    expect(says).toContain(
      'Next check for invoices: 2026-10-03 20:00 UTC your time (daily at 06:00 in Australia/Sydney)',
    );
    expect(says).toContain('Runs are told in #C0BILLING');
    expect(says).toContain('Version 0.1.0');
    fits(show(anOverview()));
  });

  test.each<[string, LastSync, string]>([
    ['one', lastSync(), '1 of 1 customers synced for invoice INV-0009 Approved: 02 Oct 2026'],
    [
      'not all',
      lastSync({ customers: 1_200, open: 200 }),
      '1,000 of 1,200 customers synced for invoice INV-0009',
    ],
    ['no invoice', lastSync({ invoices: [] }), '1 of 1 customers synced'],
    [
      'no number',
      lastSync({ invoices: [{ number: null, issued: null }] }),
      'customers synced for invoice without a number',
    ],
    [
      'five invoices',
      lastSync({ invoices: ['A', 'B', 'C', 'D', 'E'].map(number => ({ number, issued: null })) }),
      'for invoice A, invoice B, invoice C and 2 more',
    ],
  ])('a card counts the last sync: %s', (_, last, line) => {
    const says = see(withLast(last));
    expect(says).toContain(line);
    expect(says).toContain('0 errors');
    expect(says).toContain('0 warnings');
    expect(says).toContain('Last successful sync: 2026-10-03 01:00 UTC');
  });

  test('products, errors and warnings are counted', () => {
    const last = lastSync({ counts: counts({ productsSynced: 1_234, errors: 1, warnings: 2 }) });
    const says = see(anOverview({ products: { kind: 'products', succeededAt: null, last } }));
    expect(says).toContain('1,234 products synced');
    expect(says).toContain('1 error\n2 warnings');
  });

  test('what writes is for operators', () => {
    const paused = anOverview({ syncOn: false, nextCheck: null });
    expect(buttons(paused)).toEqual(['Resume', 'History', 'Sync', 'History', 'Sync']);
    expect(buttons(paused, { act: false })).toEqual(['History', 'History']);
    expect(see(paused)).toContain('Syncing is paused.');
    expect(see(paused)).toContain('No check for invoices while syncing is paused');
    expect(see(anOverview({ nextCheck: null }))).toContain('until PRISM is connected');
    expect(see(anOverview({ paused: 2 }))).toContain('2 mapped customers with sync off');
  });

  test('what runs says how far it is, what waits where it is', () => {
    const says = see(
      anOverview({
        waiting: [
          { run: 8, plans: 1 },
          { run: 9, plans: 3 },
        ],
        running: [
          {
            number: 10,
            kind: 'customers',
            state: 'applying',
            progress: { done: 30, total: 120, msLeft: 60_001 },
          },
          { number: 11, kind: 'products', state: 'planning', progress: null },
        ],
      }),
    );
    expect(says).toContain('1 plan of run 8 waits for approval [Show changes]');
    expect(says).toContain('3 plans of run 9 wait for approval [Show changes]');
    expect(says).toContain('Run 10 (customers) · 30 of 120 done · about 2 minutes left [View details]');
    expect(says).toContain('Run 11 (products) · reading PRISM and Autotask [View details]');
  });

  test('what could not be told says what to do, each reason once', () => {
    const problem = 'The app is not in the notification channel. Invite the app there.';
    const says = see(anOverview(), { dead: [{ problem }, { problem }, { problem: null }], late: 1 });
    expect(says).toContain(`2 messages could not be delivered. ${problem}`);
    expect(says).toContain('1 message could not be delivered. Slack gave no reason.');
    expect(says).toContain('1 message is late; it follows as soon as Slack takes it.');
  });

  test.each([...HOSTILE, LONG])('with %j for names it fits and pings nobody', text => {
    const invoices = Array.from({ length: 50 }, () => ({ number: text, issued: '2026-10-02' }));
    const overview = anOverview({
      customers: { kind: 'customers', succeededAt: at, last: lastSync({ invoices }) },
      products: { kind: 'products', succeededAt: at, last: lastSync({ invoices }) },
      nextCheck: { at, checkAt: '06:00', timeZone: text },
      syncOn: false,
      waiting: Array.from({ length: 50 }, (_, run) => ({ run: run + 1, plans: 5_000 })),
      running: Array.from({ length: 5 }, (_, run) => ({
        number: run + 100,
        kind: 'customers' as const,
        state: 'applying',
        progress: { done: 1, total: 5_000, msLeft: 9_999_999 },
      })),
    });
    const dead = Array.from({ length: 50 }, (_, nth) => ({ problem: `${nth} ${text}` }));
    const shown = show(overview, { dead, late: 5_000 });
    fits(shown);
    expect(seen(shown)).toContain('and plans of 45 more runs');
  });
});
