/** Settings and strategies that shape what is written, from the invoice to the target (rules 2, 4, 6). */
import { describe, expect, test } from 'vitest';
import { saveMapping } from '../../src/store/mappings.ts';
import { decideOnLine } from '../../src/sync/decide.ts';
import * as build from '../sandbox/prism/builders.ts';
import { BOSS, WORKSPACE } from '../support/bot.ts';
import { afterSeptember, begin, customer, lineOf, type Story, seatsOn, written } from '../support/story.ts';

const PREMIUM = 'Microsoft 365 Business Premium';
const CONTOSO = 'Contoso Ltd';
const NOVEMBER = '2026-11-03T01:00:00Z';
const adjustments = ({ world }: Story) =>
  world.autotask.requests
    .writesOf('ContractServiceAdjustments')
    .map(({ body }) => body as Record<string, unknown>);

test('Azure switched off leaves its usage out, visibly, and the seats go on', async () => {
  await using story = await begin({ approval: 'never', azure: false });
  story.world.issue('2026-09', story.world.lines.september);
  const report = await story.bot.sync();
  expect(customer(report, CONTOSO).exclusions).toMatchObject([
    { reason: 'azure-off', money: { cost: '212.37' } },
  ]);
  expect(customer(report, CONTOSO).lines.map(line => line.productName)).toEqual([PREMIUM]);
  expect(customer(report, CONTOSO).tie.balanced).toBe(true);
});

test.each<[Parameters<typeof strategies>[0], string[]]>([
  ['cost-and-retail', ['adjustedUnitCost', 'adjustedUnitPrice']],
  ['cost-only', ['adjustedUnitCost']],
  ['retail-only', ['adjustedUnitPrice']],
  ['quantity-only', []],
])('under the strategy %s a new line is sent these prices: %j', async (strategy, sent) => {
  await using story = await begin({ approval: 'never' });
  await strategies(strategy, story);
  story.world.issue('2026-09', story.world.lines.september);
  await story.bot.sync({ tenantIds: [story.world.tenants.adventure.id] });
  const [body] = adjustments(story);
  expect(
    Object.keys(body!)
      .filter(key => /cost|price/i.test(key) && body![key] !== null)
      .sort(),
  ).toEqual(sent);
});

const strategies = async (
  strategy: 'cost-and-retail' | 'cost-only' | 'retail-only' | 'quantity-only',
  { world, bot }: Story,
): Promise<unknown> => saveMapping(bot.context.db, WORKSPACE, { ...world.mappings[2]!, strategy });

describe('two subscriptions of one product with different prices', () => {
  test('are added up, the price is left as it is, and one warning lists both', async () => {
    await using story = await afterSeptember();
    const { world, bot } = story;
    world.clock.set(NOVEMBER);
    const [first, second] = world.tenants.fabrikam.subscriptions.filter(
      one =>
        one.productName === 'Microsoft 365 E5' ||
        one.productName === 'head office' ||
        one.productName === 'branch',
    );
    world.issue('2026-10', [
      ...world.lines.october.filter(
        line => line.subscriptionId !== first!.id && line.subscriptionId !== second!.id,
      ),
      world.seats('fabrikam', first!, { cost: '51.3333', retail: '60' })('2026-10', 3),
      world.seats('fabrikam', second!, { cost: '49', retail: '58' })('2026-10', 4),
    ]);
    const report = await bot.sync();
    const line = lineOf(report, 'Fabrikam Pty Ltd', 'Microsoft 365 E5');
    expect(line.changes).toMatchObject([
      { effective: '2026-10-01', delta: 2, unitPrice: null, unitCost: null },
    ]);
    expect(line.warnings.filter(text => text.includes('different prices'))).toHaveLength(1);
    expect(line.warnings.join()).toMatch(/49.*58.*51\.3333.*60.*left as it is/);
  });
});

