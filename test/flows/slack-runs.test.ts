/** What people press on the messages of runs: the first press counts, and everybody is told whose that was. */
import { describe, expect, test } from 'vitest';
import { findRetry } from '../../src/store/run-marks.ts';
import { getRun } from '../../src/store/runs.ts';
import { getSettings } from '../../src/store/settings.ts';
import { request } from '../../src/sync/request.ts';
import { PROGRAM } from '../../src/sync/sync-context.ts';
import { type Office, openOffice } from '../support/office.ts';

/** September's invoice is there and somebody asked for it to be synced. */
async function asked(office: Office, tenantIds?: string[]): Promise<number> {
  const { context, workspaceId, members, world } = office;
  if (world.prism.book.invoices.length === 0) world.issue('2026-09', world.lines.september);
  const by = members.boss.id;
  const run = await request(context, {
    workspaceId,
    kind: 'customers',
    by,
    ...(tenantIds ? { tenantIds } : {}),
  });
  await office.work();
  return run ?? 0;
}

const writes = ({ world }: Office): number => world.autotask.requests.writes.length;

describe('a plan that waits', () => {
  test('is approved once, however often and by whomever it is pressed', async () => {
    await using office = await openOffice();
    const [clerk, boss] = [office.person('clerk'), office.person('boss')];
    const run = await asked(office, [office.world.tenants.contoso.id]);
    const old = structuredClone(
      clerk.messages().find(({ threadTs, ephemeralTo }) => !threadTs && !ephemeralTo)!,
    );
    await clerk.click('Approve plan', { twice: true });
    await office.work();
    const first = writes(office);
    expect(first).toBeGreaterThan(0);
    expect((await getRun(office.context.db, office.workspaceId, run)).state).toBe('done');
    const now = clerk.messages().find(({ ts }) => ts === old.ts)!;
    expect(now.text).toMatch(/^(Success|Warning) · September 2026 · 1 customer/);
    // The screen of somebody who did not look again.
    now.blocks = old.blocks;
    await boss.click('Approve plan');
    await office.work();
    expect(boss.answer()).toMatch(/This plan was approved and is written by @/);
    expect(writes(office)).toBe(first);
    expect(office.slack.findings).toEqual([]);
  });

  test('is rejected with a reason that everybody sees, and then not approved', async () => {
    await using office = await openOffice();
    const [clerk, boss] = [office.person('clerk'), office.person('boss')];
    await asked(office, [office.world.tenants.contoso.id]);
    const message = clerk.messages().find(({ threadTs, ephemeralTo }) => !threadTs && !ephemeralTo)!;
    const { blocks } = structuredClone(message);
    await clerk.click('Reject…');
    await office.work();
    await clerk.fill('Reason', '   ');
    await clerk.submit();
    expect(Object.values(clerk.errors())).toEqual(['Say why, for whoever reads it later.']);
    await clerk.fill('Reason', 'Seats are wrong <!channel>');
    await clerk.submit();
    await office.work();
    expect(clerk.modal()).toBe('');
    expect(message.text).toContain('Rejected');
    expect(clerk.channel()).toContain('“Seats are wrong <!channel>”');
    message.blocks = blocks;
    await boss.click('Approve plan');
    await office.work();
    expect(boss.answer()).toContain('This plan was rejected by');
    expect(writes(office)).toBe(0);
    expect(office.slack.findings).toEqual([]);
  });

  test('is not approved by who asked for it where that is barred', async () => {
    await using office = await openOffice({ settings: { ownApproval: false } });
    const [clerk, boss] = [office.person('clerk'), office.person('boss')];
    await asked(office, [office.world.tenants.contoso.id]);
    await boss.click('Approve plan');
    await office.work();
    expect(boss.answer()).toContain('nobody approves what they asked for themselves');
    expect(writes(office)).toBe(0);
    await clerk.click('Approve plan');
    await office.work();
    expect(writes(office)).toBeGreaterThan(0);
  });

  test('stands in the thread with its own buttons when there are several', async () => {
    await using office = await openOffice();
    const [clerk, viewer] = [office.person('clerk'), office.person('viewer')];
    await asked(office);
    await viewer.click('Approve plan', { in: 'thread', nth: 0 });
    await office.work();
    expect(viewer.answer()).toContain('Only operators and admins may do that here.');
    expect(writes(office)).toBe(0);
    await clerk.click('Approve plan', { in: 'thread', nth: 0 });
    await office.work();
    expect(writes(office)).toBeGreaterThan(0);
    expect(clerk.channel()).toContain('Approval needed · September 2026 · 2 customers');
    await clerk.click('Approve all 2', { confirm: false });
    await office.work();
    expect(clerk.channel()).toContain('Approval needed · September 2026 · 2 customers');
    await clerk.click('Approve all 2');
    await office.work();
    expect(clerk.answer()).toContain('2 plans approved.');
    expect(clerk.channel()).not.toContain('Approval needed');
    expect(office.slack.findings).toEqual([]);
  });
});

