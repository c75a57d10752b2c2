import { expect, test } from 'vitest';
import { findChore } from '../../../src/store/chores.ts';
import { listNames, searchNames } from '../../../src/store/names.ts';
import { askForNames, refreshNames } from '../../../src/sync/chores/refresh-names.ts';
import { drain } from '../../../src/sync/drain.ts';
import { WORKSPACE } from '../../support/bot.ts';
import { begin, type Story } from '../../support/story.ts';

const names = async ({ bot }: Story, kind: Parameters<typeof listNames>[2]) =>
  (await listNames(bot.context.db, WORKSPACE, kind)).map(one => one.name);

test('everything that pickers choose from is read, with what it belongs to', async () => {
  await using story = await begin();
  const { world, bot } = story;
  world.autotask.book.addCompany({ companyName: 'rhipe', companyType: 7 });
  await refreshNames(bot.context, WORKSPACE);
  expect(await names(story, 'company')).toEqual([
    'Adventure Works',
    'Contoso Ltd',
    'Fabrikam Pty Ltd',
    'rhipe',
  ]);
  expect(await names(story, 'vendor')).toEqual(['rhipe']);
  expect(await names(story, 'billing-code')).toEqual(['Cloud licences']);
  expect(await names(story, 'source-agreement')).toEqual(['Northwind IT Services']);
  expect(await names(story, 'tenant')).toEqual([
    ...['Adventure Works', 'Contoso Ltd', 'Fabrikam Pty Ltd', 'Tailspin Toys'],
  ]);
  expect(await names(story, 'product')).toContain('Microsoft 365 Business Premium');
  const { contoso } = world.contracts;
  expect(
    await searchNames(bot.context.db, WORKSPACE, 'agreement', '', { parentId: String(contoso.companyID) }),
  ).toMatchObject([{ id: String(contoso.id), detail: { recurring: true, from: '2026-01-01' } }]);
  expect(await searchNames(bot.context.db, WORKSPACE, 'tenant', 'contoso')).toMatchObject([
    { id: world.tenants.contoso.id, detail: { domain: world.tenants.contoso.domain, subscriptions: 2 } },
  ]);
});

test('a worker reads them when they are wanted, and once', async () => {
  await using story = await begin();
  const { bot, world } = story;
  const { db } = bot.context;
  const before = world.clock.now();
  await db.transaction().execute(tx => askForNames(bot.context, WORKSPACE, tx));
  await drain(bot.context, WORKSPACE);
  expect(await findChore(db, WORKSPACE, 'names')).toMatchObject({
    ...{ doneAt: before, wantedAt: null, problem: null },
  });
  const asked = world.autotask.requests.count('Companies', 'query');
  await drain(bot.context, WORKSPACE);
  expect(world.autotask.requests.count('Companies', 'query')).toBe(asked);
});

test('a side that does not answer keeps its names and says why; the other one is read', async () => {
  await using story = await begin();
  const { bot, world } = story;
  const { db } = bot.context;
  await db.transaction().execute(tx => askForNames(bot.context, WORKSPACE, tx));
  await drain(bot.context, WORKSPACE);
  const before = await findChore(db, WORKSPACE, 'names');
  world.clock.advance(3_600_000);
  world.autotask.book.addCompany({ companyName: 'Wingtip' });
  world.tenants.tailspin.customerName = 'Tailspin Toys Pty';
  world.autotask.faults.add('query Contracts', { kind: 'status', status: 503 }, { times: 20 });
  await db.transaction().execute(tx => askForNames(bot.context, WORKSPACE, tx));
  await drain(bot.context, WORKSPACE);
  const after = await findChore(db, WORKSPACE, 'names');
  expect(after?.problem).toMatch(/^Autotask did not answer about Contracts/);
  expect([after?.doneAt, after?.wantedAt]).toEqual([before?.doneAt, null]);
  expect(await names(story, 'company')).not.toContain('Wingtip');
  expect(await names(story, 'tenant')).toContain('Tailspin Toys Pty');

  world.autotask.faults.clear();
  await db.transaction().execute(tx => askForNames(bot.context, WORKSPACE, tx));
  await drain(bot.context, WORKSPACE);
  expect(await names(story, 'company')).toContain('Wingtip');
  expect((await findChore(db, WORKSPACE, 'names'))?.problem).toBeNull();
});

test('10,000 companies and 20,000 contracts are read in bulk', { timeout: 120_000 }, async () => {
  await using story = await begin();
  const { bot, world } = story;
  const { book, requests } = world.autotask;
  for (let n = 0; n < 10_000; n++) {
    const { id: companyID } = book.addCompany({ companyName: `Company ${n}` });
    for (const contractName of ['Cloud', 'Backup']) book.addContract({ companyID, contractName });
  }
  const before = requests.all.length;
  const began = performance.now();
  await refreshNames(bot.context, WORKSPACE);
  const ms = Math.round(performance.now() - began);
  const sent = requests.all.length - before;
  process.stdout.write(`10,000 companies and 20,000 contracts read in ${ms} ms with ${sent} requests\n`);
  expect(await names(story, 'agreement')).toHaveLength(20_003);
  expect(await searchNames(bot.context.db, WORKSPACE, 'company', 'company 99')).toHaveLength(100);
});
