/** Contracts, services and people's hands in Autotask that stand in the way, and how each is got out of it. */
import { describe, expect, test } from 'vitest';
import { saveMapping } from '../../src/store/mappings.ts';
import { decideOnLine } from '../../src/sync/decide.ts';
import { BOSS, WORKSPACE } from '../support/bot.ts';
import { afterSeptember, begin, customer, lineOf, type Story, seatsOn, written } from '../support/story.ts';

const PREMIUM = 'Microsoft 365 Business Premium';
const OUTSIDE =
  'ContractServiceAdjustment effectiveDate must be between the start date and end date of the Contract referenced by contractID.';

describe('a contract that cannot take the month', () => {
  test.each<[string, (story: Story) => void, RegExp]>([
    [
      'ended',
      ({ world }) =>
        world.autotask.book.editContract(world.contracts.adventure.id, { endDate: '2026-08-31' }),
      /contract runs from/,
    ],
    [
      'is inactive',
      ({ world }) => world.autotask.book.editContract(world.contracts.adventure.id, { status: 0 }),
      /inactive/,
    ],
  ])('because it %s fails in Autotask’s own words, and works once it is mended', async (_, spoil, says) => {
    await using story = await begin({ approval: 'never' });
    const { world, bot } = story;
    spoil(story);
    world.issue('2026-09', world.lines.september);
    const report = await bot.sync();
    expect(customer(report, 'Adventure Works').result).toBe('Failure');
    expect(lineOf(report, 'Adventure Works', PREMIUM).problems).toMatchObject([
      { words: OUTSIDE, says: expect.stringMatching(says) },
    ]);
    expect(customer(report, 'Contoso Ltd').result).not.toBe('Failure');

    world.autotask.book.editContract(world.contracts.adventure.id, { status: 1, endDate: '2027-12-31' });
    const again = await bot.sync({ tenantIds: [world.tenants.adventure.id] });
    expect(lineOf(again, 'Adventure Works', PREMIUM).standing).toBe('applied');
  });

  test('because it is of the wrong type is refused before anything is sent', async () => {
    await using story = await begin({ approval: 'never' });
    const { world, bot } = story;
    const wrong = world.autotask.book.addContract({
      companyID: world.contracts.adventure.companyID,
      contractType: 3,
    });
    const mapped = world.mappings.find(one => one.customerName === 'Adventure Works')!;
    await saveMapping(bot.context.db, WORKSPACE, { ...mapped, agreementId: String(wrong.id) });
    world.issue('2026-09', world.lines.september);
    const report = await bot.sync();
    expect(lineOf(report, 'Adventure Works', PREMIUM).problems[0]).toMatchObject({
      says: expect.stringContaining('Fixed Price'),
      words: OUTSIDE,
    });
  });

  test('for some of its days offers the contract’s days, naming the money lost', async () => {
    await using story = await begin({ approval: 'never' });
    const { world, bot } = story;
    world.autotask.book.editContract(world.contracts.adventure.id, { endDate: '2026-09-20' });
    world.issue('2026-09', world.lines.september);
    const report = await bot.sync();
    const { planId } = customer(report, 'Adventure Works');
    const [found] = lineOf(report, 'Adventure Works', PREMIUM).problems;
    expect(found?.remedy).toContain('40.00 cost, 50.00 retail');
    const { productKey } = lineOf(report, 'Adventure Works', PREMIUM);
    await decideOnLine(bot.context, {
      workspaceId: WORKSPACE,
      planId,
      productKey,
      choice: 'contract-days',
      by: BOSS,
    });
    const done = await bot.sync({ tenantIds: [world.tenants.adventure.id] });
    expect(lineOf(done, 'Adventure Works', PREMIUM)).toMatchObject({
      standing: 'excluded',
      reason: 'outside-contract',
    });
    expect(seatsOn(story, 'adventure', world.products.premium.sku!, '2026-09-15')).toBe(6);
  });
});

