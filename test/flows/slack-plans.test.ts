import { describe, expect, test } from 'vitest';
import { listRuns } from '../../src/store/runs.ts';
import * as build from '../sandbox/prism/builders.ts';
import { type Office, openOffice } from '../support/office.ts';

const DAY = 24 * 60 * 60_000;

async function september(settings: Parameters<typeof openOffice>[0] = {}): Promise<Office> {
  const office = await openOffice(settings);
  office.world.issue('2026-09', office.world.lines.september);
  return office;
}

const writes = ({ world }: Office): number => world.autotask.requests.writes.length;

describe('a preview', () => {
  test('of a customer shows the plan and writes nothing, also no missing services', async () => {
    await using office = await september();
    const viewer = office.person('viewer');
    await viewer.type('/prism preview contoso');
    await office.app.idle();
    expect(viewer.modal()).toContain('Reading PRISM and Autotask…');
    await office.work();
    expect(viewer.modal()).toContain('Microsoft 365 Business Premium 0 → 4 from 01 Sep 2026');
    expect(viewer.modal()).toContain('A preview: nothing was written');
    expect(viewer.modal()).not.toContain('[Approve plan]');
    expect(viewer.modal()).not.toContain('[Sync]');
    expect(writes(office)).toBe(0);
    expect(await listRuns(office.context.db, office.workspaceId, { limit: 9 })).toEqual([]);
    expect(office.slack.findings).toEqual([]);
  });

  test('leads an operator on to the sync, whose plan is made anew', async () => {
    await using office = await september();
    const clerk = office.person('clerk');
    await clerk.type('/prism preview adventure works');
    await office.work();
    await clerk.click('Sync');
    await office.work();
    await clerk.close({ all: true });
    expect(clerk.channel()).toContain('Approval needed · September 2026 · 1 customer');
  });

  test('of a name that fits several asks which, and of one that fits none says so', async () => {
    await using office = await september();
    const clerk = office.person('clerk');
    await clerk.type('/prism preview o');
    await office.work();
    expect(clerk.answer()).toContain('3 customers fit “o”');
    await clerk.click('Preview', { near: 'Fabrikam' });
    await office.work();
    expect(clerk.modal()).toContain('Fabrikam Pty Ltd · September 2026');
    await clerk.close({ all: true });
    await clerk.type('/prism preview wingtip');
    await office.work();
    expect(clerk.answer()).toContain('No mapped customer fits “wingtip”.');
    expect(clerk.answer()).toContain('[Map]');
  });

  test('that PRISM does not answer says so in its window', async () => {
    await using office = await september();
    office.world.prism.faults.add('invoices', { kind: 'status', status: 503 }, { times: 50 });
    const clerk = office.person('clerk');
    await clerk.type('/prism preview contoso');
    await office.work();
    expect(clerk.modal()).toContain('Reference');
    expect(clerk.modal()).not.toContain('Reading PRISM and Autotask…');
  });

  test('of the products is paged, narrowed down, and leads to their sync', async () => {
    await using office = await september({ settings: { productMode: 'all' } });
    const { book } = office.world.prism;
    book.priceLists[0]!.products.push(
      ...Array.from({ length: 60 }, (_, at) =>
        build.product({ name: `Made up product ${String(at).padStart(2, '0')}`, cost: '1', retail: '2' }),
      ),
    );
    const clerk = office.person('clerk');
    await clerk.type('/prism preview products');
    await office.work();
    expect(clerk.modal()).toContain('66 products · 65 to create');
    expect(clerk.modal()).toMatch(/Page 1 of \d/);
    await clerk.click('Next ›');
    await office.work();
    expect(clerk.modal()).toMatch(/Page 2 of \d/);
    await clerk.fill('Filter', 'product 42');
    await office.work();
    expect(clerk.modal()).toContain('Made up product 42');
    expect(clerk.modal()).not.toContain('Made up product 41');
    expect(writes(office)).toBe(0);
    await clerk.click('Sync products');
    await office.work();
    await clerk.close({ all: true });
    expect(clerk.channel()).toContain('Success · 65 products synced');
    expect(office.slack.findings).toEqual([]);
  });
});

describe('a sync that is asked for', () => {
  test('says what has to be done first, with the button that leads there', async () => {
    await using office = await openOffice({ connected: false });
    const clerk = office.person('clerk');
    await clerk.type('/prism sync');
    await office.work();
    expect(clerk.answer()).toContain('PRISM and Autotask is not connected yet.');
    expect(clerk.answer()).toContain('[Connect]');
  });

  test('while syncing is paused offers to resume', async () => {
    await using office = await september({ settings: { syncOn: false } });
    const clerk = office.person('clerk');
    await clerk.type('/prism sync');
    await office.work();
    expect(clerk.answer()).toContain('Syncing is paused.');
    expect(clerk.answer()).toContain('[Resume]');
  });

  test('with nobody mapped leads to the map', async () => {
    await using office = await openOffice({ mapped: false });
    const clerk = office.person('clerk');
    await clerk.type('/prism sync');
    await office.work();
    expect(clerk.answer()).toContain('No customer is mapped yet');
  });
});

