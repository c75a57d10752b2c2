import { roundTo } from '../../../src/plan/numbers/decimal.ts';
import type { RunReport } from '../../../src/plan/tally/reports.ts';
import { saveMapping } from '../../../src/store/mappings.ts';
import { decideOnLine } from '../../../src/sync/decide.ts';
import { BOSS, WORKSPACE } from '../../support/bot.ts';
import type { LineRecord } from '../prism/book.ts';
import * as build from '../prism/builders.ts';
import type { Stage } from './stage.ts';

/** November, December and January go wrong in every way we know; each time it is said what happened and what to do. */
export async function trouble(stage: Stage): Promise<void> {
  await files(stage);
  await contractsAndNames(stage);
  await older(stage);
  await posted(stage);
  await lockedUser(stage);
  await revised(stage);
  await tenfold(stage);
}

const PREMIUM = { cost: '20', retail: '25' };

/** What Contoso keeps from November on besides its Premium seats. */
function kept(world: Stage['world'], month: string): LineRecord[] {
  const { contoso } = world.tenants;
  const defender = contoso.subscriptions.find(one => one.productName.includes('Defender'))!;
  return [
    world.seats('contoso', defender, { cost: '2.8', retail: '3.5' })(month, 6),
    { ...world.seats('contoso', defender, { cost: '22.4', retail: '28' })(month, 4), ...retired(contoso) },
  ];
}

/** A subscription that PRISM still bills and does not list any more, of a product that left the price list. */
const retired = (contoso: { domain: string | null }) => ({
  subscriptionId: build.guid('a subscription of 2019'),
  offer: 'Office 365 Midsize Business',
  customerName: 'Contoso Ltd',
  domain: contoso.domain ?? '',
});

const reportOf = (report: RunReport, name: string) =>
  report.customers.find(one => one.tenants.some(tenant => tenant.name === name))!;

async function decide(
  { bot }: Stage,
  report: RunReport,
  name: string,
  choice: Parameters<typeof decideOnLine>[1]['choice'],
  about: { productKey: string | null; subject?: string; month?: string },
): Promise<void> {
  const { planId } = reportOf(report, name);
  await decideOnLine(bot.context, { workspaceId: WORKSPACE, planId, choice, by: BOSS, ...about });
}

async function files({ world, bot, chapter, say, show }: Stage): Promise<void> {
  chapter('A draft, a web page, a torn file');
  world.clock.set('2026-12-03T01:00:00Z');
  const invoice = world.issue('2026-11', world.lines.november, { status: 'Draft' });
  const writes = world.autotask.requests.writes.length;
  say('PRISM has November’s invoice as a draft. The nightly check looks:');
  show(await bot.sync({ by: null }));
  world.prism.book.approve(invoice.id);
  world.prism.faults.add('csv', { kind: 'html' });
  say('\nNow it is approved, but PRISM answers with a web page:');
  show(await bot.sync());
  world.prism.faults.add('csv', { kind: 'cut', how: 'mid-row' });
  say('\nThe file breaks off:');
  show(await bot.sync());
  invoice.lines = [];
  say('\nThe file has no lines. That is never green:');
  show(await bot.sync());
  invoice.lines = world.lines.november;
  say(`\nWrites sent in all this: ${world.autotask.requests.writes.length - writes}.`);
}

async function contractsAndNames(stage: Stage): Promise<void> {
  const { world, bot, chapter, say, show } = stage;
  const { book } = world.autotask;
  const { contoso, fabrikam, adventure } = world.tenants;
  chapter(
    'A contract that ended, a product that is gone, a name that is taken, a hand, a missing subscription',
  );
  book.editContract(world.contracts.adventure.id, { endDate: '2026-10-31' });
  const defender = build.product({ name: 'Microsoft Defender for Business', cost: '2.8', retail: '3.5' });
  const bought = build.subscription({ product: defender, quantity: 6 });
  bought.id = build.guid('contoso defender');
  contoso.subscriptions.push(bought);
  world.prism.book.priceLists[0]!.products.push(defender);
  const taken = book.addService({ name: `PC_${defender.sku}`, billingCodeID: Number(world.billingCodeId) });
  const standard = book.contractServices
    .all()
    .find(
      line =>
        line.contractID === world.contracts.fabrikam.id &&
        book.services.get(line.serviceID).name === `PC_${world.products.standard.sku}`,
    )!;
  book.adjust({ contractServiceId: standard.id, effective: '2026-11-05', delta: 2 });
  const e3 = world.lines.november.find(line => line.offer === 'Office 365 E3')!;
  const midsize = { ...e3, ...retired(contoso) };
  const november = [
    ...world.lines.november.filter(line => line.offer !== 'Office 365 E3'),
    world.seats('contoso', bought, defender)('2026-11', 6),
    midsize,
  ];
  world.prism.book.invoices.find(one => one.periodStart === '2026-11-01')!.lines = november;
  const first = show(await bot.sync());

  say(
    '\nWhat each message asks for is done: the contract is extended, the service adopted, the product mapped; E3 is counted as cancelled.',
  );
  book.editContract(world.contracts.adventure.id, { endDate: '2027-12-31' });
  await decide(stage, first, 'Contoso Ltd', 'adopt-item', {
    productKey: defender.sku!,
    subject: String(taken.id),
  });
  await decide(stage, first, 'Contoso Ltd', 'map-product', {
    productKey: world.products.standard.sku!,
    subject: midsize.offer,
  });
  await decide(stage, first, 'Fabrikam Pty Ltd', 'count-as-cancelled', {
    productKey: `P1Y:M:${world.products.e3Yearly.sku}`,
    subject: fabrikam.subscriptions.find(one => one.productName === 'Office 365 E3')!.id,
  });
  show(await bot.approve(await bot.sync()));

  say('\nWhile Adventure Works’ contract is inactive:');
  book.editContract(world.contracts.adventure.id, { status: 0 });
  show(await bot.sync({ tenantIds: [adventure.id] }));
  book.editContract(world.contracts.adventure.id, { status: 1 });
  say('\nAnd while the customer is mapped to a Fixed Price contract:');
  const fixed = book.addContract({
    companyID: world.contracts.adventure.companyID,
    contractType: 3,
    contractName: 'Website project',
  });
  const mapped = world.mappings.find(one => one.tenantId === adventure.id)!;
  await saveMapping(bot.context.db, WORKSPACE, { ...mapped, agreementId: String(fixed.id) });
  show(await bot.sync({ tenantIds: [adventure.id] }));
  await saveMapping(bot.context.db, WORKSPACE, mapped);
}

