/** What a mail says: whole by itself, the same as text and as HTML, whatever third parties call their things. */
import { describe, expect, test } from 'vitest';
import { letterOf } from '../../src/mail/letter.ts';
import { letterHtml } from '../../src/mail/letter-html.ts';
import { letterText } from '../../src/mail/letter-text.ts';
import type { RunReport } from '../../src/plan/tally/reports.ts';
import type { Run } from '../../src/store/runs.ts';
import type { Told } from '../../src/sync/read-report.ts';
import { aCustomer, aHold, aLine, aProblem, aReport, HOSTILE, waiting } from '../slack/ui/stage.ts';

const LINK = 'https://acme.slack.com/archives/C01/p1';

function told(report: RunReport, changed: Partial<Run> = {}): Told {
  const run: Run = {
    number: report.run,
    kind: report.kind,
    state: 'done',
    result: null,
    requestedBy: 'U0CLERK',
    trigger: 'person',
    scope: null,
    retryOf: null,
    undoes: null,
    summary: null,
    error: null,
    period: null,
    requestedAt: new Date(0),
    startedAt: null,
    endedAt: null,
    ...changed,
  };
  return { run, report, currency: 'AUD' };
}

const textOf = (report: RunReport, changed?: Partial<Run>): string =>
  letterText(letterOf(told(report, changed), 'Northwind'), [`Open in Slack: ${LINK}`]);
const htmlOf = (report: RunReport): string =>
  letterHtml(letterOf(told(report), 'Northwind'), LINK, ['Beneath.']);

/** What a person reads of HTML, a piece each. */
const pieces = (html: string): string[] =>
  html
    .replace(/^[\s\S]*<body/, '<body')
    .replaceAll(/<\/(?:b|a|span)>/g, '')
    .replaceAll(/<(?:b|a|span)\b[^>]*>/g, '')
    .split(/<[^>]*>/)
    .map(piece =>
      piece
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&#39;', "'")
        .replaceAll('&amp;', '&')
        .trim(),
    )
    .filter(Boolean);

const entry = { tenantId: 'x', productKey: null, lines: 2, cost: '40', price: '50', reason: null };
const others = [{ ...entry, label: 'Tailspin Toys', standing: 'unmapped' as const, invoiceId: 'invoice-9' }];

