import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { listAudit } from '../../src/store/audit.ts';
import { listConnections } from '../../src/store/connections.ts';
import { getSettings } from '../../src/store/settings.ts';
import { PROGRAM } from '../../src/sync/sync-context.ts';
import { startConnectWise } from '../sandbox/connectwise/index.ts';
import { type Office, openOffice } from '../support/office.ts';

const stands = async ({ context, workspaceId }: Office) =>
  (await listConnections(context.db, workspaceId)).map(({ kind, state, problem }) => ({
    kind,
    state,
    problem,
  }));

async function cards(office: Office) {
  const boss = office.person('boss');
  await boss.type('/prism connect');
  await office.work();
  return boss;
}

describe('connecting', () => {
  test('PRISM: a wrong secret is told beneath its field and not kept, the right one is', async () => {
    await using office = await openOffice({ connected: false });
    const { clientId, clientSecret } = office.world.prism.client;
    const boss = await cards(office);
    expect(boss.answer()).toContain('PRISM\nNot connected');
    await boss.click('Connect', { near: 'PRISM' });
    await office.work();
    await boss.fill('Client ID', clientId);
    await boss.fill('Client Secret', 'not-the-secret-at-all');
    await boss.submit();
    expect(boss.modal()).toContain('Checking…');
    await office.work();
    expect(boss.modal()).toMatch(/Client Secret: <>\n.*:warning:/);
    expect(boss.modal()).toContain(`Client ID: <${clientId}>`);
    expect(boss.modal()).not.toContain('not-the-secret-at-all');
    expect(await stands(office)).toEqual([]);

    await boss.fill('Client Secret', clientSecret);
    await boss.submit();
    await office.work();
    expect(boss.modal()).toContain('Connected');
    expect(await stands(office)).toEqual([{ kind: 'prism', state: 'connected', problem: null }]);
    expect(office.slack.findings).toEqual([]);
  });

  test('PRISM: the way to new credentials is shown in the same window, and what was typed stays', async () => {
    await using office = await openOffice({ connected: false });
    const boss = await cards(office);
    await boss.click('Connect', { near: 'PRISM' });
    await office.work();
    await boss.fill('Client ID', 'typed-before');
    await boss.click('Generate new credentials');
    await office.work();
    expect(boss.modal()).toContain('Client Email');
    expect(boss.modal()).toContain('Manage Client Credentials');
    expect(boss.modal()).toContain('Client ID: <typed-before>');
    await boss.submit();
    expect(boss.errors()).toEqual({ 'Client Secret': 'Please complete this required field.' });
    await boss.fill('Client Secret', '   ');
    await boss.submit();
    expect(boss.errors()).toEqual({ 'Client Secret': 'Fill this in.' });
    expect(office.slack.findings).toEqual([]);
  });

  test('Autotask: zone and rights are shown, a missing one with where to give it', async () => {
    await using office = await openOffice({ connected: false });
    const { userName, secret, integrationCode } = office.world.autotask.user;
    office.world.autotask.faults.add('query BillingCodes', { kind: 'status', status: 403 }, { times: 9 });
    const boss = await cards(office);
    await boss.click('Connect', { near: 'Autotask' });
    await office.work();
    await boss.fill('API Username', userName);
    await boss.fill('Password (Secret)', secret);
    await boss.fill('API Tracking Identifier', integrationCode);
    await boss.submit();
    await office.work();
    expect(boss.modal()).toContain('Zone http');
    expect(boss.modal()).toContain('Needs attention');
    expect(boss.modal()).toContain('Read billing codes');
    expect(boss.modal()).toContain('Products, Services, & Inventory');
    expect(await stands(office)).toMatchObject([{ kind: 'autotask', state: 'needs-attention' }]);

    await boss.close();
    office.world.autotask.faults.clear();
    await boss.type('/prism connect');
    await office.work();
    expect(boss.answer()).toContain('Needs attention: Missing: Read billing codes');
    await boss.click('Test', { near: 'Autotask' });
    await office.work();
    expect(boss.modal()).toContain('Connected');
    expect(await stands(office)).toMatchObject([{ kind: 'autotask', state: 'connected' }]);
    expect(office.slack.findings).toEqual([]);
  });

  test('Autotask: one wrong secret is one attempt', async () => {
    await using office = await openOffice({ connected: false });
    const { userName, integrationCode } = office.world.autotask.user;
    const boss = await cards(office);
    await boss.click('Connect', { near: 'Autotask' });
    await office.work();
    await boss.fill('API Username', userName);
    await boss.fill('Password (Secret)', 'wrong-secret-typed');
    await boss.fill('API Tracking Identifier', integrationCode);
    await boss.submit();
    await office.work();
    expect(boss.modal()).toContain('untick Locked');
    expect(boss.modal()).toContain(`API Username: <${userName}>`);
    expect(await stands(office)).toEqual([]);
    const refused = office.world.autotask.requests.all.filter(({ status }) => status === 401);
    expect(refused).toHaveLength(1);
  });

  test('ConnectWise: keys are proved at hosts that were set up, and at no other', async () => {
    const far = await startConnectWise();
    await using office = await openOffice({
      connected: false,
      env: { CONNECTWISE_CLIENT_ID: far.clientId, CONNECTWISE_ALLOWED_HOSTS: far.host },
    });
    const boss = await cards(office);
    await boss.click('Connect', { near: 'ConnectWise' });
    await office.work();
    const fill = async (given: {
      site: string;
      companyId: string;
      publicKey: string;
      privateKey: string;
    }) => {
      await boss.fill('Site', given.site);
      await boss.fill('Company ID', given.companyId);
      await boss.fill('Public Key', given.publicKey);
      await boss.fill('Private Key', given.privateKey);
      await boss.submit();
      await office.work();
    };
    for (const site of [
      '169.254.169.254',
      'http://localhost:1/',
      'na.myconnectwise.net.evil.example',
      'https://u@x',
    ]) {
      await fill({ ...far.keys, site });
      expect(boss.modal()).toContain('Nothing was sent.');
    }
    expect(far.calls).toEqual([]);
    await fill({ ...far.keys, site: far.site, companyId: 'nobody' });
    expect(boss.modal()).toMatch(/Company ID: <nobody>.*\n.*does not know that company id/s);
    await fill({ ...far.keys, site: far.site, privateKey: 'wrong' });
    expect(boss.modal()).toContain('ConnectWise refused the keys.');
    await fill({ ...far.keys, site: far.site });
    expect(boss.modal()).toContain('Connected');
    expect(await stands(office)).toMatchObject([{ kind: 'connectwise', state: 'connected' }]);
    expect(office.slack.findings).toEqual([]);
    await far.close();
  });

  test('what is disconnected is forgotten, and the audit says by whom', async () => {
    await using office = await openOffice();
    const boss = await cards(office);
    await boss.click('Disconnect', { near: 'PRISM', confirm: false });
    await office.work();
    expect(await stands(office)).toHaveLength(2);
    await boss.click('Disconnect', { near: 'PRISM' });
    await office.work();
    expect(await stands(office)).toMatchObject([{ kind: 'autotask' }]);
    expect(boss.answer()).toContain('PRISM\nNot connected');
    const [entry] = await listAudit(office.context.db, office.workspaceId, {
      text: 'disconnected',
      limit: 1,
    });
    expect(entry).toMatchObject({ actor: office.members.boss.id, subject: 'prism' });
  });

  test('is for admins only', async () => {
    await using office = await openOffice();
    for (const who of ['clerk', 'viewer', 'nobody'] as const) {
      await office.person(who).type('/prism connect');
      await office.work();
      expect(office.person(who).answer()).toContain('Only admins may do that here.');
    }
  });
});