describe('a posted period', () => {
  const post = async (story: Story): Promise<void> => {
    const { world } = story;
    world.clock.set('2026-11-03T01:00:00Z');
    world.autotask.book.post(world.contracts.adventure.id, '2026-10-01');
    world.issue('2026-10', world.lines.october);
  };

  test('is never written into: the line is held, and moves to the next open period when somebody says so', async () => {
    await using story = await afterSeptember();
    const { world, bot } = story;
    await post(story);
    const report = await bot.sync();
    const line = lineOf(report, 'Adventure Works', PREMIUM);
    expect(line.holds).toMatchObject([{ reason: 'posted', money: { cost: '10.96', price: '13.71' } }]);
    const { planId } = customer(report, 'Adventure Works');
    await decideOnLine(bot.context, {
      workspaceId: WORKSPACE,
      planId,
      productKey: line.productKey,
      choice: 'next-open-period',
      by: BOSS,
    });
    const done = await bot.sync({ tenantIds: [world.tenants.adventure.id] });
    expect(lineOf(done, 'Adventure Works', PREMIUM).changes).toMatchObject([
      { effective: '2026-11-01', delta: 1, done: true },
    ]);
    expect(seatsOn(story, 'adventure', world.products.premium.sku!, '2026-10-31')).toBe(6);
    expect(seatsOn(story, 'adventure', world.products.premium.sku!, '2026-11-01')).toBe(7);
  });

  test('moves by itself under the other policy, and what is not billed is said', async () => {
    await using story = await afterSeptember({ posted: 'next-open-period' });
    await post(story);
    const report = await story.bot.sync();
    const line = lineOf(report, 'Adventure Works', PREMIUM);
    expect(line.changes).toMatchObject([{ effective: '2026-11-01', delta: 1, done: true }]);
    expect(line.exclusions).toMatchObject([{ reason: 'posted', money: { cost: '10.96', price: '13.71' } }]);
    const before = written(story);
    await story.bot.sync();
    expect(written(story)).toBe(before);
  });

  test('posted between plan and apply makes the plan stale, and nothing is written', async () => {
    await using story = await afterSeptember({ approval: 'always' });
    const { world, bot } = story;
    world.clock.set('2026-11-03T01:00:00Z');
    world.issue('2026-10', world.lines.october);
    const asked = await bot.sync();
    world.autotask.book.post(world.contracts.adventure.id, '2026-10-01');
    const done = await bot.approve(asked);
    expect(lineOf(done, 'Adventure Works', PREMIUM)).toMatchObject({ standing: 'held', reason: 'stale' });
    expect(seatsOn(story, 'adventure', world.products.premium.sku!, '2026-11-01')).toBe(6);
    expect(lineOf(done, 'Contoso Ltd', 'Azure plan').standing).toBe('applied');
  });
});

describe('hands in Autotask', () => {
  const edit = ({ world }: Story): void => {
    const { book } = world.autotask;
    const line = book.contractServices.all().find(one => one.contractID === world.contracts.adventure.id)!;
    book.adjust({ contractServiceId: line.id, effective: '2026-10-05', delta: 3 });
  };

  test('that changed a quantity are set right by the next invoice, and that is said', async () => {
    await using story = await afterSeptember();
    const { world, bot } = story;
    edit(story);
    world.clock.set('2026-11-03T01:00:00Z');
    world.issue('2026-10', world.lines.october);
    const report = await bot.sync();
    const line = lineOf(report, 'Adventure Works', PREMIUM);
    expect(line.drift).toEqual({ date: '2026-10-05', was: 6, is: 9, becomes: 6 });
    expect(customer(report, 'Adventure Works').result).toBe('Warning');
    expect(seatsOn(story, 'adventure', world.products.premium.sku!, '2026-11-01')).toBe(7);
  });

  test('are asked about first under the other policy', async () => {
    await using story = await afterSeptember({ drift: 'ask' });
    const { world, bot } = story;
    edit(story);
    world.clock.set('2026-11-03T01:00:00Z');
    world.issue('2026-10', world.lines.october);
    const report = await bot.sync();
    const line = lineOf(report, 'Adventure Works', PREMIUM);
    expect(line.holds).toMatchObject([{ reason: 'drift', choices: ['overwrite', 'leave'] }]);
    const { planId } = customer(report, 'Adventure Works');
    await decideOnLine(bot.context, {
      workspaceId: WORKSPACE,
      planId,
      productKey: line.productKey,
      choice: 'overwrite',
      by: BOSS,
    });
    await bot.sync({ tenantIds: [world.tenants.adventure.id] });
    expect(seatsOn(story, 'adventure', world.products.premium.sku!, '2026-10-05')).toBe(6);
  });

  test('since the invoice was applied make a person’s sync wait for approval, and the timetable’s do nothing', async () => {
    await using story = await afterSeptember();
    edit(story);
    const before = written(story);
    expect((await story.bot.sync({ by: null })).result).toBe('No Change');
    const report = await story.bot.sync();
    expect(customer(report, 'Adventure Works').asks.join()).toContain('changed by hand');
    expect(written(story)).toBe(before);
  });
});