describe('the text', () => {
  test('says what changed for whom, with its money; what has to be read comes first', () => {
    const report = aReport({
      customers: [
        aCustomer('Adventure Works'),
        aCustomer('Fabrikam', {
          result: 'No Change',
          lines: [
            aLine({
              standing: 'right',
              changes: [],
              bill: { before: { cost: '1', price: '1' }, after: { cost: '1', price: '1' } },
            }),
          ],
        }),
        aCustomer('Contoso', {
          result: 'Warning',
          created: ['PC_1'],
          lines: [
            aLine({
              warnings: ['The list price differs by 3.10.'],
              holds: [aHold()],
              notes: ['A note.'],
              drift: { date: '2026-09-01', was: 4, is: 5, becomes: 6 },
              exclusions: [{ reason: 'left', says: 'Left as they are, by a decision', money: null }],
            }),
            aLine({ productName: 'Visio', changes: [], standing: 'right' }),
          ],
          holds: [{ ...aHold({ money: null, says: 'Row 5 is a credit' }), label: 'Office' }],
          doubleBilling: ['E3 looks billed twice.'],
          exclusions: [{ label: 'Visio Plan 2', reason: 'motion', says: 'not synced', money: null }],
        }),
      ],
      facts: { others },
    });
    expect(textOf(report)).toBe(
      [
        'Warning · September 2026 · 3 customers, 2 subscriptions synced, 4 warnings',
        '',
        'Invoice INV-0009 of 12 Oct 2026 (Approved), usage September 2026',
        '  not mapped     2 lines   40.00',
        '  written        2 lines  216.00',
        '  already right  2 lines  216.00',
        '  rounding                -40.00',
        '  total          6 lines  432.00',
        '  - Failed: Supplier cost before tax in AUD, NOT BALANCED',
        '',
        'Contoso · Warning',
        '  Contoso · Contoso cloud services',
        '  Bills for September 2026: 200.00 → 270.00 AUD',
        '  Services made: PC_1',
        '  - Microsoft 365 Business Premium: 4 → 6 from 10 Sep 2026, +2 × 20.00 (retail 25.00) · written · bills 100.00 → 135.00 AUD',
        '    Held: The days up to 14 Sep 2026 are posted in Autotask · waiting: cost -40.00 AUD, retail -50.00 AUD',
        '    Warning: Changed by hand in Autotask: was 4, is 5 from 01 Sep 2026, becomes 6',
        '    Warning: The list price differs by 3.10.',
        '    Left as they are, by a decision',
        '    A note.',
        '  - Held: Office: Row 5 is a credit',
        '  - Warning: E3 looks billed twice.',
        '  - Left out: Visio Plan 2: not synced',
        '  - 1 other subscription already right',
        '',
        'Adventure Works · Success',
        '  Adventure Works · Adventure Works cloud services',
        '  Bills for September 2026: 100.00 → 135.00 AUD',
        '  - Microsoft 365 Business Premium: 4 → 6 from 10 Sep 2026, +2 × 20.00 (retail 25.00) · written · bills 100.00 → 135.00 AUD',
        '',
        '1 customer already right',
        '',
        'Customers not mapped · 1 customer, 40.00 AUD',
        '  Map or exclude each with /prism map.',
        '  - Tailspin Toys · 2 invoice lines, 40.00 AUD',
        '',
        `Open in Slack: ${LINK}`,
        'Run 12 in Northwind, requested in Slack',
        'Reference T0TEAM-12',
      ].join('\n'),
    );
  });

  test('says what went wrong, what to do about it, and the other system’s own words', () => {
    const report = aReport({
      customers: [
        aCustomer('Contoso', {
          result: 'Failure',
          lines: [aLine({ standing: 'failed', problems: [aProblem()] })],
          problems: [{ ...aProblem({ words: null, says: 'The contract is gone' }), label: 'Contract' }],
        }),
      ],
      facts: {
        problems: [
          {
            code: 'credentials-rejected',
            says: 'PRISM does not accept the credentials',
            remedy: 'Enter new ones.',
            words: 'invalid_client',
          },
        ],
        notes: ['One invoice was read twice.'],
      },
    });
    const text = textOf(report, { requestedBy: null, retryOf: 11 });
    for (const said of [
      [
        'The whole run',
        '  - Failed: PRISM does not accept the credentials',
        '    Enter new ones.',
        '    “invalid_client”',
        '  - One invoice was read twice.',
      ],
      [
        '  - Failed: Contract: The contract is gone',
        "    Read Autotask's words below, correct what they name, then press Retry failed.",
        '  - Microsoft 365 Business Premium: 4 → 6 from 10 Sep 2026, +2 × 20.00 (retail 25.00) · failed · bills 100.00 → 135.00 AUD',
        '    Failed: Autotask did not take the change of Business Premium',
        "    Read Autotask's words below, correct what they name, then press Retry failed.",
        '    “Data violation: the contract is locked.”',
      ],
      ['Run 12 in Northwind, requested by the timetable, tries again what failed in run 11'],
    ])
      expect(text).toContain(said.join('\n'));
  });

  test('says who waits for approval and why', () => {
    const report = aReport({ customers: [waiting('Contoso'), aCustomer('Fabrikam')] });
    const letter = letterOf(told(report, { state: 'proposed' }), 'Northwind');
    expect(letter.subject).toBe('[PRISM Bot] Approval needed · September 2026 · 1 customer');
    const text = letterText(letter, []);
    expect(text).toContain(
      '1 customer waits for approval. Nothing is written for it before somebody approves in Slack.',
    );
    expect(text).toContain("Somebody has to look, because: this customer's first plan");
  });

  test('says of products what was made, set, held and failed', () => {
    const product = (name: string) => ({ productKey: name, sku: null, name, itemName: null });
    const common = { key: 'k', mark: 'm', productKey: 'p' };
    const create = {
      ...{ ...common, kind: 'create-item' as const, name: 'PC_1', description: '', invoiceDescription: '' },
      ...{ unitPrice: '25.0000', unitCost: '20.1250', period: 'monthly' as const },
    };
    const reprice = {
      ...{ ...common, kind: 'reprice-item' as const, itemId: '1' },
      before: { unitPrice: '25', unitCost: null },
      after: { unitPrice: '26', unitCost: '21' },
    };
    const state = { done: false, waits: false, problem: null };
    const report = aReport({
      facts: { invoices: [] },
      products: {
        ...{ planId: 'p', checksum: 'c', result: 'Failure', synced: 2, failed: 1, notes: ['A note.'] },
        products: [
          { ...product('Made'), ...state, outcome: { kind: 'create', change: create }, done: true },
          { ...product('Set'), ...state, outcome: { kind: 'reprice', change: reprice }, done: true },
          {
            ...{ ...product('Bad'), ...state, outcome: { kind: 'create', change: create } },
            problem: 'refused: no',
          },
          { ...product('Right'), ...state, outcome: { kind: 'right', itemId: '1' } },
          { ...product('Posted'), ...state, outcome: { kind: 'held', hold: aHold() }, waits: true },
          {
            ...{ ...product('Old'), ...state, outcome: { kind: 'adopt', itemId: '1', itemName: 'PC_0' } },
            waits: true,
          },
        ],
      },
    });
    expect(textOf(report)).toBe(
      [
        'Failure · 2 products synced, 1 product failed, 1 error',
        '',
        'Products · Failure',
        '  1 product already right',
        '  - Made: made as PC_1, cost 20.1250, retail 25.00',
        '  - Set: retail 25.00 → cost 21.00, retail 26.00',
        '  - Failed: Bad: refused: no',
        '  - Held: Posted: The days up to 14 Sep 2026 are posted in Autotask',
        '  - Held: Old: the service PC_0 of the former product may be its own. Choose with /prism held.',
        '  - A note.',
        '',
        `Open in Slack: ${LINK}`,
        'Run 12 in Northwind, requested in Slack',
        'Reference T0TEAM-12',
      ].join('\n'),
    );
  });

  test('says of invoices that were not applied why, with their money', () => {
    const notNow = { number: 'INV-1', month: '2026-08', customers: 2, agreementIds: [] };
    const report = aReport({
      facts: {
        heldInvoices: [{ id: 'c', number: 'CR-1', month: '2026-09', reason: 'credit', total: '-40' }],
        notNow: [
          { ...notNow, why: 'unapproved' },
          { ...notNow, why: 'older' },
          { ...notNow, why: 'waiting', number: null },
        ],
      },
    });
    expect(textOf(report)).toContain(
      [
        'Other invoices',
        '  - Held: CR-1 (September 2026) is a credit note, -40.00 AUD. It is not applied by itself; its lines can be billed as contract charges in Slack.',
        '  - INV-1 (August 2026) is not approved in PRISM yet.',
        '  - Held: INV-1 (August 2026) is older than what was applied for 2 customers.',
        '  - An invoice (August 2026) is next for 2 customers; one month at a time.',
      ].join('\n'),
    );
  });
});

