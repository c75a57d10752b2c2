import { expect, test } from 'vitest';
import { findMapping } from '../../src/store/mappings.ts';
import { refreshNames } from '../../src/sync/chores/refresh-names.ts';
import { excludeCustomer } from '../../src/sync/exclude-customer.ts';
import { clearCustomer, mapCustomer } from '../../src/sync/map-customer.ts';
import { BOSS, WORKSPACE } from '../support/bot.ts';
import { afterSeptember, begin, type Story } from '../support/story.ts';

const asked = ({ world }: Story, name: 'contoso' | 'adventure', start: 'most-recent' | 'next' | string) => ({
  workspaceId: WORKSPACE,
  tenantId: world.tenants[name].id,
  companyId: String(world.contracts[name].companyID),
  agreementId: String(world.contracts[name].id),
  strategy: 'cost-and-retail' as const,
  start,
  shadow: false,
  syncOn: true,
  by: BOSS,
});

test('a customer starts with the newest invoice’s month or the one after it, and that is stored as a month', async () => {
  await using story = await begin();
  story.world.issue('2026-09', story.world.lines.september);
  const { context } = story.bot;
  expect((await mapCustomer(context, asked(story, 'contoso', 'most-recent'))).mapping.startMonth).toBe(
    '2026-09',
  );
  expect((await mapCustomer(context, asked(story, 'contoso', 'next'))).mapping.startMonth).toBe('2026-10');
  const report = await story.bot.sync({ tenantIds: [story.world.tenants.contoso.id] });
  expect(report.customers).toEqual([]);
  expect(report.facts.notes).toEqual([]);
});

test('before PRISM has an invoice the month has to be named', async () => {
  await using story = await begin();
  await expect(mapCustomer(story.bot.context, asked(story, 'contoso', 'next'))).rejects.toMatchObject({
    code: 'no-invoice',
  });
  expect((await mapCustomer(story.bot.context, asked(story, 'contoso', '2026-11'))).mapping.startMonth).toBe(
    '2026-11',
  );
});

test('what is odd about the contract is said: its grid, its end, its posted periods, who else feeds it', async () => {
  await using story = await afterSeptember();
  const { world, bot } = story;
  const company = world.contracts.adventure.companyID;
  const odd = world.autotask.book.addContract({
    companyID: company,
    startDate: '2026-10-15',
    endDate: '2026-11-14',
  });
  const { says } = await mapCustomer(bot.context, {
    ...asked(story, 'adventure', 'most-recent'),
    agreementId: String(odd.id),
  });
  expect(says.join(' ')).toMatch(
    /not on the first of a month.*prorated.*after the first day of September 2026.*ends on 14 Nov 2026/,
  );
  expect(says.join(' ')).toContain(
    '6 × Microsoft 365 Business Premium stay on the contract that was mapped before and go on billing 150.00 a month',
  );

  world.autotask.book.post(world.contracts.contoso.id, '2026-09-01');
  const again = await mapCustomer(bot.context, asked(story, 'contoso', 'most-recent'));
  expect(again.says).toEqual([expect.stringContaining('approved and posted')]);
});

test('a contract of another company, or one that cannot take subscriptions, is refused with its reason', async () => {
  await using story = await begin();
  const { world, bot } = story;
  const september = asked(story, 'contoso', '2026-09');
  const { companyID, id } = world.contracts.contoso;
  const foreign = { ...september, agreementId: String(world.contracts.adventure.id) };
  await expect(mapCustomer(bot.context, foreign)).rejects.toMatchObject({ code: 'agreement-unusable' });
  const { book } = world.autotask;
  for (const [given, reason] of [
    [{ contractType: 3 }, 'a Fixed Price contract'],
    [{ status: 0 }, 'It is inactive.'],
    [{ endDate: '2026-09-30' }, 'It ended on 30 Sep 2026.'],
    [{ contractPeriodType: 3 }, 'It bills quarterly, not monthly.'],
  ] as const) {
    const odd = book.addContract({ companyID, contractName: 'Odd', ...given });
    const wrong = { ...september, agreementId: String(odd.id) };
    await expect(mapCustomer(bot.context, wrong)).rejects.toThrow(reason);
  }
  expect((await findMapping(bot.context.db, WORKSPACE, september.tenantId))?.agreementId).toBe(String(id));
});

test('sync needs a company and a contract; without them a customer can be kept switched off', async () => {
  await using story = await begin();
  const { context } = story.bot;
  const open = { ...asked(story, 'contoso', '2026-09'), agreementId: null };
  await expect(mapCustomer(context, open)).rejects.toMatchObject({ code: 'sync-needs-agreement' });
  const { mapping } = await mapCustomer(context, { ...open, syncOn: false });
  expect([mapping.companyId, mapping.agreementId, mapping.syncOn]).toEqual([open.companyId, null, false]);
});

test('a customer can be switched off with Autotask away and its contract ended', async () => {
  await using story = await begin();
  const { world, bot } = story;
  await refreshNames(bot.context, WORKSPACE);
  world.autotask.faults.add('any', { kind: 'status', status: 503 }, { times: 99 });
  const off = { ...asked(story, 'contoso', '2026-09'), syncOn: false };
  expect((await mapCustomer(bot.context, off)).mapping.syncOn).toBe(false);
});

test('clearing a mapping says what stays on the contract and goes on billing', async () => {
  await using story = await afterSeptember();
  const { context } = story.bot;
  const { id: tenantId } = story.world.tenants.adventure;
  const clear = () => clearCustomer(context, { workspaceId: WORKSPACE, tenantId, by: BOSS });
  expect(await clear()).toEqual([
    expect.stringMatching(/^6 × Microsoft 365 Business Premium stay on .* 150.00 a month/),
  ]);
  expect(await findMapping(context.db, WORKSPACE, tenantId)).toMatchObject({
    agreementId: null,
    syncOn: false,
  });
  expect(await clear()).toEqual([]);
});

test('a customer is left out with a reason, mapped or not, and taken in again as it was', async () => {
  await using story = await begin();
  const { world, bot } = story;
  const { db } = bot.context;
  await refreshNames(bot.context, WORKSPACE);
  for (const name of ['contoso', 'tailspin'] as const) {
    const { id: tenantId } = world.tenants[name];
    const asked = { workspaceId: WORKSPACE, tenantId, by: BOSS };
    const before = await findMapping(db, WORKSPACE, tenantId);
    await excludeCustomer(bot.context, { ...asked, because: 'Bills its own licences' });
    const left = await findMapping(db, WORKSPACE, tenantId);
    expect(left?.excludedBecause).toBe('Bills its own licences');
    await excludeCustomer(bot.context, { ...asked, because: null });
    expect((await findMapping(db, WORKSPACE, tenantId))?.agreementId).toBe(before?.agreementId ?? null);
  }
  const unknown = { workspaceId: WORKSPACE, tenantId: 'nobody', by: BOSS, because: 'x' };
  await expect(excludeCustomer(bot.context, unknown)).rejects.toMatchObject({ code: 'tenant-unknown' });
});
