/** Approvals, who gives them, and when they count; and runs that fail before there is anything to decide. */
import { describe, expect, test } from 'vitest';
import { StaleError } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';
import { getRun, listRuns } from '../../src/store/runs.ts';
import { decideOnPlan } from '../../src/sync/decide.ts';
import type { SyncEvent } from '../../src/sync/events.ts';
import { expire } from '../../src/sync/expire.ts';
import { request } from '../../src/sync/request.ts';
import { run } from '../../src/sync/run.ts';
import { BOSS, CLERK, WORKSPACE } from '../support/bot.ts';
import { afterSeptember, begin, customer, lineOf, type Story, seatsOn, written } from '../support/story.ts';

const DAY = 86_400_000;

async function proposed(story: Story) {
  story.world.issue('2026-09', story.world.lines.september);
  const report = await story.bot.sync();
  const { planId, checksum } = customer(report, 'Contoso Ltd');
  return {
    report,
    verdict: { workspaceId: WORKSPACE, planId, checksum, decision: 'approved' as const, by: BOSS },
  };
}

describe('a plan', () => {
  test('is decided once: the second click is told who was first', async () => {
    await using story = await begin();
    const { verdict } = await proposed(story);
    expect(await decideOnPlan(story.bot.context, verdict)).toMatchObject({ won: true });
    const second = await decideOnPlan(story.bot.context, { ...verdict, decision: 'rejected', by: CLERK });
    expect(second).toMatchObject({ won: false, plan: { state: 'approved', decidedBy: BOSS } });
  });

  test('that was not the one seen is not approved', async () => {
    await using story = await begin();
    const { verdict } = await proposed(story);
    await expect(decideOnPlan(story.bot.context, { ...verdict, checksum: 'another' })).rejects.toThrow(
      StaleError,
    );
    expect(written(story)).toBe(0);
  });

  test('may not be approved by who asked for it, where the setting says so', async () => {
    await using story = await begin({ ownApproval: false });
    const { verdict } = await proposed(story);
    await expect(decideOnPlan(story.bot.context, { ...verdict, by: CLERK })).rejects.toMatchObject({
      code: 'own-request',
    });
    expect(await decideOnPlan(story.bot.context, verdict)).toMatchObject({ won: true });
  });

  test('rejected is reported so, with its money waiting nowhere', async () => {
    await using story = await begin();
    const { report } = await proposed(story);
    for (const { planId, checksum } of report.customers) {
      await decideOnPlan(story.bot.context, {
        workspaceId: WORKSPACE,
        planId,
        checksum,
        decision: 'rejected',
        by: BOSS,
        reason: 'not yet',
      });
    }
    const done = await run(story.bot.context, WORKSPACE, report.run);
    expect(done.result).toBe('Rejected');
    expect((await getRun(story.bot.context.db, WORKSPACE, report.run)).state).toBe('rejected');
    expect(written(story)).toBe(0);
  });

  test('waits seven days and no longer', async () => {
    await using story = await begin();
    const { report, verdict } = await proposed(story);
    story.world.clock.advance(7 * DAY - 1000);
    expect(await expire(story.bot.context, WORKSPACE)).toEqual([]);
    story.world.clock.advance(2000);
    expect(await expire(story.bot.context, WORKSPACE)).toEqual([report.run]);
    expect(await decideOnPlan(story.bot.context, verdict)).toMatchObject({
      won: false,
      plan: { state: 'expired' },
    });
    expect((await getRun(story.bot.context.db, WORKSPACE, report.run)).result).toBe('Expired');
  });

  test('is replaced by a newer one of the same customer', async () => {
    await using story = await begin();
    const { verdict } = await proposed(story);
    await story.bot.sync();
    expect(await decideOnPlan(story.bot.context, verdict)).toMatchObject({
      won: false,
      plan: { state: 'replaced' },
    });
  });

  test('skips exactly the line that somebody moved in the meantime, and writes the others', async () => {
    await using story = await afterSeptember({ approval: 'always' });
    const { world, bot } = story;
    world.clock.set('2026-11-03T01:00:00Z');
    world.issue('2026-10', world.lines.october);
    const report = await bot.sync();
    const line = world.autotask.book.contractServices
      .all()
      .find(one => one.contractID === world.contracts.adventure.id)!;
    world.autotask.book.adjust({ contractServiceId: line.id, effective: '2026-10-20', delta: 5 });
    const done = await bot.approve(report);
    expect(lineOf(done, 'Adventure Works', 'Microsoft 365 Business Premium')).toMatchObject({
      standing: 'held',
      reason: 'stale',
    });
    expect(seatsOn(story, 'adventure', world.products.premium.sku!, '2026-10-20')).toBe(11);
    expect(lineOf(done, 'Contoso Ltd', 'Azure plan').standing).toBe('applied');
  });

  test('on a contract that was moved in the meantime writes nothing of it', async () => {
    await using story = await begin();
    const { report } = await proposed(story);
    story.world.autotask.book.editContract(story.world.contracts.adventure.id, { endDate: '2026-12-31' });
    const done = await story.bot.approve(report);
    expect(lineOf(done, 'Adventure Works', 'Microsoft 365 Business Premium').reason).toBe('stale');
  });
});

