import { describe, expect, test } from 'vitest';
import type { ProductReport } from '../../../../src/plan/tally/reports.ts';
import { runThread } from '../../../../src/slack/ui/messages/run-thread.ts';
import type { RunView } from '../../../../src/slack/ui/messages/run-view.ts';
import { MOST_BLOCKS, MOST_CHARACTERS, weight } from '../../../../src/slack/ui/parts/pages.ts';
import { checkMessage } from '../../../sandbox/slack/gate/check.ts';
import {
  aCustomer,
  aHold,
  aLine,
  aProblem,
  aReport,
  aRun,
  buttonsOf,
  HOSTILE,
  LONG,
  labelsOf,
  screen,
  uuid,
  waiting,
} from '../stage.ts';

const see = (run: RunView): string =>
  runThread(run)
    .map(({ blocks }) => screen(blocks))
    .join('\n---\n');
const pressable = (run: RunView) => runThread(run).flatMap(({ blocks }) => buttonsOf(blocks));
const buttons = (run: RunView): string[] => runThread(run).flatMap(({ blocks }) => labelsOf(blocks));

describe('a run’s thread', () => {
  test('is empty while there is nothing to say', () => {
    expect(runThread(aRun({ report: aReport() }))).toEqual([]);
  });

  test('tells each warning verbatim, with customer and subscription', () => {
    const line = aLine({
      warnings: ['The invoice has two lines for one day'],
      drift: { date: '2026-09-12', was: 4, is: 5, becomes: 6 },
    });
    const says = see(
      aRun({ report: aReport({ customers: [aCustomer('Contoso', { result: 'Warning', lines: [line] })] }) }),
    );
    expect(says).toContain('Contoso · Warning');
    expect(says).toContain(
      'Microsoft 365 Business Premium 4 → 6 from 10 Sep 2026, +2 × 20.00 (retail 25.00)',
    );
    expect(says).toContain('The invoice has two lines for one day');
    expect(says).toContain('Changed by hand in Autotask: was 4, is 5 from 12 Sep 2026, becomes 6');
  });

  test('tells what is held with its money, and offers what may be chosen but what cannot be done', () => {
    const run = aRun({
      report: aReport({
        customers: [
          aCustomer('Contoso', { result: 'Warning', lines: [aLine({ standing: 'held', holds: [aHold()] })] }),
        ],
      }),
    });
    expect(see(run)).toContain(
      'Held · Microsoft 365 Business Premium: The days up to 14 Sep 2026 are posted in Autotask · waiting: cost -40.00, retail -50.00 AUD',
    );
    expect(buttons(run)).toEqual(['Next open period', 'Leave']);
    expect(pressable(run).map(({ action_id, value }) => [action_id, JSON.parse(String(value))])).toEqual(
      ['next-open-period', 'leave'].map(choice => [
        `decide:${choice}-${uuid('Contoso').slice(0, 8)}-0-0`,
        { plan: uuid('Contoso'), product: 'CFQ7TTC0LCHC:0002:P1M', choice },
      ]),
    );
    for (const { confirm } of pressable(run)) expect(confirm).toBeDefined();
  });

  test('tells a failure with its remedy and Autotask’s own words', () => {
    const run = aRun({
      report: aReport({
        customers: [
          aCustomer('Contoso', {
            result: 'Failure',
            lines: [aLine({ standing: 'failed', problems: [aProblem()] })],
          }),
        ],
      }),
    });
    expect(see(run)).toContain('Autotask did not take the change of Business Premium');
    expect(see(run)).toContain('correct what they name, then press Retry failed.');
    expect(see(run)).toContain('“Data violation: the contract is locked.”');
    expect(buttons(run)).toEqual(['Check again']);
  });

  test('lets each of several plans be approved, rejected and looked at by itself', () => {
    const run = aRun({
      state: 'proposed',
      report: aReport({ customers: [waiting('Contoso'), waiting('Fabrikam')] }),
    });
    expect(buttons(run)).toEqual([
      ...['Approve plan', 'Reject…', 'Show changes'],
      ...['Approve plan', 'Reject…', 'Show changes'],
    ]);
    const alone = aRun({ state: 'proposed', report: aReport({ customers: [waiting('Contoso')] }) });
    expect(buttons(alone)).toEqual([]);
  });

  test('names those that went well, and only counts them when they are many', () => {
    const good = Array.from({ length: 500 }, (_, at) => aCustomer(`Good ${at}`));
    const same = Array.from({ length: 40 }, (_, at) => aCustomer(`Same ${at}`, { result: 'No Change' }));
    const run = aRun({ report: aReport({ customers: [...good, ...same] }) });
    const says = see(run);
    expect(says).toContain('Good 0 · 1 subscription changes (4 → 6 units) · bills 100.00 → 135.00 AUD');
    expect(says).toContain('470 more customers synced · 40 customers already right');
    expect(runThread(run).length).toBeLessThanOrEqual(2);
  });

  test('offers to map or leave out each customer that nobody mapped', () => {
    const other = (tenantId: string, label: string) => ({
      ...{ invoiceId: 'invoice-9', tenantId, label, lines: 1, cost: '40', price: '50' },
      ...{ productKey: null, standing: 'unmapped' as const, reason: null },
    });
    const run = aRun({
      report: aReport({ facts: { others: [other('tenant-8', 'Tailspin'), other('tenant-9', 'Wingtip')] } }),
    });
    expect(see(run)).toContain('Tailspin is not mapped · 1 invoice line, 40.00 AUD');
    expect(pressable(run).map(({ text, value }) => [text.text, value])).toEqual([
      ['Map', 'tenant-8'],
      ['Exclude…', 'tenant-8'],
      ['Map', 'tenant-9'],
      ['Exclude…', 'tenant-9'],
    ]);
  });
});

