/** Invoices that are not as they should be: nothing is half applied, nothing lost, and people are told what to do. */
import { describe, expect, test } from 'vitest';
import type { RunReport } from '../../src/plan/tally/reports.ts';
import { invoiceTieOut } from '../../src/plan/tally/run.ts';
import { decideOnLine } from '../../src/sync/decide.ts';
import type { LineRecord } from '../sandbox/prism/book.ts';
import { WORKSPACE } from '../support/bot.ts';
import { afterSeptember, begin, customer, lineOf, type Story, seatsOn, written } from '../support/story.ts';

const PREMIUM = 'Microsoft 365 Business Premium';
const november = '2026-11-03T01:00:00Z';
const problem = (report: RunReport) => report.facts.problems[0];

describe('an invoice that cannot be read', () => {
  const spoil = (change: Partial<LineRecord>) => (lines: LineRecord[]) => [
    { ...lines[0]!, ...change },
    ...lines.slice(1),
  ];

  test.each<[string, string, (story: Story) => void, string, RegExp]>([
    [
      'HTML instead of a CSV',
      'csv-unexpected',
      ({ world }) => world.prism.faults.add('csv', { kind: 'html' }),
      'INV-202610',
      /unexpected answer/,
    ],
    [
      'a file that breaks off',
      'csv-truncated',
      ({ world }) => world.prism.faults.add('csv', { kind: 'cut', how: 'mid-row' }),
      'INV-202610',
      /incomplete/,
    ],
    [
      'a connection that breaks off',
      'csv-truncated',
      ({ world }) => world.prism.faults.add('csv', { kind: 'cut', how: 'length-unmet' }, { times: 9 }),
      'INV-202610',
      /incomplete/,
    ],
    [
      'an empty file',
      'lines-pending',
      ({ world }) => world.prism.faults.add('csv', { kind: 'empty' }),
      'INV-202610',
      /empty/,
    ],
    [
      'a quantity that is no number',
      'csv-row',
      ({ world }) => {
        world.prism.book.invoices.at(-1)!.lines = spoil({ quantity: 'four' })(world.lines.october);
      },
      'row 2, column Quantity',
      /"four" is not a number/,
    ],
    [
      'a date that cannot be',
      'csv-row',
      ({ world }) => {
        world.prism.book.invoices.at(-1)!.lines = spoil({ from: '2026-10-32' })(world.lines.october);
      },
      'row 2, column ChargeStartDate',
      /not a date/,
    ],
    [
      'another currency in a row',
      'csv-row',
      ({ world }) => {
        world.prism.switches.csv.extra = ['Currency'];
        world.prism.book.invoices.at(-1)!.lines = spoil({ extra: { Currency: 'USD' } })(world.lines.october);
      },
      'row 2, column Currency',
      /not the invoice/,
    ],
    [
      'an id that comes twice',
      'csv-row',
      ({ world }) => {
        world.prism.switches.csv.extra = ['LineId'];
        world.prism.book.invoices.at(-1)!.lines = world.lines.october.map(line => ({
          ...line,
          extra: { LineId: '1' },
        }));
      },
      'row 3',
      /LineId|row 2/,
    ],
    [
      'a column that is missing',
      'csv-columns',
      ({ world }) => {
        world.prism.switches.csv.columns = [
          'SubscriptionId',
          'OfferName',
          'ChargeStartDate',
          'ChargeEndDate',
          'UnitPrice',
          'Quantity',
        ];
      },
      'INV-202610',
      /SubTotal/,
    ],
  ])(
    '%s is refused by name and row, writes nothing and leaves what was done',
    async (_, code, spoilIt, where, says) => {
      await using story = await afterSeptember();
      story.world.clock.set(november);
      story.world.issue('2026-10', story.world.lines.october);
      spoilIt(story);
      const before = written(story);
      const report = await story.bot.sync();
      expect(report.result).toBe('Failure');
      expect(problem(report)?.code).toBe(code);
      expect(problem(report)?.says).toContain(where);
      expect(problem(report)?.says).toMatch(says);
      expect(problem(report)?.remedy).not.toBe('');
      expect(report.customers).toEqual([]);
      expect(written(story)).toBe(before);
      expect(seatsOn(story, 'contoso', story.world.products.premium.sku!, '2026-10-01')).toBe(6);
    },
  );

  test('an invoice without lines is never green', async () => {
    await using story = await begin({ approval: 'never' });
    story.world.issue('2026-09', []);
    const report = await story.bot.sync();
    expect(report.result).toBe('Failure');
    expect(problem(report)?.code).toBe('invoice-empty');
  });

  test('once it can be read the same run asked again applies it', async () => {
    await using story = await begin({ approval: 'never' });
    story.world.issue('2026-09', story.world.lines.september);
    story.world.prism.faults.add('csv', { kind: 'cut', how: 'mid-row' });
    expect((await story.bot.sync()).result).toBe('Failure');
    expect((await story.bot.sync()).customers).toHaveLength(3);
    expect(seatsOn(story, 'contoso', story.world.products.premium.sku!, '2026-09-10')).toBe(6);
  });
});