async function posted(stage: Stage): Promise<void> {
  const { world, bot, chapter, say, show } = stage;
  chapter('December’s periods are approved and posted before its invoice comes');
  world.clock.set('2027-01-03T01:00:00Z');
  for (const { id } of Object.values(world.contracts)) world.autotask.book.post(id, '2026-12-01');
  const december = [
    ...kept(world, '2026-12'),
    world.seats('contoso', world.tenants.contoso.subscriptions[0]!, PREMIUM)('2026-12', 6, 1, 9),
    world.seats('contoso', world.tenants.contoso.subscriptions[0]!, PREMIUM)('2026-12', 7, 10),
    world.seats('adventure', world.tenants.adventure.subscriptions[0]!, PREMIUM)('2026-12', 8),
  ];
  world.issue('2026-12', december);
  const { contoso, adventure } = world.tenants;
  say('Under the policy “hold”, Contoso:');
  const held = show(await bot.sync({ tenantIds: [contoso.id] }));
  say('\nThe clerk chooses the next open period:');
  await decide(stage, held, 'Contoso Ltd', 'next-open-period', { productKey: world.products.premium.sku! });
  show(await bot.approve(await bot.sync({ tenantIds: [contoso.id] })));
  say('\nUnder the policy “next open period”, Adventure Works:');
  await bot.settle({ posted: 'next-open-period' });
  show(await bot.approve(await bot.sync({ tenantIds: [adventure.id] })));
  await bot.settle({ posted: 'hold' });
}

async function lockedUser({ world, bot, chapter, say, show }: Stage): Promise<void> {
  chapter('The API user is locked in the middle of a run');
  world.clock.set('2027-02-03T01:00:00Z');
  world.issue('2027-01', [
    world.seats('contoso', world.tenants.contoso.subscriptions[0]!, PREMIUM)('2027-01', 8),
    ...kept(world, '2027-01'),
    world.seats('adventure', world.tenants.adventure.subscriptions[0]!, PREMIUM)('2027-01', 9),
  ]);
  await bot.settle({ approval: 'never' });
  world.autotask.faults.add(
    'create ContractServiceAdjustments',
    { kind: 'status', status: 401 },
    { skip: 1, times: 99 },
  );
  const both = [world.tenants.contoso.id, world.tenants.adventure.id];
  show(await bot.sync({ tenantIds: both }));
  world.autotask.faults.clear();
  say('\nUnlocked, and Retry failed:');
  show(await bot.sync({ tenantIds: both }));
}

async function revised({ world, bot, chapter, show }: Stage): Promise<void> {
  chapter('An invoice that was applied is changed afterwards: approval, whatever the policy');
  const invoice = world.prism.book.invoices.at(-1)!;
  const [contoso] = [...invoice.lines];
  const ten = world.seats('adventure', world.tenants.adventure.subscriptions[0]!, PREMIUM)('2027-01', 10);
  world.prism.book.revise(invoice.id, [contoso!, ...kept(world, '2027-01'), ten]);
  const report = show(await bot.sync({ by: null, tenantIds: [world.tenants.adventure.id] }));
  show(await bot.approve(report));
}

/** It comes late, in December. */
async function older(stage: Stage): Promise<void> {
  const { world, bot, chapter, say, show } = stage;
  chapter('An invoice older than what was applied');
  const { contoso } = world.tenants;
  const mapped = world.mappings.find(one => one.tenantId === contoso.id)!;
  await saveMapping(bot.context.db, WORKSPACE, { ...mapped, startMonth: '2026-08' });
  world.issue('2026-08', [world.seats('contoso', contoso.subscriptions[0]!, PREMIUM)('2026-08', 3)], {
    issued: '2026-12-02',
  });
  const report = show(await bot.sync({ tenantIds: [contoso.id] }));
  say('\nOn approval it is applied to its own days, and September stays as it is:');
  await decide(stage, report, 'Contoso Ltd', 'own-days', { productKey: null, month: '2026-08' });
  show(await bot.approve(await bot.sync({ tenantIds: [contoso.id] })));
}

async function tenfold({ world, bot, chapter, say, show }: Stage): Promise<void> {
  chapter('Ten times the seats: stopped before the first write');
  world.clock.set('2027-03-03T01:00:00Z');
  await bot.settle({ approval: 'first-and-unsafe' });
  const writes = world.autotask.requests.writes.length;
  const line = world.seats('adventure', world.tenants.adventure.subscriptions[0]!, {
    cost: '20',
    retail: '25',
  })('2027-02', 100);
  world.issue('2027-02', [{ ...line, subTotal: roundTo(line.subTotal, 2) }]);
  show(await bot.sync({ tenantIds: [world.tenants.adventure.id] }));
  say(`\nWrites sent: ${world.autotask.requests.writes.length - writes}.`);
}