describe('a run with something to read', () => {
  test('is acknowledged once; who comes second is told by whom', async () => {
    await using office = await openOffice({ settings: { approval: 'never' } });
    const [clerk, boss] = [office.person('clerk'), office.person('boss')];
    await asked(office);
    const message = clerk.messages().find(({ threadTs, ephemeralTo }) => !threadTs && !ephemeralTo)!;
    expect(message.text).toContain('Warning');
    const { blocks } = structuredClone(message);
    await clerk.click('Acknowledge');
    await office.work();
    expect(clerk.channel()).toContain('acknowledged by @');
    message.blocks = blocks;
    await boss.click('Acknowledge');
    await office.work();
    expect(boss.answer()).toMatch(/Run 1 was acknowledged by @/);
  });

  test('that failed is tried again once, and only what failed', async () => {
    await using office = await openOffice({ settings: { approval: 'never' } });
    const { context, workspaceId, world } = office;
    const [clerk, boss] = [office.person('clerk'), office.person('boss')];
    world.autotask.book.contracts.get(world.contracts.contoso.id)!.status = 0;
    const run = await asked(office);
    const message = clerk.messages().find(({ threadTs, ephemeralTo }) => !threadTs && !ephemeralTo)!;
    expect(message.text).toContain('Failure');
    const { blocks } = structuredClone(message);
    await Promise.all([clerk.click('Retry failed'), boss.click('Retry failed')]);
    await office.work();
    const retry = await findRetry(context.db, workspaceId, run);
    expect((await getRun(context.db, workspaceId, retry!.run)).scope).toEqual({
      tenantIds: [world.tenants.contoso.id],
    });
    expect(
      [clerk.answer(), boss.answer()].filter(one => one.includes('tries again what failed in run')),
    ).toHaveLength(1);
    expect(clerk.channel()).toContain(`tried again as run ${retry!.run} by @`);
    message.blocks = blocks;
    await clerk.click('Retry failed', { near: `Run ${run}` });
    await office.work();
    expect(clerk.answer()).toContain(`run ${retry!.run} tries it again.`);
    expect(await getRun(context.db, workspaceId, retry!.run + 1).catch(() => null)).toBeNull();
    expect(office.slack.findings).toEqual([]);
  });

  test('is paused from its message while it is written', async () => {
    await using office = await openOffice();
    const { app, context, workspaceId, world } = office;
    const clerk = office.person('clerk');
    await asked(office, [world.tenants.contoso.id]);
    await clerk.click('Approve plan');
    await app.idle();
    await context.deliver();
    expect(clerk.channel()).toContain('Syncing · September 2026 · decided, carried out now');
    await clerk.click('Pause');
    await app.idle();
    expect(clerk.answer()).toContain('Syncing is paused.');
    expect((await getSettings(context.db, workspaceId, PROGRAM)).syncOn).toBe(false);
    await office.work();
    expect(writes(office)).toBe(0);
  });
});