describe('an invoice that is not to be applied', () => {
  test('a draft waits, and that is said', async () => {
    await using story = await begin({ approval: 'never' });
    const invoice = story.world.issue('2026-09', story.world.lines.september, { status: 'Draft' });
    const report = await story.bot.sync();
    expect(report.customers).toEqual([]);
    expect(report.facts.notNow).toMatchObject([
      { number: 'INV-202609', month: '2026-09', why: 'unapproved', customers: 3 },
    ]);
    story.world.prism.book.approve(invoice.id);
    expect((await story.bot.sync()).customers).toHaveLength(3);
  });

  test('a credit note is listed with its money and never applied by itself', async () => {
    await using story = await afterSeptember();
    const { world } = story;
    world.issue('2026-09', [{ ...world.lines.september[0]!, quantity: '1', subTotal: '-40' }], {
      kind: 'Credit Note',
      number: 'CN-1',
    });
    const before = written(story);
    const report = await story.bot.sync();
    expect(report.facts.heldInvoices).toMatchObject([{ number: 'CN-1', reason: 'credit', total: '-40' }]);
    expect(report.result).toBe('Warning');
    expect(written(story)).toBe(before);
  });

  test('another currency than the customers are billed in is held as a whole', async () => {
    await using story = await begin({ approval: 'never' });
    story.world.issue('2026-09', story.world.lines.september, { currency: 'USD' });
    const report = await story.bot.sync();
    expect(written(story)).toBe(0);
    expect(report.result).toBe('Warning');
    const tie = invoiceTieOut(report, report.facts.invoices[0]!.id);
    expect(tie.accounts.map(one => one.standing)).toEqual(['held']);
    expect(tie.balanced).toBe(true);
  });

  test('lines of another month than the invoice says hold it as a whole', async () => {
    await using story = await begin({ approval: 'never' });
    story.world.issue('2026-09', story.world.lines.october);
    const report = await story.bot.sync();
    expect(report.facts.others.every(one => one.reason === 'month-unclear')).toBe(true);
    expect(written(story)).toBe(0);
  });

  test('ten times the quantities stop before the first write', async () => {
    await using story = await afterSeptember({ approval: 'first-and-unsafe' });
    const { world, bot } = story;
    const before = written(story);
    world.clock.set(november);
    world.issue(
      '2026-10',
      world.lines.october.map(line => ({
        ...line,
        quantity: `${line.quantity}0`,
        subTotal: `${Number(line.subTotal) * 10}`,
        subTotalRetail: `${Number(line.subTotalRetail) * 10}`,
      })),
    );
    const report = await bot.sync();
    expect(report.result).toBe('Waiting for approval');
    expect(customer(report, 'Contoso Ltd').asks.join()).toMatch(/seats move|costs/);
    expect(written(story)).toBe(before);
  });
});