test('no secret that was typed is in a log line, a table or a message', async () => {
  await using office = await openOffice({ connected: false });
  const { clientId, clientSecret } = office.world.prism.client;
  const boss = await cards(office);
  await boss.click('Connect', { near: 'PRISM' });
  await office.work();
  for (const secret of ['canary-of-a-wrong-secret', clientSecret]) {
    await boss.fill('Client ID', clientId);
    await boss.fill('Client Secret', secret);
    await boss.submit();
    await office.work();
  }
  const { db } = office.context;
  const tables = await db.introspection.getTables();
  const rows = await Promise.all(
    tables.map(({ name }) => sql`select t::text as row from ${sql.table(name)} t`.execute(db)),
  );
  const kept = JSON.stringify(rows.map(one => one.rows));
  expect(kept).toContain('prism');
  for (const secret of ['canary-of-a-wrong-secret', clientSecret]) {
    expect(office.log.join('')).not.toContain(secret);
    expect(kept).not.toContain(secret);
    expect(JSON.stringify(office.slack.book.calls)).not.toContain(secret);
    expect(JSON.stringify(office.slack.book.messages)).not.toContain(secret);
  }
});

test('the agreement for new customers is asked for where PRISM has several', async () => {
  await using office = await openOffice({ connected: false });
  const { book, client } = office.world.prism;
  const [first] = book.agreements;
  book.agreements.push({ ...first!, id: '00000000-0000-4000-8000-00000000a9e2' });
  const boss = await cards(office);
  await boss.click('Connect', { near: 'PRISM' });
  await office.work();
  await boss.fill('Client ID', client.clientId);
  await boss.fill('Client Secret', client.clientSecret);
  await boss.submit();
  await office.work();
  expect(boss.modal()).toContain('2 Microsoft CSP agreements can be read');
  await boss.choose('Agreement', 'Northwind IT Services (…a9e2)');
  await boss.submit();
  const { sourceAgreementId } = await getSettings(office.context.db, office.workspaceId, PROGRAM);
  expect(sourceAgreementId).toBe('00000000-0000-4000-8000-00000000a9e2');
});
