import { describe, expect, test } from 'vitest';
import { claimNextRun } from '../../src/store/run-queue.ts';
import { findReport, getRun } from '../../src/store/runs.ts';
import { drain } from '../../src/sync/drain.ts';
import { request } from '../../src/sync/request.ts';
import { CLERK, WORKSPACE } from '../support/bot.ts';
import { begin, type Story } from '../support/story.ts';

const ask = async ({ bot }: Story, asked: { by: string | null; preview?: boolean; retryOf?: number }) =>
  (await request(bot.context, { workspaceId: WORKSPACE, kind: 'customers', ...asked }))!;
const stateOf = async ({ bot }: Story, number: number) =>
  (await getRun(bot.context.db, WORKSPACE, number)).state;

/** In the order in which they ended. */
function ends({ bot }: Story): number[] {
  const runs: number[] = [];
  bot.context.listen(async event => {
    if (event.kind === 'run-reported') runs.push(event.run);
  });
  return runs;
}

describe('a worker', () => {
  test('works on all runs, what people wait for first', async () => {
    await using story = await begin();
    story.world.issue('2026-09', story.world.lines.september);
    const ended = ends(story);
    const nightly = await ask(story, { by: null });
    const person = await ask(story, { by: CLERK });
    const preview = await ask(story, { by: CLERK, preview: true });
    expect(await drain(story.bot.context, WORKSPACE)).toBe(false);
    expect([...new Set(ended)]).toEqual([preview, person, nightly]);
    expect(await stateOf(story, preview)).toBe('done');
  });

  test('sets a nightly run aside at the next change when a person waits, and then goes on with it', async () => {
    await using story = await begin({ approval: 'never' });
    story.world.issue('2026-09', story.world.lines.september);
    const nightly = await ask(story, { by: null });
    const ended = ends(story);
    const slow = { kind: 'slow', ms: 2_500 } as const;
    story.world.autotask.faults.add('create ContractServiceAdjustments', slow);
    const person = Promise.withResolvers<number>();
    const unsubscribe = setInterval(async () => {
      if (story.world.autotask.requests.writes.length === 0) return;
      clearInterval(unsubscribe);
      person.resolve(await ask(story, { by: CLERK }));
    }, 20);
    await drain(story.bot.context, WORKSPACE);
    expect(ended).toEqual([await person.promise, nightly]);
    expect(await stateOf(story, nightly)).toBe('done');
  });

  test('leaves customers alone while syncing is paused, and shows previews', async () => {
    await using story = await begin({ syncOn: false });
    story.world.issue('2026-09', story.world.lines.september);
    const sync = await ask(story, { by: CLERK });
    const preview = await ask(story, { by: CLERK, preview: true });
    await drain(story.bot.context, WORKSPACE);
    expect(await stateOf(story, sync)).toBe('requested');
    expect(await stateOf(story, preview)).toBe('done');
    await story.bot.settle({ syncOn: true });
    await drain(story.bot.context, WORKSPACE);
    expect(await stateOf(story, sync)).toBe('proposed');
  });

  test('puts a run aside that brought its worker down four times', async () => {
    await using story = await begin();
    story.world.issue('2026-09', story.world.lines.september);
    const number = await ask(story, { by: CLERK });
    const { db, clock } = story.bot.context;
    for (let crash = 1; crash <= 4; crash++)
      await db.transaction().execute(tx => claimNextRun(tx, WORKSPACE, { at: clock.now() }));
    await drain(story.bot.context, WORKSPACE);
    const run = await getRun(db, WORKSPACE, number);
    expect(run).toMatchObject({ state: 'done', result: 'Failure' });
    expect(JSON.stringify(await findReport(db, WORKSPACE, number))).toContain('put-aside');
  });

  test('does nothing for a workspace that was uninstalled', async () => {
    await using story = await begin();
    const number = await ask(story, { by: CLERK });
    await story.bot.context.db
      .updateTable('workspaces')
      .set({ closed_at: new Date(0) })
      .execute();
    expect(await drain(story.bot.context, WORKSPACE)).toBe(false);
    expect(await stateOf(story, number)).toBe('requested');
  });
});

describe('a preview', () => {
  test('writes nothing, leaves waiting plans as they are and is in no history', async () => {
    await using story = await begin();
    story.world.issue('2026-09', story.world.lines.september);
    const waiting = await story.bot.sync();
    const writes = story.world.autotask.requests.writes.length;
    const number = await ask(story, { by: CLERK, preview: true });
    await drain(story.bot.context, WORKSPACE);
    expect(story.world.autotask.requests.writes.length).toBe(writes);
    expect(await stateOf(story, waiting.run)).toBe('proposed');
    expect((await getRun(story.bot.context.db, WORKSPACE, number)).result).toBe('Waiting for approval');
    const done = await story.bot.approve(waiting);
    expect(done.result).not.toBe('Expired');
  });
});