describe('a run', () => {
  test('is announced from request to report', async () => {
    await using story = await begin({ approval: 'never' });
    const events: SyncEvent['kind'][] = [];
    story.bot.context.listen(async event => void events.push(event.kind));
    story.world.issue('2026-09', story.world.lines.september);
    await story.bot.sync();
    expect(events).toEqual(['run-requested', 'run-progressed', 'run-reported']);
  });

  test('is told of in the transaction that writes it: both are there or neither', async () => {
    await using story = await begin({ approval: 'never' });
    story.bot.context.listen(async () => {
      throw new Error('the news could not be written down');
    });
    await expect(story.bot.sync()).rejects.toThrow('the news could not be written down');
    expect(await listRuns(story.bot.context.db, WORKSPACE, { limit: 1 })).toEqual([]);
  });

  test('asked for twice by the same tick is one run', async () => {
    await using story = await begin();
    const tick = { workspaceId: WORKSPACE, kind: 'customers' as const, by: null, period: '2026-10-03' };
    const asked = await Promise.all([request(story.bot.context, tick), request(story.bot.context, tick)]);
    expect(asked.filter(number => number !== null)).toHaveLength(1);
  });

  test('without a connection says so', async () => {
    await using story = await begin();
    await story.bot.context.db.deleteFrom('connections').where('kind', '=', 'prism').execute();
    const report = await story.bot.sync();
    expect(report.facts.problems).toMatchObject([{ code: 'not-connected', says: 'PRISM is not connected.' }]);
  });

  test('that PRISM does not answer fails plainly and may be asked for again', async () => {
    await using story = await begin();
    story.world.prism.faults.add('invoices', { kind: 'status', status: 503 }, { times: 50 });
    const report = await story.bot.sync();
    expect(report.result).toBe('Failure');
    expect(report.facts.problems).toMatchObject([
      { code: 'no-answer', remedy: 'Press Retry failed in a while.' },
    ]);
  });

  test('that meets a bug says it was unexpected, with a reference that is in the log', async () => {
    await using story = await begin();
    const lines: string[] = [];
    const broken = {
      ...story.bot.context,
      log: createLog({ level: 'info', destination: { write: line => void lines.push(line) } }),
      openTarget: async () => {
        throw new TypeError('undefined is not a function');
      },
    };
    const number = (await request(broken, { workspaceId: WORKSPACE, kind: 'customers', by: CLERK }))!;
    const report = await run(broken, WORKSPACE, number);
    expect(report.facts.problems).toMatchObject([{ says: 'An unexpected error occurred', words: null }]);
    expect(lines.join()).toContain(report.reference);
    expect(lines.join()).toContain('undefined is not a function');
  });
});