describe('the HTML', () => {
  const hostile = (name: string): RunReport =>
    aReport({
      customers: [
        aCustomer(name, {
          result: 'Failure',
          agreementName: name,
          companyName: name,
          created: [name],
          asks: [name],
          warnings: [name],
          doubleBilling: [name],
          lines: [
            aLine({
              productName: name,
              warnings: [name],
              notes: [name],
              holds: [aHold({ says: name })],
              problems: [aProblem({ says: name, remedy: name, words: name })],
            }),
          ],
          problems: [{ ...aProblem({ says: name, words: name }), label: name }],
          exclusions: [{ label: name, reason: 'left', says: name, money: null }],
        }),
      ],
      facts: {
        others: others.map(other => ({ ...other, label: name })),
        problems: [{ code: 'x', says: name, remedy: name, words: name }],
      },
    });

  test.each([...HOSTILE, '<script>alert(1)</script><img src=x onerror=alert(1)>', 'Contoso "Ltd"'])(
    'says what the text says, and nothing in %j is more than words',
    name => {
      const html = htmlOf(hostile(name));
      const tags = [...html.matchAll(/<(\/?\w+|!\w+)/g)].map(([, tag]) => tag);
      const ours = ['!doctype', 'a', 'b', 'body', 'br', 'head', 'html', 'li', 'meta', 'span'];
      const tables = ['table', 'td', 'title', 'tr', 'ul'];
      const allowed = [...ours, ...tables].flatMap(tag => [tag, `/${tag}`]);
      expect(tags.filter(tag => !allowed.includes(tag!))).toEqual([]);
      expect([...html.matchAll(/<[^>]*\s(on\w+|src|background)=/g)]).toEqual([]);
      expect([...html.matchAll(/href="([^"]*)"/g)].map(([, url]) => url)).toEqual([LINK]);
      const read = pieces(html);
      const lines = letterText(letterOf(told(hostile(name)), 'Northwind'), []).split('\n');
      const tableRow = /^ {2}[a-z ]+ {2,}.* -?[\d,]+\.\d\d$/;
      const said = lines.filter(one => !tableRow.test(one)).map(one => one.replace(/^ +(- )?/, '').trim());
      expect(said.filter(one => one !== '' && !read.includes(one))).toEqual([]);
    },
  );

  test('has no line breaks, controls or turned writing of theirs', () => {
    for (const name of HOSTILE) {
      const text = letterText(letterOf(told(hostile(name)), `North\r\nwind\u202e`), []);
      expect(text.match(/(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu)).toBeNull();
      expect(text).toContain('Run 12 in North wind, requested in Slack');
    }
  });

  test('of a very large run is short enough for mail programs, and the text has all', () => {
    const customers = Array.from({ length: 2_000 }, (_, at) =>
      aCustomer(`Customer ${at}`, { lines: [aLine(), aLine(), aLine()] }),
    );
    const report = aReport({ customers });
    const html = htmlOf(report);
    expect(Buffer.byteLength(html)).toBeLessThan(1_000_000);
    expect(pieces(html)).toContain('1,250 more entries left out here for length: see Slack.');
    expect(html.match(/Customer \d+ · Success/g)).toHaveLength(750);
    expect(textOf(report).match(/^Customer \d+ ·/gm)).toHaveLength(2_000);
  });

  test('of a run larger than servers take leaves out the same way in the text, and says so', () => {
    const lines = Array.from({ length: 10 }, () => aLine());
    const customers = Array.from({ length: 6_000 }, (_, at) => aCustomer(`Customer ${at}`, { lines }));
    const text = textOf(aReport({ customers }));
    expect(Buffer.byteLength(text)).toBeLessThan(4_000_000);
    expect(text.split('\n')).toContain('4,182 more entries left out here for length: see Slack.');
    expect(text).toMatch(/\n\nOpen in Slack: .*\nRun 12 in Northwind/);
  });

  test('of a very long list says how many are not in it', () => {
    const many = Array.from({ length: 4_000 }, (_, at) => ({ ...others[0]!, label: `Tenant ${at}` }));
    const html = htmlOf(aReport({ facts: { others: many } }));
    expect(html.match(/Tenant \d+ ·/g)).toHaveLength(2_998);
    expect(pieces(html)).toContain('and 1,002 more');
  });
});
