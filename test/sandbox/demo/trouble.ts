import { roundTo } from '../../../src/plan/numbers/decimal.ts';
import type { LineRecord } from '../prism/book.ts';
import * as build from '../prism/builders.ts';
import { approveAll } from './months.ts';
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

const sync = ({ clerk, scene }: Stage, of = ''): Promise<void> =>
  scene(clerk, () => clerk.type(`/prism sync ${of}`.trim()));

/** A choice beneath something held, and the sync that it takes effect with. */
async function decide({ clerk, scene }: Stage, choice: string, near: string): Promise<void> {
  await scene(clerk, () => clerk.click(choice, { in: 'message', near }));
}

/** What Contoso keeps from November on besides its Premium seats. */
function kept(world: Stage['office']['world'], month: string): LineRecord[] {
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

async function files(stage: Stage): Promise<void> {
  const { office, chapter, say } = stage;
  const { world } = office;
  chapter('A draft, a web page, a torn file');
  world.clock.set('2026-12-03T01:00:00Z');
  const invoice = world.issue('2026-11', world.lines.november, { status: 'Draft' });
  const writes = world.autotask.requests.writes.length;
  say('PRISM has November’s invoice as a draft:');
  await sync(stage);
  world.prism.book.approve(invoice.id);
  world.prism.faults.add('csv', { kind: 'html' }, { times: 9 });
  say('Now it is approved, but PRISM answers with a web page:');
  await sync(stage);
  world.prism.faults.clear();
  world.prism.faults.add('csv', { kind: 'cut', how: 'mid-row' }, { times: 9 });
  say('The file breaks off:');
  await stage.scene(stage.clerk, () => stage.clerk.click('Retry failed', { in: 'message', nth: 0 }));
  world.prism.faults.clear();
  invoice.lines = [];
  say('The file has no lines. That is never green:');
  await sync(stage);
  invoice.lines = world.lines.november;
  say(`Writes sent in all this: ${world.autotask.requests.writes.length - writes}.`);
}

async function contractsAndNames(stage: Stage): Promise<void> {
  const { office, clerk, chapter, say, scene } = stage;
  const { world } = office;
  const { book } = world.autotask;
  const { contoso } = world.tenants;
  chapter(
    'A contract that ended, a product that is gone, a name that is taken, a hand, a missing subscription',
  );
  book.editContract(world.contracts.adventure.id, { endDate: '2026-10-31' });
  const defender = build.product({ name: 'Microsoft Defender for Business', cost: '2.8', retail: '3.5' });
  const bought = build.subscription({ product: defender, quantity: 6 });
  bought.id = build.guid('contoso defender');
  contoso.subscriptions.push(bought);
  world.prism.book.priceLists[0]!.products.push(defender);
  book.addService({ name: `PC_${defender.sku}`, billingCodeID: Number(world.billingCodeId) });
  const standard = book.contractServices
    .all()
    .find(
      line =>
        line.contractID === world.contracts.fabrikam.id &&
        book.services.get(line.serviceID).name === `PC_${world.products.standard.sku}`,
    )!;
  book.adjust({ contractServiceId: standard.id, effective: '2026-11-05', delta: 2 });
  const e3 = world.lines.november.find(line => line.offer === 'Office 365 E3')!;
  world.prism.book.invoices.find(one => one.periodStart === '2026-11-01')!.lines = [
    ...world.lines.november.filter(line => line.offer !== 'Office 365 E3'),
    world.seats('contoso', bought, defender)('2026-11', 6),
    { ...e3, ...retired(contoso) },
  ];
  await sync(stage);

  say('What each message asks for is done, beneath it:');
  await decide(stage, 'Adopt this service', 'Microsoft Defender for Business');
  await scene(clerk, () =>
    clerk.click('Map product', { in: 'message', near: 'Office 365 Midsize Business' }),
  );
  await scene(clerk, async () => {
    await clerk.choose('Product', 'Microsoft 365 Business Standard');
    await clerk.submit();
  });
  await clerk.close({ all: true });
  await decide(stage, 'Count as cancelled', 'Office 365 E3');
  say('The contract is extended in Autotask, and everybody is synced again:');
  book.editContract(world.contracts.adventure.id, { endDate: '2027-12-31' });
  await sync(stage);
  await approveAll(stage);

  say('While Adventure Works’ contract is inactive:');
  book.editContract(world.contracts.adventure.id, { status: 0 });
  await sync(stage, 'adventure works');
  book.editContract(world.contracts.adventure.id, { status: 1 });
}

/** It comes late, in December. */
async function older(stage: Stage): Promise<void> {
  const { office, clerk, chapter, say, scene } = stage;
  const { world } = office;
  chapter('An invoice older than what was applied');
  const { contoso } = world.tenants;
  world.issue('2026-08', [world.seats('contoso', contoso.subscriptions[0]!, PREMIUM)('2026-08', 3)], {
    issued: '2026-12-02',
  });
  say('Contoso is to begin with August after all:');
  await scene(clerk, () => clerk.type('/prism map contoso'));
  await scene(clerk, () => clerk.click('Edit', { near: 'Contoso Ltd' }));
  await scene(clerk, async () => {
    await clerk.choose('Start with', 'August 2026');
    await clerk.submit();
  });
  await clerk.close({ all: true });
  await sync(stage, 'contoso');
  say('An older invoice is applied to its own days only, and September stays as it is:');
  await decide(stage, 'Apply to its own days', 'Contoso Ltd');
  await sync(stage, 'contoso');
  await approveAll(stage);
}

async function posted(stage: Stage): Promise<void> {
  const { office, chapter, say } = stage;
  const { world } = office;
  chapter('December’s periods are approved and posted before its invoice comes');
  world.clock.set('2027-01-03T01:00:00Z');
  for (const { id } of Object.values(world.contracts)) world.autotask.book.post(id, '2026-12-01');
  world.issue('2026-12', [
    ...kept(world, '2026-12'),
    world.seats('contoso', world.tenants.contoso.subscriptions[0]!, PREMIUM)('2026-12', 6, 1, 9),
    world.seats('contoso', world.tenants.contoso.subscriptions[0]!, PREMIUM)('2026-12', 7, 10),
    world.seats('adventure', world.tenants.adventure.subscriptions[0]!, PREMIUM)('2026-12', 8),
  ]);
  say('Under the policy “hold”, Contoso:');
  await sync(stage, 'contoso');
  say('Kim chooses the next open period:');
  await decide(stage, 'Next open period', 'Microsoft 365 Business Premium');
  await sync(stage, 'contoso');
  await approveAll(stage);
}

async function lockedUser(stage: Stage): Promise<void> {
  const { office, clerk, chapter, say, scene } = stage;
  const { world } = office;
  chapter('The API user is locked while a run writes');
  world.clock.set('2027-02-03T01:00:00Z');
  world.issue('2027-01', [
    world.seats('contoso', world.tenants.contoso.subscriptions[0]!, PREMIUM)('2027-01', 8),
    ...kept(world, '2027-01'),
    world.seats('adventure', world.tenants.adventure.subscriptions[0]!, PREMIUM)('2027-01', 9),
  ]);
  await office.settle({ approval: 'never' });
  world.autotask.faults.add(
    'create ContractServiceAdjustments',
    { kind: 'status', status: 401 },
    { times: 99 },
  );
  await sync(stage, 'contoso');
  world.autotask.faults.clear();
  say('Unlocked, and Retry failed:');
  await scene(clerk, () => clerk.click('Retry failed', { in: 'message', nth: 0 }));
}

async function revised(stage: Stage): Promise<void> {
  const { office, chapter } = stage;
  const { world } = office;
  chapter('An invoice that was applied is changed afterwards: approval, whatever the policy');
  const invoice = world.prism.book.invoices.at(-1)!;
  const nine = world.seats('contoso', world.tenants.contoso.subscriptions[0]!, PREMIUM)('2027-01', 9);
  const [, ...others] = [...invoice.lines];
  world.prism.book.revise(invoice.id, [nine, ...others]);
  await sync(stage, 'contoso');
}

async function tenfold(stage: Stage): Promise<void> {
  const { office, chapter, say } = stage;
  const { world } = office;
  chapter('Ten times the seats: stopped before the first write');
  world.clock.set('2027-03-03T01:00:00Z');
  await office.settle({ approval: 'first-and-unsafe' });
  const writes = world.autotask.requests.writes.length;
  const line = world.seats('contoso', world.tenants.contoso.subscriptions[0]!, PREMIUM)('2027-02', 90);
  world.issue('2027-02', [{ ...line, subTotal: roundTo(line.subTotal, 2) }, ...kept(world, '2027-02')]);
  await sync(stage, 'contoso');
  say(`Writes sent: ${world.autotask.requests.writes.length - writes}.`);
}