describe('a line without a product', () => {
  test('keeps the customer’s decreases waiting until somebody releases them', async () => {
    await using story = await afterSeptember();
    const { world, bot } = story;
    world.clock.set(NOVEMBER);
    const premium = world.tenants.contoso.subscriptions.find(one => one.productName === PREMIUM)!;
    world.issue('2026-10', [
      ...world.lines.october.slice(1),
      world.seats('contoso', premium, { cost: '20', retail: '25' })('2026-10', 5),
      {
        ...world.seats('contoso', premium, { cost: '9', retail: '11' })('2026-10', 1),
        subscriptionId: build.guid('nobody knows it'),
        offer: 'Office 365 Midsize Business',
      },
    ]);
    const only = { tenantIds: [world.tenants.contoso.id] };
    const report = await bot.sync(only);
    const line = lineOf(report, CONTOSO, PREMIUM);
    expect(line.holds).toMatchObject([
      { reason: 'unmatched-line', choices: ['map-product', 'release', 'leave'] },
    ]);
    expect(seatsOn(story, 'contoso', world.products.premium.sku!, '2026-10-01')).toBe(6);
    await decideOnLine(bot.context, {
      workspaceId: WORKSPACE,
      planId: customer(report, CONTOSO).planId,
      productKey: line.productKey,
      choice: 'release',
      by: BOSS,
    });
    const done = await bot.sync(only);
    expect(lineOf(done, CONTOSO, PREMIUM).standing).toBe('applied');
    expect(customer(done, CONTOSO).result).toBe('Failure');
    expect(customer(done, CONTOSO).problems).toMatchObject([
      { says: 'Could not find source product or multiple matches', choices: ['map-product'] },
    ]);
    expect(seatsOn(story, 'contoso', world.products.premium.sku!, '2026-10-01')).toBe(5);
  });
});

describe('prices', () => {
  test('below cost hold the price of a line that stands, and its seats go on', async () => {
    await using story = await afterSeptember();
    const { world, bot } = story;
    world.clock.set(NOVEMBER);
    const premium = world.tenants.adventure.subscriptions[0]!;
    world.issue('2026-10', [world.seats('adventure', premium, { cost: '26', retail: '25' })('2026-10', 7)]);
    const report = await bot.sync({ tenantIds: [world.tenants.adventure.id] });
    const line = lineOf(report, 'Adventure Works', PREMIUM);
    expect(line).toMatchObject({
      standing: 'held',
      holds: [{ reason: 'below-cost' }],
      changes: [{ effective: '2026-10-01', delta: 1, unitPrice: null, unitCost: null, done: true }],
    });
  });

  test('that change inside the month count from its first day under that policy, and the money is named', async () => {
    await using story = await afterSeptember({ priceChange: 'from-first-day' });
    const { world, bot } = story;
    world.clock.set(NOVEMBER);
    world.issue('2026-10', world.lines.october);
    const report = await bot.sync({ tenantIds: [world.tenants.fabrikam.id] });
    const line = lineOf(report, 'Fabrikam Pty Ltd', 'Microsoft 365 E5');
    expect(line.changes).toMatchObject([
      { effective: '2026-10-01', delta: 0, unitCost: '53.9000', unitPrice: '63.0000' },
    ]);
    expect(line.notes.join()).toMatch(/from the month's first day, .* more than by its own date/);
    expect(line.warnings).toContain(
      'Subscription cost unit price changed from 51.33 to 53.90 on 12 Oct 2026',
    );
  });
});

test('a contract that bills quarterly is held line by line, and nothing is written', async () => {
  await using story = await begin({ approval: 'never' });
  const { world, bot } = story;
  const { companyID } = world.contracts.adventure;
  const quarterly = world.autotask.book.addContract({ companyID, contractPeriodType: 3 });
  await saveMapping(bot.context.db, WORKSPACE, { ...world.mappings[2]!, agreementId: String(quarterly.id) });
  world.issue('2026-09', world.lines.september);
  const report = await bot.sync({ tenantIds: [world.tenants.adventure.id] });
  expect(lineOf(report, 'Adventure Works', PREMIUM).holds.map(one => one.reason)).toContain(
    'period-not-monthly',
  );
  expect(written(story)).toBe(0);
});
