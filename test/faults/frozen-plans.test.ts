/**
 * A plan that waited while the world moved: on approval exactly the changes whose ground moved are left out, people are
 * told which and why, the others are written, and the next sync offers a plan for what is so now.
 */
import { describe, expect, test } from 'vitest';
import type { Mapping } from '../../src/plan/settings.ts';
import type { LineReport, RunReport } from '../../src/plan/tally/reports.ts';
import { readRun } from '../../src/slack/outgoing/read-run.ts';
import { runThread } from '../../src/slack/ui/messages/run-thread.ts';
import { saveLink } from '../../src/store/catalogue.ts';
import { findMapping, saveMapping } from '../../src/store/mappings.ts';
import { excludeCustomer } from '../../src/sync/exclude-customer.ts';
import { BOSS, WORKSPACE } from '../support/bot.ts';
import { afterSeptember, begin, customer, lineOf, type Story, written } from '../support/story.ts';

const PREMIUM = 'Microsoft 365 Business Premium';
const ADVENTURE = 'Adventure Works';

const adventureLine = ({ world }: Story) =>
  world.autotask.book.contractServices.all().find(one => one.contractID === world.contracts.adventure.id)!;

/** A month's plans, each waiting for the boss. */
async function proposed({ world, bot }: Story, month: 'september' | 'october'): Promise<RunReport> {
  if (month === 'october') world.clock.set('2026-11-03T01:00:00Z');
  world.issue(month === 'september' ? '2026-09' : '2026-10', world.lines[month]);
  const report = await bot.sync();
  expect(report.customers.map(({ waiting }) => waiting)).toEqual([true, true, true]);
  return report;
}

const remap = async ({ bot, world }: Story, changed: Partial<Mapping>): Promise<void> => {
  const { db } = bot.context;
  const mapping = await findMapping(db, WORKSPACE, world.tenants.adventure.id);
  await saveMapping(db, WORKSPACE, { ...mapping!, ...changed });
};

/** Everything that the channel is told of a run beneath its message. */
async function toldOf({ bot }: Story, { run }: RunReport): Promise<string> {
  return JSON.stringify(runThread(await readRun(bot.context, WORKSPACE, run)));
}

/** Nothing of Adventure Works was written, and that is said with the reason; the others were written. */
async function expectLeft(story: Story, done: RunReport, why: RegExp): Promise<void> {
  const line = lineOf(done, ADVENTURE, PREMIUM);
  expect(line).toMatchObject({ standing: 'held', reason: 'stale' });
  const [hold] = line.holds;
  expect(hold).toMatchObject({ choices: ['check-again'], says: expect.stringMatching(why) });
  expect(await toldOf(story, done)).toContain(hold?.says);
  expect(customer(done, ADVENTURE).tie.balanced).toBe(true);
  for (const one of done.customers.filter(({ tenants }) => tenants[0]?.name !== ADVENTURE)) {
    expect(one.lines.map(({ reason }) => reason)).not.toContain('stale');
    expect(one.lines.map(({ standing }) => standing)).toContain('applied');
  }
}

type Move = (story: Story) => unknown;
/** What the next sync finds for the line, once it was approved where it asks; null: nothing is planned for it. */
type Then = Partial<Pick<LineReport, 'standing' | 'reason'>> | null;

