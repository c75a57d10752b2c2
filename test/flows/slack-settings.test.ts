import { describe, expect, test } from 'vitest';
import { listAudit } from '../../src/store/audit.ts';
import { getSettings } from '../../src/store/settings.ts';
import { PROGRAM } from '../../src/sync/sync-context.ts';
import { type Office, openOffice } from '../support/office.ts';

const settingsOf = ({ context, workspaceId }: Office) => getSettings(context.db, workspaceId, PROGRAM);

async function opened(office: Office) {
  const boss = office.person('boss');
  await boss.type('/prism settings');
  await office.work();
  return boss;
}

describe('program settings', () => {
  test('show what is, keep what is chosen, and say in the audit what changed', async () => {
    await using office = await openOffice();
    const boss = await opened(office);
    expect(boss.modal()).toContain('Product sync mode');
    expect(boss.modal()).toContain('(x) In use products only');
    expect(boss.modal()).toContain('Billing code: <Cloud licences>');
    await boss.choose('Product sync mode', 'All products');
    await boss.choose('Approval policy', 'Every plan');
    await boss.choose('Posted periods', 'Begin with the next open period');
    await boss.choose('Daily check', '07:30');
    await boss.choose('Time zone', 'Australia/Sydney');
    await boss.fill('Email addresses', 'billing@northwind.example\nboss@northwind.example');
    await boss.submit();
    await office.work();
    expect(boss.modal()).toContain('The settings are saved.');
    expect(await settingsOf(office)).toMatchObject({
      productMode: 'all',
      approval: 'always',
      posted: 'next-open-period',
      checkAt: '07:30',
      timeZone: 'Australia/Sydney',
      emails: ['billing@northwind.example', 'boss@northwind.example'],
      billingCodeId: office.world.billingCodeId,
      channelId: office.channel.id,
    });
    const [entry] = await listAudit(office.context.db, office.workspaceId, {
      text: 'settings changed',
      limit: 1,
    });
    expect(entry?.detail).toMatchObject({ productMode: { before: 'in-use', after: 'all' } });
    expect(office.slack.findings).toEqual([]);
  });

  test('refuse what cannot be, each next to its field, and keep nothing of it', async () => {
    await using office = await openOffice();
    const before = await settingsOf(office);
    const boss = await opened(office);
    await boss.fill('Email addresses', 'billing@northwind.example, not an address');
    await boss.fill('Currency', 'A1');
    await boss.submit();
    expect(boss.errors()).toEqual({
      'Email addresses': 'Not an address: not, an, address',
      Currency: 'Three letters, such as AUD.',
    });
    expect(await settingsOf(office)).toEqual(before);
  });

  test('a channel that the app is not in is refused with how to invite it', async () => {
    await using office = await openOffice();
    const { boss: owner } = office.members;
    const hidden = office.slack.addChannel({ name: 'board', kind: 'private', members: [owner.id] });
    const boss = await opened(office);
    await boss.choose('Notification channel', hidden.name);
    await boss.submit();
    expect(boss.errors()).toEqual({
      'Notification channel': 'The app cannot post there. Invite it first: /invite @PRISM Bot',
    });
  });

  test('only codes that fit are offered for new services', async () => {
    await using office = await openOffice();
    const boss = await opened(office);
    expect(await boss.options('Billing code', 'cloud')).toEqual(['Cloud licences']);
    expect(await boss.options('Billing code', 'nothing like it')).toEqual([]);
  });
});

describe('people', () => {
  test('are named, may do what they were named for at once, and lose it as soon', async () => {
    await using office = await openOffice();
    const [boss, nobody] = [office.person('boss'), office.person('nobody')];
    await nobody.type('/prism status');
    await office.work();
    expect(nobody.answer()).toContain('Only viewers, operators and admins may do that here.');
    await boss.type('/prism people');
    await office.work();
    expect(boss.answer()).toContain('Slack’s owners and admins, until one is named.');
    await boss.click('Name people…');
    await office.work();
    await boss.choose('People', 'Noa Bond');
    await boss.choose('Role', 'Operator');
    await boss.submit();
    await boss.close();
    await nobody.type('/prism status');
    await office.work();
    expect(nobody.answer()).toContain('Customers');
    await boss.type('/prism people');
    await office.work();
    await boss.click('Remove', { near: `@${office.members.nobody.id}` });
    await office.work();
    await nobody.type('/prism held');
    await office.work();
    expect(nobody.answer()).toContain('Only viewers, operators and admins may do that here.');
    expect(office.slack.findings).toEqual([]);
  });

  test('always have an admin among them once one was named', async () => {
    await using office = await openOffice();
    const boss = office.person('boss');
    await boss.type('/prism people');
    await office.work();
    await boss.click('Name people…');
    await office.work();
    await boss.choose('People', 'Bo Ellis');
    await boss.choose('Role', 'Admin');
    await boss.submit();
    await boss.close();
    await boss.type('/prism people');
    await office.work();
    await boss.click('Remove', { nth: 0 });
    await office.work();
    expect(boss.answer()).toContain('Name another admin first.');
  });

  test('of a user group may do what the group was named for', async () => {
    await using office = await openOffice();
    office.slack.addGroup({ handle: 'billing-team', members: new Set([office.members.nobody.id]) });
    const [boss, nobody] = [office.person('boss'), office.person('nobody')];
    await boss.type('/prism people');
    await office.work();
    await boss.click('Name people…');
    await office.work();
    await boss.choose('User groups', 'billing-team');
    await boss.submit();
    await office.work();
    await nobody.type('/prism status');
    await office.work();
    expect(nobody.answer()).toContain('Customers');
    expect(office.slack.findings).toEqual([]);
  });
});
