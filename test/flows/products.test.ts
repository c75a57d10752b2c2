/** The product sync, row by row of rules 2, against services that people touch. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { ProductReport } from '../../src/plan/tally/reports.ts';
import { adoptAll, decideOnLine } from '../../src/sync/decide.ts';
import * as build from '../sandbox/prism/builders.ts';
import { BOSS, WORKSPACE } from '../support/bot.ts';
import { begin, type Story } from '../support/story.ts';

let story: Story;
beforeEach(async () => {
  await story?.[Symbol.asyncDispose]();
  story = await begin({ productMode: 'all' });
});
afterAll(() => story[Symbol.asyncDispose]());

const sync = async (): Promise<ProductReport> => (await story.bot.syncProducts()).products!;
const service = (key: string) =>
  story.world.autotask.book.services.all().find(one => one.name === `PC_${key}`)!;
const outcome = (report: ProductReport, name: string) =>
  report.products.find(one => one.name === name)?.outcome;
const PREMIUM = 'Microsoft 365 Business Premium';

describe('services', () => {
  test('are made once with name, texts, prices and billing code, and left alone on the second round', async () => {
    const report = await sync();
    expect(report).toMatchObject({ result: 'Success', synced: 5, failed: 0 });
    const { premium } = story.world.products;
    expect(service(premium.sku!)).toMatchObject({
      unitPrice: '25',
      unitCost: '20',
      periodType: 2,
      isActive: true,
      billingCodeID: Number(story.world.billingCodeId),
    });
    const writes = story.world.autotask.requests.writes.length;
    expect(await sync()).toMatchObject({ result: 'No Change', synced: 0 });
    expect(story.world.autotask.requests.writes.length).toBe(writes);
  });

  test('are repriced in price and cost only, also when somebody renamed or deactivated them', async () => {
    await sync();
    const { premium } = story.world.products;
    const { id } = service(premium.sku!);
    story.world.autotask.book.editService(id, {
      name: 'M365 Premium (ours)',
      description: 'our words',
      isActive: false,
    });
    Object.assign(premium, { cost: '21.5', retail: '26.9' });
    expect(outcome(await sync(), PREMIUM)).toMatchObject({ kind: 'reprice' });
    expect(story.world.autotask.book.services.get(id)).toMatchObject({
      name: 'M365 Premium (ours)',
      description: 'our words',
      isActive: false,
      unitPrice: '26.9',
      unitCost: '21.5',
    });
    expect(story.world.autotask.requests.writes.at(-1)?.body).toEqual({
      id,
      unitPrice: 26.9,
      unitCost: 21.5,
    });
  });

  test('that were deleted are made anew and linked; a failed read never means deleted', async () => {
    await sync();
    const { premium } = story.world.products;
    story.world.autotask.faults.add('query Services', { kind: 'status', status: 503 }, { times: 50 });
    const failed = await story.bot.syncProducts();
    expect(failed.result).toBe('Failure');
    story.world.autotask.faults.clear();
    const { id } = service(premium.sku!);
    story.world.autotask.book.services.remove(id);
    expect(outcome(await sync(), PREMIUM)).toMatchObject({ kind: 'create' });
    expect(service(premium.sku!).id).not.toBe(id);
  });

  test('of products that left the price list are never touched', async () => {
    await sync();
    const { standard } = story.world.products;
    const list = story.world.prism.book.priceLists[0]!;
    list.products = list.products.filter(one => one !== standard);
    const report = await sync();
    expect(outcome(report, standard.name)).toBeUndefined();
    expect(service(standard.sku!).isActive).toBe(true);
  });

  test('of the former product are offered for adoption, all at once, and are then repriced as ours', async () => {
    const { premium, standard } = story.world.products;
    const add = (name: string) =>
      story.world.autotask.book.addService({
        name,
        billingCodeID: Number(story.world.billingCodeId),
        unitPrice: '1',
      });
    const former = add(`CP_${premium.sku}`);
    add(standard.sku!.toLowerCase());
    const report = await sync();
    expect(report.products.filter(one => one.outcome.kind === 'adopt').map(one => one.name)).toEqual([
      premium.name,
      standard.name,
    ]);
    expect(
      await adoptAll(story.bot.context, { workspaceId: WORKSPACE, planId: report.planId, by: BOSS }),
    ).toBe(2);
    expect(outcome(await sync(), PREMIUM)).toMatchObject({ kind: 'reprice' });
    expect(story.world.autotask.book.services.get(former.id)).toMatchObject({
      name: `CP_${premium.sku}`,
      unitPrice: '25',
    });
  });

  test('whose name is taken are held; skipped by decision they are left out visibly', async () => {
    const { premium } = story.world.products;
    story.world.autotask.book.addService({
      name: `PC_${premium.sku}`,
      billingCodeID: Number(story.world.billingCodeId),
    });
    const report = await sync();
    expect(report.result).toBe('Warning');
    expect(outcome(report, PREMIUM)).toMatchObject({ kind: 'held', hold: { reason: 'name-taken' } });
    const { planId } = report;
    await decideOnLine(story.bot.context, {
      workspaceId: WORKSPACE,
      planId,
      productKey: premium.sku!,
      choice: 'skip-item',
      by: BOSS,
    });
    expect(outcome(await sync(), PREMIUM)).toMatchObject({
      kind: 'excluded',
      exclusion: { reason: 'skipped' },
    });
  });

  test('whose name Autotask itself refuses say so in its own words', async () => {
    story.world.autotask.faults.add('create Services', {
      kind: 'status',
      status: 500,
      errors: [
        "Violation of UNIQUE KEY constraint 'IX_service'. Cannot insert duplicate key in object 'dbo.Service'. The duplicate key value is (*****). Error updating database for new entity records.",
      ],
    });
    const report = await sync();
    expect(report).toMatchObject({ result: 'Warning', failed: 0 });
    expect(report.products.find(one => one.problem)?.problem).toContain('IX_service');
  });

  test('whose cost may not be seen are compared by price alone, and that is said once', async () => {
    await sync();
    story.world.autotask.user.rights.costs = false;
    Object.assign(story.world.products.premium, { cost: '99' });
    const report = await sync();
    expect(report.notes).toHaveLength(1);
    expect(outcome(report, PREMIUM)).toMatchObject({ kind: 'right' });
  });
});

test('in use only, just the products of synced customers’ invoices are made', async () => {
  await story.bot.settle({ productMode: 'in-use', approval: 'never' });
  const list = story.world.prism.book.priceLists[0]!;
  list.products.push(build.product({ name: 'Power BI Pro', cost: '9', retail: '11' }));
  story.world.issue('2026-09', story.world.lines.september);
  await story.bot.sync();
  expect((await sync()).products.map(one => one.name)).not.toContain('Power BI Pro');
});
