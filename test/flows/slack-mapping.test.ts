/** Mapping as people do it: the list of customers, the link modal, leaving out, pausing and resuming. */
import { describe, expect, test } from 'vitest';
import { listAudit } from '../../src/store/audit.ts';
import { findMapping, saveMapping } from '../../src/store/mappings.ts';
import { type Name, saveNames } from '../../src/store/names.ts';
import { listRuns } from '../../src/store/runs.ts';
import { refreshNames } from '../../src/sync/chores/refresh-names.ts';
import { request } from '../../src/sync/request.ts';
import { type Office, openOffice } from '../support/office.ts';

/** September's invoice is synced, and names were read after `arrange` changed the books. */
async function opened(arrange: (office: Office) => void = () => {}): Promise<Office> {
  const office = await openOffice({ settings: { approval: 'never' } });
  office.world.issue('2026-09', office.world.lines.september);
  arrange(office);
  const { context, workspaceId } = office;
  await request(context, { workspaceId, kind: 'customers', by: null });
  await office.work();
  await refreshNames(context, workspaceId);
  return office;
}

const mappingOf = ({ context, workspaceId, world }: Office, name: keyof Office['world']['tenants']) =>
  findMapping(context.db, workspaceId, world.tenants[name].id);

/** A company for Tailspin Toys with a usable contract and some that are not. */
function bookTailspin({ world }: Office): { id: number; companyID: number } {
  const { book } = world.autotask;
  const { id: companyID } = book.addCompany({ companyName: 'Tailspin Toys Pty Ltd' });
  const contract = (contractName: string, given = {}) =>
    book.addContract({ companyID, contractName, ...given });
  contract('Old cloud', { endDate: '2026-08-31' });
  contract('Paused cloud', { status: 0 });
  contract('Yearly cloud', { contractPeriodType: 5 });
  contract('Project', { contractType: 3, contractPeriodType: null });
  contract('Late cloud', { startDate: '2026-09-15', endDate: '2026-11-14' });
  return contract('Tailspin cloud');
}