describe('services and subscriptions', () => {
  test('a name that is taken is found before writing; adopting the service lets the line through', async () => {
    await using story = await begin({ approval: 'never' });
    const { world, bot } = story;
    const name = `PC_${world.products.premium.sku}`;
    const foreign = world.autotask.book.addService({ name, billingCodeID: Number(world.billingCodeId) });
    world.issue('2026-09', world.lines.september);
    const report = await bot.sync();
    const line = lineOf(report, 'Contoso Ltd', PREMIUM);
    expect(line.holds).toMatchObject([{ reason: 'name-taken', choices: ['adopt-item', 'skip-item'] }]);
    expect(world.autotask.requests.writesOf('Services').some(write => write.body.name === name)).toBe(false);
    const { planId } = customer(report, 'Contoso Ltd');
    await decideOnLine(bot.context, {
      workspaceId: WORKSPACE,
      planId,
      productKey: line.productKey,
      choice: 'adopt-item',
      subject: String(foreign.id),
      by: BOSS,
    });
    const done = await bot.sync();
    expect(lineOf(done, 'Contoso Ltd', PREMIUM).standing).toBe('applied');
  });

  test('a retired product is an error for its line alone; mapping it lets it through', async () => {
    await using story = await begin({ approval: 'never' });
    const { world, bot } = story;
    const { fabrikam } = world.tenants;
    world.prism.book.forget(fabrikam.subscriptions.find(one => one.productName.includes('Standard'))!.id);
    const retired = world.lines.september.map(line =>
      line.offer.includes('Standard') ? { ...line, offer: 'Office 365 Small Business (retired)' } : line,
    );
    world.issue('2026-09', retired);
    const report = await bot.sync();
    const plan = customer(report, 'Fabrikam Pty Ltd');
    expect(plan.problems.map(one => one.says)).toEqual(
      Array(2).fill('Could not find source product or multiple matches'),
    );
    expect(plan.result).toBe('Failure');
    expect(plan.lines.some(line => line.standing === 'applied')).toBe(true);
    await decideOnLine(bot.context, {
      workspaceId: WORKSPACE,
      planId: plan.planId,
      productKey: world.products.standard.sku!,
      choice: 'map-product',
      subject: 'Office 365 Small Business (retired)',
      by: BOSS,
    });
    const done = await bot.sync({ tenantIds: [fabrikam.id] });
    expect(customer(done, 'Fabrikam Pty Ltd').problems).toEqual([]);
    expect(seatsOn(story, 'fabrikam', world.products.standard.sku!, '2026-09-06')).toBe(8);
  });

  test('a subscription that is missing but still active is held, and may be counted as cancelled', async () => {
    await using story = await afterSeptember();
    const { world, bot } = story;
    world.clock.set('2026-11-03T01:00:00Z');
    world.issue(
      '2026-10',
      world.lines.october.filter(line => line.customerName !== 'Adventure Works'),
    );
    const report = await bot.sync();
    const line = lineOf(report, 'Adventure Works', PREMIUM);
    expect(line.holds).toMatchObject([{ reason: 'missing-from-invoice' }]);
    expect(seatsOn(story, 'adventure', world.products.premium.sku!, '2026-10-01')).toBe(6);
    const subject = world.tenants.adventure.subscriptions[0]!.id;
    const { planId } = customer(report, 'Adventure Works');
    await decideOnLine(bot.context, {
      workspaceId: WORKSPACE,
      planId,
      productKey: line.productKey,
      choice: 'count-as-cancelled',
      subject,
      by: BOSS,
    });
    await bot.sync({ tenantIds: [world.tenants.adventure.id] });
    expect(seatsOn(story, 'adventure', world.products.premium.sku!, '2026-10-01')).toBe(0);
  });

  test('one that PRISM has cancelled takes its seats along from the month’s first day', async () => {
    await using story = await afterSeptember();
    const { world, bot } = story;
    world.clock.set('2026-11-03T01:00:00Z');
    world.prism.book.subscription(world.tenants.adventure.subscriptions[0]!.id).status = 'Cancelled';
    world.issue(
      '2026-10',
      world.lines.october.filter(line => line.customerName !== 'Adventure Works'),
    );
    const report = await bot.sync();
    expect(lineOf(report, 'Adventure Works', PREMIUM).changes).toMatchObject([
      { effective: '2026-10-01', delta: -6, done: true },
    ]);
  });

  test('a customer in shadow mode is planned and reported, and nothing is written', async () => {
    await using story = await begin({ approval: 'never' });
    const { world, bot } = story;
    for (const one of world.mappings) await saveMapping(bot.context.db, WORKSPACE, { ...one, shadow: true });
    world.issue('2026-09', world.lines.september);
    const report = await bot.approve(await bot.sync());
    expect(written(story)).toBe(0);
    expect(lineOf(report, 'Contoso Ltd', PREMIUM).standing).toBe('waiting');
    expect(customer(report, 'Contoso Ltd').tie.balanced).toBe(true);
  });
});