describe('a plan that was overtaken', () => {
  test('by a newer one is not approved, and its button says so', async () => {
    await using office = await september();
    const clerk = office.person('clerk');
    await clerk.type('/prism sync contoso');
    await office.work();
    await clerk.click('Show changes', { near: 'Contoso Ltd' });
    await office.work();
    const other = office.person('boss');
    await other.type('/prism sync contoso');
    await office.work();
    const before = writes(office);
    await clerk.click('Approve plan');
    await office.work();
    expect(clerk.modal()).toContain('replaced by a newer one');
    expect(writes(office)).toBe(before);
  });

  test('by time is not approved', async () => {
    await using office = await september();
    const clerk = office.person('clerk');
    await clerk.type('/prism sync contoso');
    await office.work();
    await clerk.click('Show changes', { near: 'Contoso Ltd' });
    await office.work();
    office.world.clock.advance(8 * DAY);
    await clerk.click('Approve plan');
    await office.work();
    expect(clerk.modal()).toContain('expired before anybody approved it');
    expect(writes(office)).toBe(0);
  });
});

describe('what is held', () => {
  test('is listed with its money; a choice is noted once and takes effect with the next sync', async () => {
    await using office = await september({ settings: { approval: 'never' } });
    const clerk = office.person('clerk');
    await clerk.type('/prism sync');
    await office.work();
    await clerk.type('/prism held');
    await office.work();
    expect(clerk.answer()).toContain('supplier cost waiting -7.74 AUD');
    expect(clerk.answer()).toContain('is a credit of -7.74');
    await clerk.click('Leave');
    await office.work();
    expect(clerk.answer()).toContain('Leave is noted. It takes effect with the next sync.');
    await clerk.type('/prism held');
    await office.work();
    expect(clerk.answer()).toContain(`Decided by @`);
    await clerk.click('Sync now', { near: 'Contoso Ltd' });
    await office.work();
    await clerk.type('/prism held');
    await office.work();
    expect(clerk.answer()).toContain('Nothing is held');
    expect(office.slack.findings).toEqual([]);
  });

  test('is looked at by viewers without buttons', async () => {
    await using office = await september({ settings: { approval: 'never' } });
    await office.person('clerk').type('/prism sync');
    await office.work();
    const viewer = office.person('viewer');
    await viewer.type('/prism held');
    await office.work();
    expect(viewer.answer()).toContain('is a credit of -7.74');
    expect(viewer.answer()).not.toContain('[Leave]');
  });

  test('services of the former product are adopted together', async () => {
    await using office = await september({ settings: { productMode: 'all' } });
    const { premium, standard } = office.world.products;
    for (const { sku } of [premium, standard])
      office.world.autotask.book.addService({
        name: `CP_${sku}`,
        billingCodeID: Number(office.world.billingCodeId),
      });
    const clerk = office.person('clerk');
    await clerk.type('/prism preview products');
    await office.work();
    await clerk.click('Adopt all');
    await office.work();
    expect(clerk.modal()).toContain('2 services adopted.');
    await clerk.click('Sync products');
    await office.work();
    await clerk.close({ all: true });
    expect(clerk.channel()).toMatch(/\d products? synced/);
    await clerk.type('/prism preview products');
    await office.work();
    expect(clerk.modal()).not.toContain('Adopt all');
  });
});

test('a plan of another workspace cannot be approved, rejected or looked at', async () => {
  await using here = await september();
  await using there = await september();
  await there.person('clerk').type('/prism sync');
  await there.work();
  const clerk = here.person('clerk');
  await clerk.type('/prism sync');
  await here.work();
  // The message here carries the ids of the plans there.
  const foreign = there.slack.book.messages.findLast(({ blocks }) =>
    JSON.stringify(blocks).includes('approve-plan'),
  )!;
  const shown = here.slack.book.messages.findLast(({ blocks }) =>
    JSON.stringify(blocks).includes('approve-plan'),
  )!;
  shown.blocks = foreign.blocks;
  await clerk.click('Approve plan', { in: 'thread', nth: 0 });
  await here.work();
  expect(clerk.answer()).toContain('That plan is not here.');
  await clerk.click('Show changes', { in: 'thread', nth: 0 });
  await here.work();
  expect(clerk.modal()).toContain('That plan is not here.');
  expect(there.world.autotask.requests.writes).toEqual([]);
  expect(here.world.autotask.requests.writes).toEqual([]);
});
