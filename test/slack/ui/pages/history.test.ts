import { describe, expect, test } from 'vitest';
import { HISTORY_SIZE, type HistoryPage, historyScreen } from '../../../../src/slack/ui/pages/history.ts';
import { buttonsOf, fits, seen } from '../shown.ts';
import { at, counts } from '../standing.ts';

const page = (changed: Partial<HistoryPage> = {}): HistoryPage => ({
  kind: 'customers',
  rows: [],
  at: 1,
  of: 1,
  total: 0,
  ...changed,
});
const show = (changed: Partial<HistoryPage> = {}) =>
  historyScreen(page(changed), { page: 'history', of: changed.kind ?? 'customers', at: changed.at ?? 1 });

describe('history', () => {
  test('is empty at first', () => {
    expect(seen(show())).toContain('No run yet.');
    fits(show());
  });

  test('has a row for each run of customers, also for those that changed nothing', () => {
    const rows = [
      {
        number: 8,
        result: 'Warning',
        at,
        counts: counts({ customersSynced: 120, subscriptionsSynced: 1_400, customersFailed: 0 }),
      },
      { number: 7, result: 'No Change', at, counts: counts({ customersSynced: 120 }) },
      { number: 6, result: null, at, counts: null },
    ];
    const says = seen(show({ rows, total: 3 }));
    expect(says).toContain(
      'When: 2026-10-03 01:00 UTC | Status: Warning | Customers Synced: 120 | Subscriptions Synced: 1,400 | Customers Failed: 0 | Run: 8 [View]',
    );
    expect(says).toContain('Status: No Change');
    expect(says).toContain('Status: Requested | Customers Synced: –');
    expect(says).toContain('/prism history products');
  });

  test('and for each run of products', () => {
    const rows = [
      { number: 5, result: 'Failure', at, counts: counts({ productsSynced: 40, productsFailed: 2 }) },
    ];
    expect(seen(show({ kind: 'products', rows, total: 1 }))).toContain(
      'Status: Failure | Products Synced: 40 | Products Failed: 2 | Run: 5 [View]',
    );
  });

  test.each([1, 3, 500])('page %i of 500 fits and leads on', at => {
    const rows = Array.from({ length: HISTORY_SIZE }, (_, nth) => ({
      number: 1_000_000 + nth,
      result: 'Waiting for approval',
      at: new Date('2026-10-03T01:00:00Z'),
      counts: counts({ customersSynced: 5_000, subscriptionsSynced: 100_000, customersFailed: 5_000 }),
    }));
    const shown = show({ rows, at, of: 500, total: 500 * HISTORY_SIZE });
    fits(shown);
    const turns = buttonsOf(shown).filter(label => label !== 'View');
    expect(turns).toEqual(
      [
        at > 2 ? ['« First'] : [],
        at > 1 ? ['‹ Previous'] : [],
        at < 500 ? ['Next ›'] : [],
        at < 499 ? ['Last »'] : [],
      ].flat(),
    );
  });
});
