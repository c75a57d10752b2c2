import { describe, expect, test } from 'vitest';
import { type CustomerList, type CustomerRow, mapScreen } from '../../../../src/slack/ui/pages/map.ts';
import { modal } from '../../../../src/slack/ui/parts/blocks.ts';
import { MOST_BLOCKS, MOST_CHARACTERS, weight } from '../../../../src/slack/ui/parts/pages.ts';
import { checkView } from '../../../sandbox/slack/gate/check.ts';

const row = (changed: Partial<CustomerRow> = {}): CustomerRow => ({
  tenantId: 'tenant-1',
  customerName: 'Contoso Ltd',
  domain: 'contoso.example',
  companyName: 'Contoso Pty Ltd',
  contractName: 'Cloud services',
  invoice: { month: '2026-09', number: 'INV-9', cost: '1234.5', currency: 'AUD' },
  sync: 'On',
  excludedBecause: null,
  ...changed,
});

const open = { companyName: null, contractName: null, sync: 'Not mapped' as const };

const list = (rows: CustomerRow[], changed: Partial<CustomerList> = {}): CustomerList => ({
  rows,
  syncOn: true,
  names: { readAt: new Date('2026-10-03T01:00:00Z'), wanted: false, problem: null },
  ...changed,
});

const shown = (given: CustomerList, state = {}) =>
  JSON.stringify(mapScreen(given, { page: 'map', ...state }).blocks);
const order = (rows: CustomerRow[], state = {}): string[] =>
  [...shown(list(rows), state).matchAll(/\*(\w+)\* · /g)].map(([, name]) => name!);

describe('the list of customers', () => {
  test('says where each is billed, what the newest invoice has for it, and whether it is synced', () => {
    const says = shown(list([row()]));
    expect(says).toContain(
      '*Contoso Ltd* · contoso.example\\nCompany: Contoso Pty Ltd · Contract: Cloud services\\nInvoice: September 2026 · INV-9 · 1,234.50 AUD · Sync: *On*',
    );
    expect(says).not.toContain('Exclude…');
  });

  test('begins with those that are not mapped, most money first', () => {
    const invoice = (cost: string) => ({ month: '2026-09', number: null, cost, currency: 'AUD' });
    const rows = [
      row({ customerName: 'Mapped', invoice: invoice('900') }),
      row({ ...open, customerName: 'Small', invoice: invoice('20') }),
      row({ ...open, customerName: 'None', invoice: null }),
      row({ ...open, customerName: 'Large', invoice: invoice('100') }),
      row({ customerName: 'Left', sync: 'Left out', excludedBecause: 'Ours', invoice: invoice('950') }),
    ];
    expect(order(rows)).toEqual(['Large', 'Small', 'None', 'Left', 'Mapped']);
    const says = shown(list(rows));
    expect(says).toContain(
      '*5 customers* · 3 not mapped, with 120.00 AUD on the newest invoice · 1 left out',
    );
    expect(says).toContain('Sync: *Left out*: Ours');
    expect([...says.matchAll(/Exclude…/g)]).toHaveLength(3);
    expect([...says.matchAll(/Take in again/g)]).toHaveLength(1);
  });

  test.each<[string, string[]]>([
    ['customer', ['alpha', 'Beta', 'gamma']],
    ['tenant', ['gamma', 'alpha', 'Beta']],
    ['company', ['Beta', 'alpha', 'gamma']],
    ['contract', ['gamma', 'Beta', 'alpha']],
    ['invoice', ['Beta', 'alpha', 'gamma']],
    ['sync', ['gamma', 'alpha', 'Beta']],
  ])('can be sorted by %s', (sort, expected) => {
    const invoice = { month: '2026-09', number: null, cost: '5', currency: null };
    const rows = [
      row({ customerName: 'alpha', domain: 'b', companyName: 'm', contractName: null, invoice, sync: 'On' }),
      row({
        customerName: 'Beta',
        domain: null,
        companyName: 'A',
        contractName: 'z',
        invoice: { ...invoice, month: '2026-10', cost: '1' },
        sync: 'Shadow',
      }),
      row({
        customerName: 'gamma',
        domain: 'A',
        companyName: null,
        contractName: 'b',
        invoice: null,
        sync: 'Off',
      }),
    ];
    expect(order(rows, { sort })).toEqual(expected);
  });

  test('is narrowed down by name, tenant, company and contract', () => {
    const rows = [row({ customerName: 'One', contractName: 'Special' }), row({ customerName: 'Two' })];
    expect(order(rows, { filter: 'SPECIAL' })).toEqual(['One']);
    expect(order(rows, { filter: 'contoso.ex' })).toEqual(['One', 'Two']);
    expect(shown(list(rows), { filter: '<!here>' })).toContain('No customer fits “&lt;!here&gt;”.');
  });

  test.each<[string, CustomerList, string]>([
    ['nobody yet', list([]), 'No customer is known yet'],
    [
      'names on their way',
      list([], { names: { readAt: null, wanted: true, problem: null } }),
      'PRISM’s customers are being read',
    ],
    [
      'names that could not be read',
      list([row()], { names: { readAt: null, wanted: false, problem: 'PRISM <did> not answer.' } }),
      'The last try failed: PRISM &lt;did&gt; not answer.',
    ],
    ['paused', list([row()], { syncOn: false }), 'Syncing is paused for all customers.'],
  ])('says so: %s', (_, given, expected) => {
    expect(shown(given)).toContain(expected);
  });

  const hostile = `<!channel> *bold* \u202e${'名😀<&>'.repeat(1_000)}`;
  test.each([0, 1, 50, 5_000])('fits a modal and a message with %i customers and long names', count => {
    for (const name of ['Plain Pty', hostile]) {
      const rows = Array.from({ length: count }, (_, n) =>
        row({
          ...(n % 3 === 0 ? open : {}),
          ...(n % 7 === 0 ? { sync: 'Left out' as const, excludedBecause: name } : {}),
          tenantId: `tenant-${n}`,
          customerName: `${n} ${name}`,
          domain: name,
        }),
      );
      const pages = count === 5_000 ? [1, 2, 9_999] : [1];
      for (const at of pages) {
        const { title, blocks } = mapScreen(list(rows, { syncOn: false }), { page: 'map', at });
        expect(checkView(modal('page', title, blocks, { submit: 'Filter' }))).toEqual([]);
        expect(blocks.length).toBeLessThanOrEqual(MOST_BLOCKS);
        expect(weight(blocks)).toBeLessThanOrEqual(MOST_CHARACTERS);
      }
    }
  });

  test('leaves nobody out: every customer stands on one page', () => {
    const rows = Array.from({ length: 200 }, (_, n) => row({ customerName: `C${n}`, tenantId: `t${n}` }));
    const seen = new Set<string>();
    for (let at = 1; at <= 40; at++) for (const name of order(rows, { at })) seen.add(name);
    expect(seen.size).toBe(200);
  });
});
