/** What needs a person although no run says it: told once, with the button that leads to the remedy, gone when solved. */
import { describe, expect, test } from 'vitest';
import { saveMapping } from '../../src/store/mappings.ts';
import { wantDaily, wantDueChecks } from '../../src/sync/chores/want-due.ts';
import { lookOut } from '../../src/sync/watching/look-out.ts';
import { type Office, type Opening, openOffice } from '../support/office.ts';

/** As the timetable does every few minutes; however many instances do it. */
async function look({ context, workspaceId, work }: Office): Promise<void> {
  await Promise.all(Array.from({ length: 4 }, () => lookOut(context, workspaceId)));
  await work();
}
const posts = ({ channel, slack }: Office): string[] =>
  slack.book.messages
    .filter(one => one.channelId === channel.id && !one.threadTs && !one.ephemeralTo)
    .map(one => one.text);
/** The alarms and checklists among them. */
const alarms = (office: Office): string[] =>
  posts(office).filter(
    text => !/^(No Change|Approval|Warning|Success|Failure|Closing|Rejected|Running)/.test(text),
  );

/** September is there and carried over, apart from what nobody mapped. */
async function carried(opening: Opening = {}): Promise<Office> {
  const office = await openOffice({ settings: { approval: 'never' }, ...opening });
  office.world.issue('2026-09', office.world.lines.september);
  await wantDueChecks(office.context);
  await office.work();
  return office;
}

describe('an invoice', () => {
  test('that is not there on the sixth is late, said once, over when it comes', async () => {
    await using office = await openOffice({ settings: { approval: 'never' } });
    const { world, context } = office;
    for (const day of ['03', '04', '05', '06']) {
      world.clock.set(`2026-10-${day}T06:00:30Z`);
      await wantDueChecks(context);
      await office.work();
      await look(office);
      await look(office);
      expect(alarms(office)).toEqual(day === '06' ? ['Invoice for September 2026 is late'] : []);
    }
    const clerk = office.person('clerk');
    await clerk.click('Check now');
    await office.work();
    expect(alarms(office)).toEqual(['Invoice for September 2026 is late']);

    world.issue('2026-09', world.lines.september, { issued: '2026-10-06' });
    await clerk.click('Check now');
    await office.work();
    expect(alarms(office)).toEqual(['Over: Invoice for September 2026 is late']);
    expect(clerk.channel()).toMatch(/Invoice for September 2026 is late · over since/);
    expect(office.slack.findings).toEqual([]);
  });

  test('of a month before the customers start is not missed', async () => {
    await using office = await openOffice({ mapped: false });
    for (const one of office.world.mappings)
      await saveMapping(office.context.db, office.workspaceId, { ...one, startMonth: '2026-10' });
    office.world.clock.set('2026-10-08T06:00:30Z');
    await wantDueChecks(office.context);
    await office.work();
    await look(office);
    expect(alarms(office)).toEqual([]);
  });
});

describe('a check', () => {
  test('that nobody made for 26 hours is missed by a part that needs no worker', async () => {
    await using office = await carried({ settings: { approval: 'never' } });
    const { world, context } = office;
    await context.deliver();
    const before = alarms(office);
    world.clock.advance(25 * 3_600_000);
    await wantDueChecks(context);
    // Nobody works.
    await lookOut(context, office.workspaceId);
    world.clock.advance(2 * 3_600_000);
    await lookOut(context, office.workspaceId);
    await context.deliver();
    expect(alarms(office).slice(before.length)).toContain('No successful check for 26 hours');
    // Somebody works again.
    await office.work();
    expect(alarms(office)).toContain('Over: No successful check for 26 hours');
  });

  test('is not missed while syncing is paused', async () => {
    await using office = await openOffice({ settings: { syncOn: false } });
    office.world.clock.advance(5 * 24 * 3_600_000);
    await look(office);
    expect(alarms(office)).toEqual([]);
  });
});

test('a connection that is lost is said with the steps, and is over when the credentials work again', async () => {
  await using office = await carried();
  const { world, context } = office;
  world.clock.set('2026-10-04T07:00:00Z');
  world.autotask.user.locked = true;
  await wantDaily(context, 'connections');
  await office.work();
  await look(office);
  await look(office);
  const lost = 'Connection to Autotask lost';
  expect(alarms(office).filter(text => text.includes(lost))).toEqual([lost]);
  const boss = office.person('boss');
  expect(boss.channel()).toContain('untick Locked');
  await boss.click('Edit credentials');
  await office.work();
  expect(boss.modal()).toContain('API Username');
  await boss.close();

  world.autotask.user.locked = false;
  await boss.type('/prism connect');
  await office.work();
  await boss.click('Test', { near: 'Autotask' });
  await office.work();
  expect(alarms(office).filter(text => text.includes(lost))).toEqual([`Over: ${lost}`]);

  // It happens again: that is another alarm.
  world.clock.advance(25 * 3_600_000);
  world.autotask.user.locked = true;
  await wantDaily(context, 'connections');
  await office.work();
  await look(office);
  expect(alarms(office).filter(text => text.includes(lost))).toEqual([`Over: ${lost}`, lost]);
});