describe('an invoice that changes', () => {
  test('after it was applied becomes a plan of the differences that needs approval under any policy', async () => {
    await using story = await afterSeptember({ approval: 'never' });
    const { world, bot } = story;
    const before = written(story);
    const revised = world.lines.september.map(line =>
      line === world.lines.september[1]
        ? { ...line, quantity: '7', subTotal: '98', subTotalRetail: '122.5' }
        : line,
    );
    world.prism.book.revise(world.prism.book.invoices[0]!.id, revised);
    const report = await bot.sync({ by: null });
    expect(report.result).toBe('Waiting for approval');
    expect(customer(report, 'Contoso Ltd').asks).toContain(
      'the invoice was revised after it had been applied',
    );
    expect(lineOf(report, 'Contoso Ltd', PREMIUM).changes).toMatchObject([
      { effective: '2026-09-10', delta: 1 },
    ]);
    expect(written(story)).toBe(before);
    const done = await bot.approve(report);
    expect(lineOf(done, 'Contoso Ltd', PREMIUM).standing).toBe('applied');
    expect(seatsOn(story, 'contoso', world.products.premium.sku!, '2026-09-10')).toBe(7);
    expect(written(story)).toBe(before + 1);
  });

  test('not at all: the timetable looks and does nothing', async () => {
    await using story = await afterSeptember();
    const before = written(story);
    story.world.autotask.requests.clear();
    const report = await story.bot.sync({ by: null });
    expect(report.result).toBe('No Change');
    expect(story.world.autotask.requests.all.length).toBeLessThanOrEqual(2);
    expect(before).toBeGreaterThan(0);
  });
});

describe('an older invoice after a newer one', () => {
  test('that was applied and is changed now is held too, and on approval changes its own days', async () => {
    await using story = await afterSeptember();
    const { world, bot } = story;
    world.clock.set(november);
    world.issue('2026-10', world.lines.october);
    await bot.sync();
    expect((await bot.sync()).facts.notNow).toEqual([]);
    const premium = world.products.premium.sku!;
    const [, six] = world.lines.september;
    const revised = world.lines.september.map(line =>
      line === six ? { ...line, quantity: '5', subTotal: '70', subTotalRetail: '87.5' } : line,
    );
    world.prism.book.revise(world.prism.book.invoices[0]!.id, revised);
    const held = await bot.sync();
    expect(held.facts.notNow).toMatchObject([
      { number: 'INV-202609', month: '2026-09', why: 'older', customers: 1 },
    ]);
    expect(seatsOn(story, 'contoso', premium, '2026-09-30')).toBe(6);

    await decideOnLine(bot.context, {
      workspaceId: WORKSPACE,
      planId: customer(held, 'Contoso Ltd').planId,
      productKey: null,
      choice: 'own-days',
      month: '2026-09',
      by: 'U0BOSS',
    });
    await bot.approve(await bot.sync({ tenantIds: [world.tenants.contoso.id] }));
    expect(seatsOn(story, 'contoso', premium, '2026-09-30')).toBe(5);
    expect(seatsOn(story, 'contoso', premium, '2026-10-01')).toBe(6);
    expect((await bot.sync()).facts.notNow).toEqual([]);
  });

  test('is held, and on approval changes its own days only', async () => {
    await using story = await begin({ approval: 'never' });
    const { world, bot } = story;
    world.clock.set(november);
    world.issue('2026-10', world.lines.october);
    await bot.sync();
    const premium = world.products.premium.sku!;
    expect(seatsOn(story, 'contoso', premium, '2026-10-01')).toBe(6);

    world.issue('2026-09', world.lines.september);
    const held = await bot.sync();
    expect(held.facts.notNow).toMatchObject([{ number: 'INV-202609', why: 'older', customers: 3 }]);
    expect(seatsOn(story, 'contoso', premium, '2026-09-10')).toBe(0);

    const october = customer(held, 'Contoso Ltd');
    await decideOnLine(bot.context, {
      workspaceId: WORKSPACE,
      planId: october.planId,
      productKey: null,
      choice: 'own-days',
      month: '2026-09',
      by: 'U0BOSS',
    });
    const asked = await bot.sync({ tenantIds: [world.tenants.contoso.id] });
    expect(customer(asked, 'Contoso Ltd').asks).toContain('an older invoice is applied to its own days');
    await bot.approve(asked);
    expect(
      [1, 9, 10, 30].map(day =>
        seatsOn(story, 'contoso', premium, `2026-09-${String(day).padStart(2, '0')}`),
      ),
    ).toEqual([4, 4, 6, 6]);
    expect(seatsOn(story, 'contoso', premium, '2026-10-01')).toBe(6);
  });
});