describe('a customer that nobody mapped', () => {
  test('stands first with its money, is linked by the suggestion, warned about, and synced at once', async () => {
    let contract = { id: 0, companyID: 0 };
    await using office = await opened(one => {
      contract = bookTailspin(one);
    });
    const clerk = office.person('clerk');
    await clerk.type('/prism map');
    await office.work();
    const list = clerk.modal();
    expect(list).toContain('4 customers · 1 not mapped, with 40.00 AUD on the newest invoice');
    expect(list.indexOf('Tailspin Toys')).toBeLessThan(list.indexOf('Adventure Works'));
    expect(list).toMatch(
      /Adventure Works · .*\nCompany: Adventure Works · Contract: Adventure Works cloud services/,
    );

    await clerk.click('Edit', { near: 'Tailspin Toys' });
    await office.work();
    expect(clerk.modal()).toContain('Tailspin Toys Pty Ltd has the same name.');
    expect(clerk.modal()).toContain('Autotask company: <Search companies>');
    expect(clerk.modal()).toContain('Most recent invoice (September 2026)');
    expect(await clerk.options('Contract')).toEqual(['Choose a company first']);
    await clerk.click('Use this company');
    await office.work();
    expect(clerk.modal()).toContain('Autotask company: <Tailspin Toys Pty Ltd>');
    expect(await clerk.options('Contract')).toEqual([
      ...['Late cloud', 'Tailspin cloud', '✕ Old cloud', '✕ Paused cloud', '✕ Yearly cloud'],
    ]);
    expect(await clerk.options('Contract', 'TAIL')).toEqual(['Tailspin cloud']);
    expect(await clerk.options('Contract', 'nothing of the kind')).toEqual(['No such contract']);

    await clerk.choose('Contract', 'Old cloud');
    await office.work();
    expect(clerk.modal()).toContain('This contract cannot be used. It ended on 31 Aug 2026.');
    await clerk.submit();
    expect(clerk.errors()).toEqual({ Contract: 'It ended on 31 Aug 2026.' });
    await clerk.choose('Contract', 'Late cloud');
    await office.work();
    expect(clerk.modal()).toContain('not on the first of a month');
    expect(clerk.modal()).toContain('after the first day of September 2026');
    expect(clerk.modal()).toContain('ends on 14 Nov 2026');
    await clerk.choose('Contract', 'Tailspin cloud');
    await office.work();
    expect(clerk.modal()).not.toContain(':warning:');
    await clerk.choose('Pricing strategy', 'Cost only');
    await clerk.click('Save and sync now', { twice: true });
    await office.work();
    expect(clerk.modal()).toContain(
      'Tailspin Toys is billed on the contract Tailspin cloud of Tailspin Toys Pty Ltd, starting with September 2026.',
    );
    expect(clerk.modal()).toContain('Sync 2 was asked for.');
    const { context, workspaceId } = office;
    expect(await listRuns(context.db, workspaceId, { limit: 9 })).toHaveLength(2);
    expect(await mappingOf(office, 'tailspin')).toMatchObject({
      companyId: String(contract.companyID),
      agreementId: String(contract.id),
      strategy: 'cost-only',
      startMonth: '2026-09',
      syncOn: true,
    });
    const line = [...office.world.autotask.book.contractServices.all()].find(
      one => one.contractID === contract.id,
    );
    expect(office.world.autotask.book.quantityOn(line?.id ?? 0, '2026-09-15')).toBe(2);
    await clerk.close();
    expect(clerk.modal()).toContain('4 customers · 0 not mapped');
    expect(office.slack.findings).toEqual([]);
  });

  test('is not saved with Sync on and nothing chosen; the words stand next to the fields', async () => {
    await using office = await opened(bookTailspin);
    const clerk = office.person('clerk');
    await clerk.type('/prism map tailspin');
    await office.work();
    await clerk.click('Edit');
    await office.work();
    await clerk.submit();
    expect(clerk.errors()).toEqual({ 'Autotask company': 'Choose a company, or switch Sync off.' });
    await clerk.choose('Autotask company', 'Tailspin Toys Pty Ltd');
    await office.work();
    await clerk.submit();
    expect(clerk.errors()).toEqual({ Contract: 'Choose a contract, or switch Sync off.' });
    await clerk.click('Save and sync now');
    await office.work();
    expect(clerk.modal()).toContain('Choose a contract, or switch Sync off.');
    expect(await mappingOf(office, 'tailspin')).toBeUndefined();
    await clerk.choose('Sync', 'Off');
    await clerk.submit();
    await office.work();
    expect(clerk.modal()).toContain('Tailspin Toys is saved and not mapped to a contract yet.');
    expect(await mappingOf(office, 'tailspin')).toMatchObject({ agreementId: null, syncOn: false });
    expect(office.slack.findings).toEqual([]);
  });

  test('another company takes its contracts with it', async () => {
    await using office = await opened(bookTailspin);
    const clerk = office.person('clerk');
    await clerk.type('/prism map tailspin');
    await office.work();
    await clerk.click('Edit');
    await office.work();
    await clerk.choose('Autotask company', 'Tailspin Toys Pty Ltd');
    await office.work();
    await clerk.choose('Contract', 'Tailspin cloud');
    await clerk.choose('Shadow mode', 'Plan and report, write nothing');
    await office.work();
    await clerk.choose('Autotask company', 'Contoso Ltd');
    await office.work();
    expect(clerk.modal()).toContain('Contract: <Search contracts of that company>');
    expect(clerk.modal()).toContain('Shadow mode: (x)');
    expect(await clerk.options('Contract')).toEqual(['Contoso Ltd cloud services']);
    await clerk.choose('Contract', 'Contoso Ltd cloud services');
    await office.work();
    expect(clerk.modal()).toContain('Contoso Ltd feeds this contract too; its seats are added up.');
    await clerk.submit();
    await office.work();
    expect(clerk.modal()).toContain('In shadow mode it plans and reports, and writes nothing.');
    await clerk.close();
    expect(clerk.modal()).toContain('Sync: Shadow');
    expect(office.slack.findings).toEqual([]);
  });

  test('is left out with a reason, which is not forgotten, and taken in again', async () => {
    await using office = await opened();
    const clerk = office.person('clerk');
    await clerk.type('/prism map');
    await office.work();
    await clerk.click('Exclude…', { near: 'Tailspin Toys' });
    await office.work();
    await clerk.fill('Reason', 'Bills its own licences');
    await clerk.submit();
    await office.work();
    expect(clerk.modal()).toContain('Tailspin Toys is left out: Bills its own licences');
    await clerk.close();
    expect(clerk.modal()).toContain('4 customers · 0 not mapped · 1 left out');
    expect(clerk.modal()).toContain('Sync: Left out: Bills its own licences');
    await clerk.click('Take in again', { near: 'Tailspin Toys' });
    await office.work();
    expect(clerk.modal()).toContain('4 customers · 1 not mapped');
    const { context, workspaceId, members } = office;
    const told = await listAudit(context.db, workspaceId, { text: 'Tailspin', limit: 9 });
    expect(told.map(one => [one.action, one.actor])).toEqual([
      ['customer taken in again', members.clerk.id],
      ['customer left out', members.clerk.id],
    ]);
    expect(office.slack.findings).toEqual([]);
  });
});

