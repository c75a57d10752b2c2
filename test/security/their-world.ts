/** A workspace that has one of everything that a button in Slack can be about. */
import type { Context } from '../../src/context.ts';
import { saveMapping } from '../../src/store/mappings.ts';
import { saveNames } from '../../src/store/names.ts';
import { savePerson } from '../../src/store/people.ts';
import { listPlans } from '../../src/store/plans.ts';
import { saveSettings } from '../../src/store/settings.ts';
import { drain } from '../../src/sync/drain.ts';
import { excludeCustomer } from '../../src/sync/exclude-customer.ts';
import { PROGRAM } from '../../src/sync/sync-context.ts';
import * as build from '../sandbox/prism/builders.ts';
import type { SlackSandbox } from '../sandbox/slack/index.ts';
import { startSmall } from '../sandbox/worlds/small.ts';
import { runIn, type Side } from './sides.ts';

/** What is theirs and nobody else's, as buttons and modals carry it. */
export type Theirs = {
  runs: Record<'products' | 'applied' | 'proposed' | 'preview', number>;
  /** `<plan id>|<checksum>` */
  proposed: string;
  plans: Record<'products' | 'applied' | 'proposed' | 'unmatched', string>;
  tenants: Record<'mapped' | 'paused' | 'excluded' | 'unmapped', string>;
  companyId: string;
  contractId: string;
  billingCodeId: string;
  chargeCodeId: string;
  /** An invoice that is not applied by itself. */
  creditId: string;
  vendorId: string;
  sku: string;
  sourceAgreementId: string;
  userId: string;
  groupId: string;
  channelId: string;
};

type TheirWorld = Awaited<ReturnType<typeof startSmall>> & { vendorId: string; creditId: string };

/** The small world, with a service of the former product, a vendor, and a line of a product that nobody knows. */
export async function theirWorld(): Promise<TheirWorld> {
  const world = await startSmall();
  const { products, tenants, lines, seats } = world;
  const { book } = world.autotask;
  book.addService({ name: `CP_${products.standard.sku}`, billingCodeID: Number(world.billingCodeId) });
  const vendor = book.addCompany({ companyName: 'Canary Distribution', companyType: 7 });
  const premium = tenants.contoso.subscriptions[0]!;
  world.issue('2026-09', [
    ...lines.september,
    {
      ...seats('contoso', premium, { cost: '9', retail: '11' })('2026-09', 1),
      ...{ subscriptionId: build.guid('nobody knows it'), offer: 'Canary Offer 2019' },
    },
  ]);
  const credit = world.issue(
    '2026-09',
    [seats('contoso', premium, { cost: '-9', retail: '-11' })('2026-09', 1)],
    {
      ...{ kind: 'Credit', number: 'CANARY-CREDIT-1' },
    },
  );
  return { ...world, vendorId: String(vendor.id), creditId: credit.id };
}

