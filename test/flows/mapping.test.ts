import { expect, test } from 'vitest';
import { mapCustomer } from '../../src/sync/map-customer.ts';
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
    status: 0,
  });
  const { says } = await mapCustomer(bot.context, {
    ...asked(story, 'adventure', 'most-recent'),
    agreementId: String(odd.id),
  });
  expect(says.join(' ')).toMatch(
    /not on the first of a month.*after the first day of 2026-09.*ends on 14 Nov 2026.*inactive/,
  );
  expect(says.join(' ')).toContain(
    '6 × Microsoft 365 Business Premium stay on the contract that was mapped before and go on billing 150.00 a month',
  );

  world.autotask.book.post(world.contracts.contoso.id, '2026-09-01');
  const again = await mapCustomer(bot.context, asked(story, 'contoso', 'most-recent'));
  expect(again.says).toEqual([expect.stringContaining('approved and posted')]);
});

test('a contract of another company or type is refused', async () => {
  await using story = await begin();
  const wrong = {
    ...asked(story, 'contoso', '2026-09'),
    agreementId: String(story.world.contracts.adventure.id),
  };
  await expect(mapCustomer(story.bot.context, wrong)).rejects.toMatchObject({ code: 'agreement-unusable' });
});