describe('a customer that is mapped', () => {
  test('is cleared after a question that names what goes on billing', async () => {
    await using office = await opened();
    const clerk = office.person('clerk');
    await clerk.type('/prism map adventure');
    await office.work();
    await clerk.click('Edit');
    await office.work();
    await clerk.click('Clear mapping', { confirm: false });
    await office.work();
    expect(await mappingOf(office, 'adventure')).toMatchObject({ syncOn: true });
    await clerk.click('Clear mapping');
    await office.work();
    expect(clerk.transcript.join('\n')).toMatch(
      /Slack asks: Clear mapping\? .*6 × Microsoft 365 Business Premium stay/,
    );
    expect(clerk.modal()).toContain('The mapping is cleared');
    expect(clerk.modal()).toContain('go on billing 150.00 a month');
    expect(await mappingOf(office, 'adventure')).toMatchObject({ agreementId: null, syncOn: false });
    await clerk.close();
    expect(clerk.modal()).toContain('Sync: Not mapped');
    expect(office.slack.findings).toEqual([]);
  });

  test('keeps its month unless another is named; what Autotask objects to leaves the fields as they were', async () => {
    await using office = await opened();
    const clerk = office.person('clerk');
    const { book } = office.world.autotask;
    await clerk.type('/prism map contoso');
    await office.work();
    await clerk.click('Edit');
    await office.work();
    expect(clerk.modal()).toContain('Start with: <Most recent invoice (September 2026)>');
    await clerk.choose('Pricing strategy', 'Quantity only');
    book.contracts.update(office.world.contracts.contoso.id, { status: 0 });
    await clerk.submit();
    await office.work();
    expect(clerk.modal()).toContain('Contoso Ltd cloud services cannot take subscriptions');
    expect(clerk.modal()).toContain('It is inactive.');
    expect(clerk.modal()).toContain('Pricing strategy: <Quantity only>');
    expect(await mappingOf(office, 'contoso')).toMatchObject({ strategy: 'cost-and-retail' });
    book.contracts.update(office.world.contracts.contoso.id, { status: 1 });
    await clerk.submit();
    await office.work();
    expect(clerk.modal()).toContain('The next daily check syncs it.');
    expect(await mappingOf(office, 'contoso')).toMatchObject({
      strategy: 'quantity-only',
      startMonth: '2026-09',
    });
  });
});

describe('many customers', () => {
  const COUNT = 5_000;

  async function crowded(): Promise<Office> {
    const office = await openOffice();
    const { context, workspaceId, world } = office;
    const tenant = world.tenants.contoso;
    const tenants = Array.from({ length: COUNT }, (_, n): Name<'tenant'> => {
      const customerName = `Customer ${String(n).padStart(4, '0')}`;
      const detail = { id: `t-${n}`, agreementId: tenant.agreementId, domain: `c${n}.example` };
      return {
        id: `t-${n}`,
        parentId: tenant.agreementId,
        name: customerName,
        detail: { ...detail, customerId: `c-${n}`, customerName, active: true, subscriptions: 1 },
      };
    });
    const companies = Array.from(
      { length: 10_000 },
      (_, n): Name<'company'> => ({
        id: String(n + 1),
        parentId: null,
        name: `Company ${n}`,
        detail: { active: true, website: null, reference: null },
      }),
    );
    const at = world.clock.now();
    await context.db.transaction().execute(async tx => {
      await saveNames(tx, workspaceId, 'tenant', tenants, at);
      await saveNames(tx, workspaceId, 'company', companies, at);
    });
    for (const one of world.mappings)
      await saveMapping(context.db, workspaceId, { ...one, tenantId: 't-7', customerName: 'Customer 0007' });
    return office;
  }

  test('are paged, filtered and sorted in one window', async () => {
    await using office = await crowded();
    const clerk = office.person('clerk');
    const began = performance.now();
    await clerk.type('/prism map');
    await office.work();
    process.stdout.write(`a page of 5,000 customers took ${Math.round(performance.now() - began)} ms\n`);
    expect(clerk.modal()).toMatch(/Page 1 of \d+ · 500\d customers/);
    await clerk.click('Next ›');
    await office.work();
    expect(clerk.modal()).toContain('Page 2 of');
    await clerk.click('Last »');
    await office.work();
    expect(clerk.modal()).not.toContain('Next ›');
    await clerk.fill('Filter', 'customer 0123');
    await office.work();
    expect(clerk.modal()).toContain('Customer 0123');
    expect(clerk.modal()).not.toContain('Customer 0124');
    await clerk.fill('Filter', 'c59');
    await clerk.submit();
    await office.work();
    expect(clerk.modal()).toContain('Customer 0590');
    await clerk.choose('Sorted by: Tenant', 'Sorted by: Tenant');
    await office.work();
    const list = clerk.modal();
    expect(list.indexOf('Customer 0059')).toBeLessThan(list.indexOf('Customer 0590'));
    expect(office.slack.findings).toEqual([]);
  });

  test('do not make pickers slow', async () => {
    await using office = await crowded();
    const clerk = office.person('clerk');
    await clerk.type('/prism map customer 0123');
    await office.work();
    await clerk.click('Edit');
    await office.work();
    for (const typed of ['', 'company 77', '9', 'nobody']) await clerk.options('Autotask company', typed);
    expect(await clerk.options('Autotask company', 'company')).toHaveLength(100);
    expect(await clerk.options('Autotask company', 'Company 9999')).toEqual(['Company 9999']);
    const loads = clerk.acks.filter(({ what }) => what.startsWith('options')).map(({ ms }) => Math.round(ms));
    process.stdout.write(`choices from 10,000 companies took ${loads.join(', ')} ms over HTTP\n`);
    expect(office.slack.findings).toEqual([]);
  });
});