test('a login that a sync finds refused is an alarm, and a sync that goes through ends it', async () => {
  await using office = await carried();
  const { world } = office;
  const clerk = office.person('clerk');
  world.autotask.user.locked = true;
  await clerk.type('/prism sync Contoso');
  await office.work();
  await look(office);
  expect(alarms(office)).toContain('Connection to Autotask lost');
  world.autotask.user.locked = false;
  await clerk.type('/prism sync Contoso');
  await office.work();
  expect(alarms(office)).toContain('Over: Connection to Autotask lost');
});

describe('a contract', () => {
  test('that ends within thirty days is said with the day, and is over when it is extended', async () => {
    await using office = await carried();
    const { world, context } = office;
    const { contoso, fabrikam } = world.contracts;
    world.autotask.book.contracts.get(contoso.id).endDate = '2026-11-02';
    world.autotask.book.contracts.get(fabrikam.id).endDate = '2026-11-03';
    world.clock.set('2026-10-04T07:00:00Z');
    await wantDaily(context, 'names');
    await office.work();
    await look(office);
    await look(office);
    const ends = (): string[] => alarms(office).filter(text => text.includes('contract'));
    expect(ends()).toEqual(['1 contract ends on 02 Nov 2026']);
    const clerk = office.person('clerk');
    await clerk.click('Fix mapping', { near: 'Contoso Ltd cloud services' });
    await office.work();
    expect(clerk.modal()).toContain('Contoso Ltd');
    await clerk.close();

    world.clock.set('2026-10-05T08:00:00Z');
    world.autotask.book.contracts.get(contoso.id).endDate = '2027-12-31';
    await wantDaily(context, 'names');
    await office.work();
    await look(office);
    expect(ends()).toEqual(['Over: 1 contract ends on 02 Nov 2026', '1 contract ends on 03 Nov 2026']);

    world.autotask.book.contracts.get(fabrikam.id).status = 0;
    world.clock.set('2026-10-06T09:00:00Z');
    await wantDaily(context, 'names');
    await office.work();
    await look(office);
    expect(ends().slice(1)).toEqual([
      'Over: 1 contract ends on 03 Nov 2026',
      '1 contract cannot be billed any more',
    ]);
    expect(office.slack.findings).toEqual([]);
  });
});

describe('customers whom nobody mapped', () => {
  test('are said with their money, and are over when each is mapped or left out', async () => {
    await using office = await carried();
    await look(office);
    await look(office);
    const said = '1 customer not mapped · September 2026';
    expect(alarms(office)).toEqual([said]);
    const clerk = office.person('clerk');
    expect(clerk.channel()).toContain('40.00 AUD supplier cost that nobody is billed for');
    await clerk.click('Exclude…', { near: 'Tailspin Toys · 40.00 AUD' });
    await office.work();
    await clerk.fill('Reason', 'Our own tenant');
    await clerk.submit();
    await office.work();
    expect(alarms(office)).toEqual([`Over: ${said}`]);
    await look(office);
    expect(alarms(office)).toEqual([`Over: ${said}`]);
  });
});

describe('the next price list', () => {
  test('is said when it changes what customers have: old and new, whom it concerns, what it comes to', async () => {
    await using office = await carried();
    const { world, context } = office;
    const { premium, ...others } = world.products;
    const [list] = world.prism.book.priceLists;
    world.prism.book.priceLists.push({
      ...{ agreementId: list!.agreementId, validFrom: '2026-11-01' },
      products: [{ ...premium, cost: '22.5' }, ...Object.values(others)],
    });
    world.clock.set('2026-10-04T07:00:00Z');
    await wantDaily(context, 'names');
    await office.work();
    await look(office);
    await look(office);
    const said = '1 price in use changes on 01 Nov 2026';
    expect(alarms(office)).toContain(said);
    const clerk = office.person('clerk');
    // Contoso 6, Adventure 6: Fabrikam's were cancelled within the month.
    expect(clerk.channel()).toContain('cost 20.00 → 22.50 · RRP 25.00 → 25.00 · margin 5.00 → 2.50');
    await clerk.click('Show changes', { near: 'price in use changes' });
    await office.work();
    expect(clerk.modal()).toContain('Contoso Ltd (6)');
    await clerk.close();
    world.clock.set('2026-11-01T07:00:00Z');
    await look(office);
    expect(alarms(office)).toContain(`Over: ${said}`);
  });
});

describe('the month’s checklist', () => {
  test('stands in the channel once its invoice is there, and ticks itself off', async () => {
    await using office = await openOffice();
    const { world, context } = office;
    const closing = (): string[] => posts(office).filter(text => /^Closing|is closed$/.test(text));
    await look(office);
    expect(closing()).toEqual([]);
    world.issue(
      '2026-09',
      world.lines.september.filter(line => line.description !== 'Credit for a seat removed in August'),
    );
    await wantDueChecks(context);
    await office.work();
    await look(office);
    await look(office);
    expect(closing()).toEqual(['Closing September 2026 · 2 of 6 done']);
    const clerk = office.person('clerk');
    await clerk.click('Approve all 3', { in: 'message' });
    await office.work();
    expect(closing()).toEqual(['September 2026 is closed']);
    expect(office.slack.findings).toEqual([]);
  });
});