describe('the API user', () => {
  test('locked in mid-run stops the run at once; unlocked, the next one finishes it', async () => {
    await using story = await begin({ approval: 'never' });
    const { world, bot } = story;
    world.issue('2026-09', world.lines.september);
    world.autotask.faults.add(
      'create ContractServiceAdjustments',
      { kind: 'status', status: 401 },
      { skip: 2 },
    );
    const report = await bot.sync();
    expect(report.result).toBe('Failure');
    const words = report.customers
      .flatMap(one => one.lines)
      .flatMap(line => line.problems)
      .map(one => one.words);
    expect(words.join()).toContain('Status code: Unauthorized');
    const refused = world.autotask.requests.all.filter(one => one.status === 401).length;
    expect(refused).toBeLessThanOrEqual(3);

    world.autotask.faults.clear();
    const done = await bot.sync();
    expect(done.facts.problems).toEqual([]);
    expect(done.customers.flatMap(one => one.lines).flatMap(line => line.problems)).toEqual([]);
    expect(seatsOn(story, 'contoso', world.products.premium.sku!, '2026-09-10')).toBe(6);
    expect(seatsOn(story, 'adventure', world.products.premium.sku!, '2026-09-15')).toBe(6);
  });

  test('with a wrong secret is one attempt', async () => {
    await using story = await begin({ approval: 'never' });
    const { world, bot } = story;
    world.issue('2026-09', world.lines.september);
    world.autotask.user.secret = 'changed by somebody';
    world.autotask.requests.clear();
    const report = await bot.sync();
    expect(report.result).toBe('Failure');
    expect(report.facts.problems).toMatchObject([{ code: 'unauthorized' }]);
    expect(world.autotask.requests.all.filter(one => one.status === 401).length).toBeLessThanOrEqual(2);
  });
});