const cases: [what: string, move: Move, why: RegExp, then: Then][] = [
  [
    'its contract is cut short inside the month',
    ({ world }) => world.autotask.book.editContract(world.contracts.adventure.id, { endDate: '2026-10-20' }),
    /for the end of its contract was moved to 20 Oct 2026/,
    { standing: 'failed', reason: 'outside-contract' },
  ],
  [
    'its contract is cut short later on',
    ({ world }) => world.autotask.book.editContract(world.contracts.adventure.id, { endDate: '2026-12-31' }),
    /for the end of its contract was moved to 31 Dec 2026/,
    { standing: 'applied' },
  ],
  [
    'its contract is made inactive',
    ({ world }) => world.autotask.book.editContract(world.contracts.adventure.id, { status: 0 }),
    /for its contract was made inactive/,
    { standing: 'failed' },
  ],
  [
    'a hand changes its quantity',
    story =>
      story.world.autotask.book.adjust({
        contractServiceId: adventureLine(story).id,
        effective: '2026-10-20',
        delta: 5,
      }),
    /for its quantity was changed in Autotask/,
    { standing: 'applied' },
  ],
  [
    'a hand changes its price',
    story =>
      story.world.autotask.book.adjust({
        contractServiceId: adventureLine(story).id,
        effective: '2026-10-01',
        unitPrice: '31',
      }),
    /for its price was changed in Autotask/,
    { standing: 'applied' },
  ],
  [
    'its month is posted',
    ({ world }) => world.autotask.book.post(world.contracts.adventure.id, '2026-10-01'),
    /for the days to 31 Oct 2026 were posted/,
    { standing: 'held', reason: 'posted' },
  ],
  [
    'its product is linked to another service',
    async story => {
      const { world, bot } = story;
      const { id, name } = world.autotask.book.addService({
        name: 'Business Premium, ours',
        billingCodeID: Number(world.billingCodeId),
        unitPrice: '25',
      });
      await saveLink(bot.context.db, WORKSPACE, {
        productKey: world.products.premium.sku!,
        itemId: String(id),
        itemName: name,
        origin: 'by-hand',
        at: world.clock.now(),
      });
    },
    /for its product was linked to another service/,
    { standing: 'applied' },
  ],
  [
    'its customer is mapped to another contract',
    async story => {
      const { book } = story.world.autotask;
      const { companyID } = story.world.contracts.adventure;
      const other = book.addContract({ companyID, contractName: 'Adventure Works new' });
      await remap(story, { agreementId: String(other.id), startMonth: '2026-10' });
    },
    /for its customer was mapped to another contract/,
    { standing: 'applied' },
  ],
  [
    'its customer’s sync is switched off',
    story => remap(story, { syncOn: false }),
    /for the sync of its customer was switched off/,
    null,
  ],
  [
    'its customer is only watched from now on',
    story => remap(story, { shadow: true }),
    /for its customer was set to be watched only/,
    { standing: 'waiting' },
  ],
  [
    'its customer is left out',
    ({ bot, world }) =>
      excludeCustomer(bot.context, {
        workspaceId: WORKSPACE,
        tenantId: world.tenants.adventure.id,
        because: 'Bills its own licences',
        by: BOSS,
      }),
    /for its customer was left out/,
    null,
  ],
];

describe('a plan that waits, and meanwhile', () => {
  test.each(cases)('%s, leaves that line and writes the others; the next one finds it', async (...given) => {
    const [, move, why, then] = given;
    await using story = await afterSeptember({ approval: 'always' });
    const asked = await proposed(story, 'october');
    await move(story);
    const { book } = story.world.autotask;
    const line = adventureLine(story);
    const stands = () => JSON.stringify([book.rowsOf(line.id), line.prices]);
    const before = stands();
    await expectLeft(story, await story.bot.approve(asked), why);
    expect(stands()).toBe(before);
    const next = await story.bot.approve(await story.bot.sync());
    if (then === null) expect(next.customers.map(one => one.tenants[0]?.name)).not.toContain(ADVENTURE);
    else expect(lineOf(next, ADVENTURE, PREMIUM)).toMatchObject(then);
    const writes = written(story);
    await story.bot.approve(await story.bot.sync());
    expect(written(story)).toBe(writes);
  });
});