describe('names', () => {
  test('are read again by a button, which says so', async () => {
    await using office = await opened();
    const clerk = office.person('clerk');
    office.world.autotask.book.addCompany({ companyName: 'Wingtip' });
    await clerk.type('/prism map');
    await office.app.idle();
    await clerk.click('Refresh names');
    await office.app.idle();
    expect(clerk.modal()).toContain('They are being read again now.');
    await office.work();
    await clerk.click('Edit', { near: 'Tailspin Toys' });
    await office.work();
    expect(await clerk.options('Autotask company', 'wing')).toEqual(['Wingtip']);
  });
});

describe('pausing', () => {
  test('everybody, and going on from the next invoice, naming what is skipped', async () => {
    await using office = await opened();
    const clerk = office.person('clerk');
    await clerk.type('/prism pause');
    await office.work();
    expect(clerk.answer()).toContain('Syncing is paused for all customers.');
    office.world.issue('2026-10', office.world.lines.october);
    await clerk.type('/prism map');
    await office.work();
    await clerk.click('Resume…');
    await office.work();
    expect(clerk.modal()).toContain('Syncing is switched on again for all customers.');
    expect(clerk.modal()).toMatch(
      /Most recent invoice skips no month\.\nNext invoice skips, unbilled:\n• October 2026 · .* AUD/,
    );
    await clerk.choose('Start with', 'Next invoice (November 2026)');
    await clerk.submit();
    await office.work();
    expect(clerk.modal()).toContain('Syncing is on again for all customers, starting with November 2026.');
    await clerk.close();
    expect(clerk.modal()).not.toContain('paused');
    expect(await mappingOf(office, 'contoso')).toMatchObject({ startMonth: '2026-11' });
    await clerk.close();
    await clerk.type('/prism resume');
    await office.work();
    expect(clerk.answer()).toContain('Syncing is on already for all customers.');
    expect(office.slack.findings).toEqual([]);
  });

  test('one customer, found by a part of its name', async () => {
    await using office = await opened();
    const clerk = office.person('clerk');
    await clerk.type('/prism pause t');
    await office.work();
    expect(clerk.answer()).toContain('3 customers fit “t”: Adventure Works');
    await clerk.type('/prism pause nobody');
    await office.work();
    expect(clerk.answer()).toContain('No mapped customer fits “nobody”.');
    await clerk.type('/prism pause adventure');
    await office.work();
    expect(clerk.answer()).toContain('Syncing is paused for Adventure Works.');
    expect(await mappingOf(office, 'adventure')).toMatchObject({ syncOn: false });
    await clerk.type('/prism resume adventure');
    await office.work();
    expect(clerk.modal()).toContain('Most recent invoice (September 2026)');
    await clerk.submit();
    await office.work();
    expect(clerk.modal()).toContain('Syncing is on again for Adventure Works, starting with September 2026.');
    expect(await mappingOf(office, 'adventure')).toMatchObject({ syncOn: true });
    expect(office.slack.findings).toEqual([]);
  });
});

test('who is not an operator is told so, and nothing is done', async () => {
  await using office = await opened();
  const viewer = office.person('viewer');
  for (const line of ['/prism map', '/prism pause', '/prism resume adventure']) {
    await viewer.type(line);
    await office.work();
    expect(viewer.answer()).toContain('Only operators and admins may do that here.');
  }
  expect(viewer.modal()).toBe('');
});