/** One of everything that something in Slack can be about. */
export async function everythingOf(
  context: Context,
  slack: SlackSandbox,
  world: TheirWorld,
  side: Side,
): Promise<Theirs> {
  const { db, clock } = context;
  const { id } = side;
  const by = side.members.clerk.id;
  const { tenants, products, contracts } = world;
  await saveSettings(db, id, PROGRAM, { productMode: 'all', approval: 'always' });
  const productsRun = await runIn(context, id, { kind: 'products', by });
  await saveSettings(db, id, PROGRAM, { approval: 'never' });
  const { contoso, fabrikam, adventure, tailspin } = tenants;
  world.autotask.faults.add('write', {
    ...{ kind: 'status', status: 500, errors: ['The canary is out of its cage'] },
  });
  const applied = await runIn(context, id, {
    ...{ kind: 'customers', by, tenantIds: [contoso.id, fabrikam.id] },
  });
  await saveSettings(db, id, PROGRAM, { approval: 'always' });
  const proposed = await runIn(context, id, { kind: 'customers', by, tenantIds: [adventure.id] });
  const preview = await runIn(context, id, { kind: 'customers', by, preview: true, tenantIds: [contoso.id] });
  const [fabrikamMapping] = world.mappings.filter(one => one.tenantId === fabrikam.id);
  await saveMapping(db, id, { ...fabrikamMapping!, syncOn: false });
  await excludeCustomer(context, { workspaceId: id, tenantId: tailspin.id, because: 'canary reason', by });
  const group = slack.addGroup({ teamId: id, handle: 'canary-clerks', members: [side.members.viewer.id] });
  const named = { kind: 'group' as const, id: group.id, role: 'viewer' as const };
  await savePerson(db, id, { ...named, namedBy: by, namedAt: clock.now() });
  await aPriceToCome(context, id, { id: contoso.id, name: contoso.customerName }, products.premium.sku ?? '');
  await drain(context, id);
  while ((await context.deliver()) > 0);

  const [productsPlan] = await listPlans(db, id, productsRun);
  const appliedPlans = await listPlans(db, id, applied);
  const [proposedPlan] = await listPlans(db, id, proposed);
  const ofContoso = appliedPlans.find(one => one.subject === String(contracts.contoso.id))!;
  return {
    runs: { products: productsRun, applied, proposed, preview },
    proposed: `${proposedPlan!.id}|${proposedPlan!.checksum}`,
    plans: {
      products: productsPlan!.id,
      applied: appliedPlans[0]!.id,
      proposed: proposedPlan!.id,
      unmatched: ofContoso.id,
    },
    tenants: {
      ...{ mapped: contoso.id, paused: fabrikam.id, excluded: tailspin.id, unmapped: adventure.id },
    },
    companyId: String(contracts.fabrikam.companyID),
    contractId: String(contracts.fabrikam.id),
    billingCodeId: world.billingCodeId,
    chargeCodeId: world.chargeCodeId ?? '',
    creditId: world.creditId,
    vendorId: world.vendorId,
    sku: products.standard.sku ?? '',
    sourceAgreementId: contoso.agreementId,
    userId: side.members.viewer.id,
    groupId: group.id,
    channelId: side.channel.id,
  };
}

async function aPriceToCome(
  { db, clock }: Context,
  workspaceId: string,
  customer: { id: string; name: string },
  sku: string,
): Promise<void> {
  const step = { before: '1', after: '2' };
  const detail = {
    ...{
      on: '2026-11-01',
      productKey: sku,
      name: 'Canary Price',
      sku,
      cost: step,
      price: step,
      margin: step,
    },
    customers: [{ tenantId: customer.id, customerName: customer.name, seats: '4' }],
    ...{ seats: '4', effect: '-4' },
  };
  const rows = [{ id: sku, parentId: null, name: 'Canary Price', detail }];
  await db.transaction().execute(tx => saveNames(tx, workspaceId, 'coming-price', rows, clock.now()));
}

/** Texts that stand in their rows, or are their secrets, and are nobody else’s. */
export function canariesOf(world: TheirWorld, side: Side, theirs: Theirs): string[] {
  const { autotask, prism, products, tenants } = world;
  const people = Object.values(side.members).map(({ id }) => id);
  const all = [
    ...Object.values(tenants).flatMap(one => [one.customerName, one.domain ?? '', one.id]),
    ...autotask.book.companies.all().map(one => one.companyName),
    ...autotask.book.contracts.all().map(one => one.contractName),
    ...Object.values(products).flatMap(one => [one.name, one.sku ?? '', one.productId]),
    ...prism.book.invoices.flatMap(one => [one.id, one.number]),
    ...prism.clients.flatMap(one => [one.clientId, one.clientSecret]),
    ...[autotask.user.userName, autotask.user.secret, autotask.user.integrationCode, autotask.url],
    ...[theirs.sourceAgreementId, ...Object.values(theirs.plans), theirs.proposed.split('|')[1]!],
    ...[
      'Cloud licences',
      'Cloud charges',
      'Northwind IT Services',
      'Canary Offer 2019',
      'Canary Price',
      'canary reason',
      'canary-clerks',
      'out of its cage',
    ],
    ...[side.id, side.token, side.channel.id, theirs.groupId, ...people],
  ];
  return [...new Set(all.filter(text => text.length > 5))];
}