describe('products in a run’s thread', () => {
  const row = (changed: Partial<ProductReport['products'][number]>): ProductReport['products'][number] => ({
    productKey: 'sku-1',
    sku: 'CFQ7',
    name: 'Business Premium',
    itemName: null,
    outcome: { kind: 'right', itemId: '501' },
    done: false,
    waits: false,
    problem: null,
    ...changed,
  });
  const products = (rows: ProductReport['products']): ProductReport => ({
    ...{ planId: uuid('products'), checksum: 'c', result: 'Warning', synced: 0, failed: 0, notes: [] },
    products: rows,
  });

  test('are told when they failed or wait for a choice', () => {
    const run = aRun({
      report: aReport({
        products: products([
          row({ name: 'Right' }),
          row({
            name: 'Adoptable',
            waits: true,
            outcome: { kind: 'adopt', itemId: '77', itemName: 'Old service' },
          }),
          row({
            name: 'Held',
            waits: true,
            outcome: { kind: 'held', hold: aHold({ choices: ['skip-item'] }) },
          }),
          row({ name: 'Failed', problem: 'refused: no right' }),
        ]),
      }),
    });
    const says = see(run);
    expect(says).not.toContain('Right');
    expect(says).toContain('Held · Adoptable: the service Old service of the former product may be its own');
    expect(says).toContain('Failed: refused: no right');
    expect(buttons(run)).toEqual(['Adopt this service', 'Skip', 'Skip']);
  });

  test.each([1, 50, 5_000])('fit when there are %i', count => {
    const rows = Array.from({ length: count }, (_, at) =>
      row({
        name: LONG,
        productKey: `sku-${at}`,
        waits: true,
        outcome: { kind: 'adopt', itemId: LONG, itemName: LONG },
      }),
    );
    for (const { blocks, text } of runThread(aRun({ report: aReport({ products: products(rows) }) })))
      expect(checkMessage(blocks, text)).toEqual([]);
  });
});

describe('whatever it is about, Slack takes it', () => {
  const called = [
    { name: 'Contoso', counts: [0, 1, 50, 5_000] },
    { name: LONG, counts: [1, 50, 5_000] },
    ...HOSTILE.map(name => ({ name, counts: [1, 50] })),
  ];
  const cases = called.flatMap(({ name, counts }) =>
    counts.map(count => ({ name, count, of: name.slice(0, 12) })),
  );

  test.each(cases)('$count customers, names $of', ({ name, count }) => {
    const line = aLine({
      productKey: name,
      productName: name,
      changes: Array(31).fill(aLine().changes[0]),
      warnings: Array(20).fill(name),
      notes: [name],
      holds: [
        aHold({
          says: name,
          subject: name,
          choices: ['one-day-later', 'leave', 'check-again', 'mark-as-done'],
        }),
      ],
      problems: [aProblem({ says: name, remedy: name, words: name })],
      exclusions: [{ reason: 'left', says: name, money: null }],
    });
    const customers = Array.from({ length: count }, (_, at) =>
      aCustomer(`${name} ${at}`, {
        result: at % 2 === 0 ? 'Warning' : 'Waiting for approval',
        agreementName: name,
        companyName: name,
        lines: [line, aLine()],
        holds: [{ ...aHold({ says: name, subject: name }), label: name }],
        problems: [{ ...aProblem({ says: name, choices: ['map-product', 'leave'] }), label: name }],
        exclusions: [{ reason: 'left', says: name, money: null, label: name }],
        warnings: [name],
        doubleBilling: [name],
      }),
    );
    const messages = runThread(aRun({ report: aReport({ customers }) }));
    expect(messages.length).toBeLessThanOrEqual(12);
    expect(messages.length === 0).toBe(count === 0);
    for (const { blocks, text } of messages) {
      expect(checkMessage(blocks, text)).toEqual([]);
      expect(blocks.length).toBeLessThanOrEqual(MOST_BLOCKS);
      expect(weight(blocks)).toBeLessThanOrEqual(MOST_CHARACTERS);
    }
    if (count === 5_000) expect(JSON.stringify(messages.at(-1)?.blocks)).toContain('There is more');
  });
});
