import { expect, test } from 'vitest';
import { listAudit } from '../../src/store/audit.ts';
import { findMapping } from '../../src/store/mappings.ts';
import { getSettings } from '../../src/store/settings.ts';
import {
  listResumeChoices,
  pauseAll,
  pauseCustomer,
  resumeAll,
  resumeCustomer,
} from '../../src/sync/pause.ts';
import { PROGRAM } from '../../src/sync/sync-context.ts';
import { BOSS, WORKSPACE } from '../support/bot.ts';
import { afterSeptember, begin } from '../support/story.ts';

const asked = { workspaceId: WORKSPACE, by: BOSS };

test('everybody is paused and goes on with the newest invoice: the month between is skipped, with its money', async () => {
  await using story = await afterSeptember();
  const { world, bot } = story;
  const { db } = bot.context;
  expect(await pauseAll(bot.context, asked)).toBe(true);
  expect(await pauseAll(bot.context, asked)).toBe(false);
  expect((await getSettings(db, WORKSPACE, PROGRAM)).syncOn).toBe(false);
  world.issue('2026-10', world.lines.october);
  world.issue('2026-11', world.lines.november);
  const choices = await listResumeChoices(bot.context, WORKSPACE, null);
  expect(choices?.mostRecent).toMatchObject({
    month: '2026-11',
    skips: [{ month: '2026-10', currency: 'AUD' }],
  });
  expect(choices?.next.month).toBe('2026-12');
  expect(choices?.next.skips.map(one => one.month)).toEqual(['2026-10', '2026-11']);
  expect(choices?.mostRecent.skips[0]?.cost).toMatch(/^\d+(\.\d+)?$/);

  expect(await resumeAll(bot.context, { ...asked, startMonth: '2026-11' })).toBe(true);
  expect(await resumeAll(bot.context, { ...asked, startMonth: '2026-12' })).toBe(false);
  const contoso = await findMapping(db, WORKSPACE, world.tenants.contoso.id);
  expect(contoso?.startMonth).toBe('2026-11');
  const report = await bot.sync();
  expect(new Set(report.customers.map(one => one.invoice?.month))).toEqual(new Set(['2026-11']));
  const told = await listAudit(db, WORKSPACE, { text: 'syncing', limit: 9 });
  expect(told.map(one => [one.action, one.subject, one.actor])).toEqual([
    ['syncing resumed', 'all customers', BOSS],
    ['syncing paused', 'all customers', BOSS],
  ]);
});

test('where nothing was missed the months stay as they are', async () => {
  await using story = await afterSeptember();
  const { world, bot } = story;
  await pauseAll(bot.context, asked);
  const choices = await listResumeChoices(bot.context, WORKSPACE, null);
  expect([choices?.mostRecent.skips, choices?.next.skips]).toEqual([[], []]);
  await resumeAll(bot.context, { ...asked, startMonth: choices!.next.month });
  const contoso = await findMapping(bot.context.db, WORKSPACE, world.tenants.contoso.id);
  expect(contoso?.startMonth).toBe('2026-09');
});

test('one customer is paused by itself; what it would skip is its own money', async () => {
  await using story = await afterSeptember();
  const { world, bot } = story;
  const { db } = bot.context;
  const { id: tenantId } = world.tenants.adventure;
  const one = { ...asked, tenantId };
  expect([await pauseCustomer(bot.context, one), await pauseCustomer(bot.context, one)]).toEqual([
    true,
    false,
  ]);
  world.issue('2026-10', world.lines.october);
  await bot.sync();
  world.issue('2026-11', world.lines.november);
  const choices = await listResumeChoices(bot.context, WORKSPACE, tenantId);
  // 6 seats for 14 of 31 days and 7 for 17, at 20.00.
  expect(Number(choices?.mostRecent.skips[0]?.cost)).toBeCloseTo((6 * 14 + 7 * 17) * (20 / 31), 1);
  expect(choices?.next.skips).toHaveLength(2);
  expect(await resumeCustomer(bot.context, { ...one, startMonth: '2026-11' })).toBe(true);
  expect(await resumeCustomer(bot.context, { ...one, startMonth: '2026-11' })).toBe(false);
  expect(await findMapping(db, WORKSPACE, tenantId)).toMatchObject({ syncOn: true, startMonth: '2026-11' });
});

test('lines that cannot be read are money that is not known, not nought', async () => {
  await using story = await afterSeptember();
  const { world, bot } = story;
  await pauseAll(bot.context, asked);
  world.issue('2026-10', world.lines.october);
  world.prism.faults.add('csv', { kind: 'status', status: 503 }, { times: 20 });
  const choices = await listResumeChoices(bot.context, WORKSPACE, null);
  expect(choices?.next.skips).toMatchObject([{ month: '2026-10', cost: null }]);
});

test('without an invoice there is nothing to choose; who is not mapped has no switch', async () => {
  await using story = await begin();
  const { world, bot } = story;
  expect(await listResumeChoices(bot.context, WORKSPACE, null)).toBeNull();
  const tailspin = { ...asked, tenantId: world.tenants.tailspin.id };
  await expect(pauseCustomer(bot.context, tailspin)).rejects.toMatchObject({ code: 'not-mapped' });
  await expect(resumeCustomer(bot.context, { ...tailspin, startMonth: null })).rejects.toMatchObject({
    code: 'not-mapped',
  });
});