describe('a first plan that waits, and meanwhile', () => {
  test('its customer is to have no prices written, sends none', async () => {
    await using story = await begin();
    const asked = await proposed(story, 'september');
    await remap(story, { strategy: 'quantity-only' });
    await expectLeft(story, await story.bot.approve(asked), /for its pricing strategy was changed/);
    const next = await story.bot.approve(await story.bot.sync());
    expect(lineOf(next, ADVENTURE, PREMIUM)).toMatchObject({
      standing: 'applied',
      changes: [{ delta: 6, unitPrice: null, unitCost: null }],
    });
  });

  test('a hand puts the service on the contract, leaves it', async () => {
    await using story = await begin();
    const { world, bot } = story;
    const asked = await proposed(story, 'september');
    const contoso = asked.customers.find(({ tenants }) => tenants[0]?.name === 'Contoso Ltd')!;
    await bot.approve({ ...asked, customers: [contoso] });
    const { book } = world.autotask;
    const service = book.services.all().find(({ name }) => name === `PC_${world.products.premium.sku}`)!;
    book.addContractService({ contractId: world.contracts.adventure.id, serviceId: service.id, units: 3 });
    await expectLeft(story, await bot.approve(asked), /for its quantity was changed in Autotask/);
    const next = await bot.approve(await bot.sync());
    expect(lineOf(next, ADVENTURE, PREMIUM)).toMatchObject({ standing: 'applied' });
  });

  test('somebody makes a service of the name it needs, holds what needs it, and offers to adopt it', async () => {
    await using story = await begin();
    const { world, bot } = story;
    const asked = await proposed(story, 'september');
    world.autotask.book.addService({
      name: `PC_${world.products.premium.sku}`,
      billingCodeID: Number(world.billingCodeId),
      unitPrice: '25',
    });
    const done = await bot.approve(asked);
    const line = lineOf(done, ADVENTURE, PREMIUM);
    expect(line).toMatchObject({ standing: 'held', reason: 'name-taken' });
    expect(line.holds.flatMap(({ choices }) => choices)).toEqual(['adopt-item', 'skip-item']);
    expect(await toldOf(story, done)).toContain(line.holds[0]?.says);
    expect(lineOf(done, 'Fabrikam Pty Ltd', 'Microsoft 365 Business Standard').standing).toBe('applied');
  });
});

test('a service that is deleted while a plan waits: Autotask’s words are told, and the next plan makes it anew', async () => {
  await using story = await begin();
  const { world, bot } = story;
  world.issue('2026-09', world.lines.september);
  // Products in use are known once the invoice was read.
  await bot.sync();
  await bot.syncProducts();
  const asked = await bot.sync();
  const { book } = world.autotask;
  const gone = book.services.all().find(({ name }) => name === `PC_${world.products.premium.sku}`);
  book.services.remove(gone!.id);
  const done = await bot.approve(asked);
  const line = lineOf(done, ADVENTURE, PREMIUM);
  expect(line).toMatchObject({ standing: 'failed', reason: 'invalid' });
  expect(await toldOf(story, done)).toContain(line.problems[0]?.words);
  expect(lineOf(done, 'Fabrikam Pty Ltd', 'Microsoft 365 Business Standard').standing).toBe('applied');
  const next = await bot.approve(await bot.sync());
  expect(lineOf(next, ADVENTURE, PREMIUM)).toMatchObject({ standing: 'applied', seats: { after: 6 } });
});

test('an invoice that is revised while its plan waits: the plan is replaced by the next sync, and cannot be approved any more', async () => {
  await using story = await afterSeptember({ approval: 'always' });
  const { world, bot } = story;
  const asked = await proposed(story, 'october');
  const [invoice] = asked.facts.invoices;
  const fewer = world.lines.october.map(line =>
    line.customerName === ADVENTURE ? { ...line, quantity: '5' } : line,
  );
  world.prism.book.revise(invoice!.id, fewer);
  const again = await bot.sync();
  expect(again.customers.map(({ waiting }) => waiting)).toContain(true);
  const writes = written(story);
  await bot.approve(asked);
  expect(written(story)).toBe(writes);
  const done = await bot.approve(again);
  expect(lineOf(done, ADVENTURE, PREMIUM)).toMatchObject({ standing: 'applied', seats: { after: 5 } });
});

test('an invoice that is revised and not looked at before its plan is approved: the difference is a plan of its own', async () => {
  await using story = await afterSeptember();
  const { world, bot } = story;
  await bot.settle({ approval: 'always' });
  const asked = await proposed(story, 'october');
  const [invoice] = asked.facts.invoices;
  const fewer = world.lines.october.map(line =>
    line.customerName === ADVENTURE ? { ...line, quantity: '5' } : line,
  );
  world.prism.book.revise(invoice!.id, fewer);
  const done = await bot.approve(asked);
  expect(lineOf(done, ADVENTURE, PREMIUM)).toMatchObject({ standing: 'applied', seats: { after: 7 } });
  await bot.settle({ approval: 'never' });
  const next = await bot.sync();
  expect(customer(next, ADVENTURE)).toMatchObject({ waiting: true });
  expect(customer(next, ADVENTURE).asks.join()).toContain('revised');
  expect(lineOf(await bot.approve(next), ADVENTURE, PREMIUM)).toMatchObject({ seats: { after: 5 } });
});
