/** Messages of runs on their way to Slack, whatever Slack does: each is there once, in its order, and says how things stand. */
import { WebClient } from '@slack/web-api';
import { describe, expect, test } from 'vitest';
import { watchPreview } from '../../src/slack/outgoing/announce.ts';
import { deliver } from '../../src/slack/outgoing/deliver.ts';
import { inTransaction } from '../../src/store/database.ts';
import { findMessage, listDead } from '../../src/store/outbox.ts';
import { reviveDead } from '../../src/store/outbox-queue.ts';
import { finishRun, getRun, moveRun, saveReport } from '../../src/store/runs.ts';
import { saveSettings } from '../../src/store/settings.ts';
import { saveWorkspace } from '../../src/store/workspaces.ts';
import { drain } from '../../src/sync/drain.ts';
import { request } from '../../src/sync/request.ts';
import { PROGRAM } from '../../src/sync/sync-context.ts';
import type { Message } from '../sandbox/slack/book.ts';
import { aCustomer, aLine, aReport, LONG } from '../slack/ui/stage.ts';
import { type Office, openOffice } from '../support/office.ts';

const here = (): Promise<Office> => openOffice({ connected: false });

/** What people see in the channels, of the bot. */
const seen = ({ slack }: Office): Message[] =>
  slack.book.messages.filter(one => !one.deleted && one.ephemeralTo === null);
const texts = (office: Office): string[] => seen(office).map(({ text }) => text);

/** Until nothing is due at this time. */
async function show({ context }: Office): Promise<void> {
  while ((await context.deliver()) > 0);
}

async function later(office: Office, seconds: number): Promise<void> {
  office.world.clock.advance(seconds * 1000);
  await show(office);
}

async function ask({ context, workspaceId, members }: Office, by: string | null = members.clerk.id) {
  return (await request(context, { workspaceId, kind: 'customers', by })) ?? 0;
}

/** Ends a run with a customer that has so many warnings. */
async function end({ context, workspaceId }: Office, run: number, warnings = 0, result?: 'No Change') {
  const lines = [aLine({ warnings: Array.from({ length: warnings }, (_, at) => `Warning ${at}: ${LONG}`) })];
  const customers = result
    ? []
    : [aCustomer('Contoso', { lines, result: warnings > 0 ? 'Warning' : 'Success' })];
  const report = { ...aReport({ customers }), run };
  await inTransaction(context.db, async tx => {
    await saveReport(tx, workspaceId, run, report);
    const at = context.clock.now();
    await finishRun(tx, workspaceId, run, { state: 'done', result: report.result, clean: true, at });
    await context.announce({ kind: 'run-reported', workspaceId, run, result: report.result }, tx);
  });
}

const posts = ({ slack }: Office, answer?: string) =>
  slack.book.calls.filter(
    call => call.method === 'chat.postMessage' && (answer === undefined || call.answer === answer),
  );

describe('a run in the channel', () => {
  test('is one message, changed in place, with its details beneath', async () => {
    await using office = await here();
    const run = await ask(office);
    await show(office);
    expect(texts(office)).toEqual(['Sync of all customers requested · reading PRISM and Autotask']);
    await end(office, run, 1);
    await show(office);
    const [parent, part, ...more] = seen(office);
    expect(more).toEqual([]);
    expect(parent).toMatchObject({
      text: 'Warning · September 2026 · 1 customer, 1 subscription synced, 1 warning',
      threadTs: null,
    });
    expect(part).toMatchObject({ threadTs: parent?.ts, text: `Details of run ${run}` });
    expect(JSON.stringify(parent?.metadata)).toBe(
      JSON.stringify({ event_type: 'prism_bot_message', event_payload: { key: `run/${run}` } }),
    );
    expect(office.slack.findings).toEqual([]);
  });

  test('is not touched when nothing about it changed', async () => {
    await using office = await here();
    const run = await ask(office);
    await end(office, run);
    await show(office);
    const { context, workspaceId } = office;
    const calls = office.slack.book.calls.length;
    await inTransaction(context.db, tx =>
      context.announce({ kind: 'run-reported', workspaceId, run, result: 'Success' }, tx),
    );
    await show(office);
    expect(office.slack.book.calls.length).toBe(calls);
  });

  test('of the timetable is not told when there was nothing to do, and one that somebody asked for is', async () => {
    await using office = await here();
    const daily = await ask(office, null);
    await show(office);
    expect(texts(office)).toEqual([]);
    await end(office, daily, 0, 'No Change');
    await show(office);
    expect(texts(office)).toEqual([]);
    const asked = await ask(office);
    await end(office, asked, 0, 'No Change');
    await show(office);
    expect(texts(office)).toEqual(['No Change · September 2026 · 0 customers, 0 subscriptions synced']);
  });

  test('tells its progress every three seconds at most, and its end at once', async () => {
    await using office = await here();
    const { context, workspaceId, world } = office;
    const run = await ask(office);
    await show(office);
    await moveRun(context.db, workspaceId, run, ['requested'], 'applying');
    const updates = () => office.slack.book.calls.filter(({ method }) => method === 'chat.update').length;
    for (let done = 1; done <= 60; done++) {
      await context.announce(
        { kind: 'run-progressed', workspaceId, run, done, total: 100, msLeft: 90_000 },
        context.db,
      );
      world.clock.advance(100);
      await show(office);
    }
    expect(updates()).toBe(2);
    expect(texts(office)).toEqual(['Syncing · 60 of 100 customers done · about 2 minutes left']);
    await context.announce(
      { kind: 'run-progressed', workspaceId, run, done: 99, total: 100, msLeft: 900 },
      context.db,
    );
    await end(office, run);
    await show(office);
    expect(texts(office)[0]).toContain('Success');
  });

  test('with many findings has as many messages beneath as it needs, in their order', async () => {
    await using office = await here();
    const run = await ask(office);
    await end(office, run, 40);
    office.slack.faults.add('chat.postMessage', { kind: 'status', status: 503 }, { skip: 3 });
    office.slack.faults.add('chat.postMessage', { kind: 'status', status: 429, retryAfter: 7 }, { skip: 2 });
    await show(office);
    for (let tries = 0; tries < 6; tries++) await later(office, 10);
    const parts = texts(office).slice(1);
    expect(parts.length).toBeGreaterThan(3);
    expect(parts).toEqual(parts.map((_, at) => `Details of run ${run}, part ${at + 1} of ${parts.length}`));
    await end(office, run, 1);
    await show(office);
  });
});

describe('Slack', () => {
  test('that asks to wait is left alone that long; then everything is there once', async () => {
    await using office = await here();
    const runs = [await ask(office), await ask(office), await ask(office)];
    office.slack.faults.add('chat.postMessage', { kind: 'status', status: 429, retryAfter: 30 });
    await show(office);
    expect(posts(office)).toHaveLength(1);
    await later(office, 29);
    expect(posts(office)).toHaveLength(1);
    for (const run of runs)
      expect((await getRun(office.context.db, office.workspaceId, run)).state).toBe('requested');
    await later(office, 1);
    expect(texts(office)).toHaveLength(3);
    expect(posts(office)).toHaveLength(4);
  });

  test.each([
    { of: 'is down', fault: { kind: 'status' as const, status: 503 } },
    { of: 'closes the connection', fault: { kind: 'drop' as const } },
    { of: 'answers with a web page', fault: { kind: 'html' as const } },
    { of: 'says that it has an error', fault: { kind: 'error' as const, error: 'internal_error' } },
  ])('that $of is asked again; the message is there once, as things stand then', async ({ fault }) => {
    await using office = await here();
    office.slack.faults.add('chat.postMessage', fault, { times: 2 });
    const run = await ask(office);
    await show(office);
    expect(texts(office)).toEqual([]);
    await end(office, run);
    await later(office, 2);
    await later(office, 4);
    expect(texts(office)).toHaveLength(2);
    expect(texts(office)[0]).toContain('Success');
    expect(await findMessage(office.context.db, office.workspaceId, `run/${run}`)).toMatchObject({
      ...{ state: 'shown', attempts: 0, problem: null },
    });
  });

  test.each([
    { of: 'that knows posts again', idempotentPosts: true, history: false },
    { of: 'that lets us read', idempotentPosts: false, history: true },
  ])(
    '$of shows a message once although the answer to its post was lost',
    async ({ idempotentPosts, history }) => {
      await using office = await here();
      office.slack.switches.idempotentPosts = idempotentPosts;
      if (history) office.slack.installation.scopes.push('channels:history');
      office.slack.faults.add('chat.postMessage', { kind: 'drop', when: 'after' });
      const run = await ask(office);
      await show(office);
      expect(texts(office)).toHaveLength(1);
      await end(office, run, 0, 'No Change');
      await later(office, 2);
      expect(texts(office)).toEqual(['No Change · September 2026 · 0 customers, 0 subscriptions synced']);
    },
  );

  test('that does not answer an update is given it again', async () => {
    await using office = await here();
    const run = await ask(office);
    await show(office);
    await end(office, run, 0, 'No Change');
    office.slack.faults.add('chat.update', { kind: 'drop', when: 'after' });
    await show(office);
    await later(office, 2);
    expect(seen(office)).toMatchObject([{ text: expect.stringContaining('No Change'), edits: 2 }]);
  });

  test.each([1, 2])('that refuses blocks %i times gets a plainer message', async times => {
    await using office = await here();
    office.slack.faults.add('chat.postMessage', { kind: 'error', error: 'invalid_blocks' }, { times });
    await ask(office);
    await show(office);
    const [message, ...more] = seen(office);
    expect(more).toEqual([]);
    expect(message?.text).toContain('Sync of all customers requested');
    expect(message?.blocks.map(({ type }) => type)).toEqual(times === 1 ? ['section', 'actions'] : []);
    expect(office.log.join('')).toContain('blocks were refused');
  });

  test('that is down for an hour gets everything once, in its order; no run waits for it', async () => {
    await using office = await openOffice({ settings: { approval: 'never' } });
    const { context, world, workspaceId, slack } = office;
    slack.faults.add('chat.postMessage', { kind: 'status', status: 503 }, { times: 10_000 });
    slack.faults.add('chat.update', { kind: 'status', status: 503 }, { times: 10_000 });
    world.issue('2026-09', world.lines.september);
    const runs = [await ask(office)];
    for (let minute = 0; minute < 60; minute += 10) {
      await drain(context, workspaceId);
      for (let step = 0; step < 10; step++) await later(office, 60);
      runs.push(await ask(office));
    }
    await drain(context, workspaceId);
    const ended = await Promise.all(runs.map(run => getRun(context.db, workspaceId, run)));
    expect(new Set(ended.map(({ state }) => state))).toEqual(new Set(['done']));
    expect(texts(office)).toEqual([]);
    // Not more often than every five minutes in the end.
    expect(posts(office).length).toBeLessThan(runs.length * 25);

    slack.faults.clear();
    for (let minute = 0; minute < 6; minute++) await later(office, 60);
    const parents = seen(office).filter(({ threadTs }) => threadTs === null);
    const told = parents.map(({ blocks }) =>
      Number(/Run (\d+), requested/.exec(JSON.stringify(blocks))?.[1]),
    );
    expect(told).toEqual(runs);
    expect(new Set(seen(office).map(({ ts }) => ts)).size).toBe(seen(office).length);
    expect(await listDead(context.db, workspaceId)).toEqual([]);
  });

  test('of another workspace goes on while one is asked to wait', async () => {
    await using office = await here();
    const { context, slack } = office;
    const team = slack.addTeam({ name: 'Other' });
    const { token } = slack.install(team.id);
    const channel = slack.addChannel({ teamId: team.id, name: 'money' });
    await saveWorkspace(context.db, { id: team.id, name: 'Other', at: context.clock.now() });
    await saveSettings(context.db, team.id, PROGRAM, { channelId: channel.id });
    await ask(office);
    await request(context, { workspaceId: team.id, kind: 'customers', by: 'U0THERE' });
    slack.faults.add('chat.postMessage', { kind: 'status', status: 429, retryAfter: 60 });
    const clientOf = async (workspaceId: string) =>
      new WebClient(workspaceId === team.id ? token : slack.botToken, {
        slackApiUrl: slack.apiUrl,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
      });
    await deliver({ context, clientOf });
    await deliver({ context, clientOf });
    const where = seen(office).map(({ channelId }) => channelId);
    expect(where).toHaveLength(1);
    office.world.clock.advance(60_000);
    await deliver({ context, clientOf });
    expect(
      seen(office)
        .map(({ channelId }) => channelId)
        .sort(),
    ).toEqual([office.channel.id, channel.id].sort());
  });
});

describe('many at the same time', () => {
  test('show each message once', async () => {
    await using office = await here();
    for (let run = 0; run < 12; run++) await ask(office);
    office.slack.switches.idempotentPosts = false;
    while (
      (await Promise.all(Array.from({ length: 6 }, () => office.context.deliver()))).some(count => count > 0)
    );
    expect(texts(office)).toHaveLength(12);
  });
});

describe('people', () => {
  test('who delete a message get it anew when it has something to say', async () => {
    await using office = await here();
    const run = await ask(office);
    await show(office);
    seen(office)[0]!.deleted = true;
    await show(office);
    expect(texts(office)).toEqual([]);
    await end(office, run, 0, 'No Change');
    await show(office);
    expect(texts(office)).toEqual(['No Change · September 2026 · 0 customers, 0 subscriptions synced']);
  });

  test('who delete it before its details are there get it anew, with them beneath', async () => {
    await using office = await here();
    const run = await ask(office);
    await end(office, run, 1);
    await office.context.deliver();
    seen(office)[0]!.deleted = true;
    await show(office);
    await later(office, 5);
    const [parent, part, ...more] = seen(office);
    expect(more).toEqual([]);
    expect(parent?.text).toContain('Warning');
    expect(part?.threadTs).toBe(parent?.ts);
  });

  test('who archive the channel are told where, and see what they missed in the next one', async () => {
    await using office = await here();
    const { context, workspaceId, channel, slack } = office;
    const run = await ask(office);
    await show(office);
    channel.archived = true;
    await end(office, run, 0, 'No Change');
    const second = await ask(office);
    await show(office);
    expect((await listDead(context.db, workspaceId)).map(({ key, problem }) => [key, problem])).toEqual([
      [`run/${second}`, expect.stringContaining('archived. Choose another with /prism settings.')],
      [`run/${run}`, expect.stringContaining('archived. Choose another with /prism settings.')],
    ]);
    const next = slack.addChannel({ name: 'finance', members: [slack.installation.botUserId] });
    await office.settle({ channelId: next.id });
    expect(await reviveDead(context.db, workspaceId, context.clock.now())).toBe(2);
    await show(office);
    const there = seen(office).filter(({ channelId }) => channelId === next.id);
    expect(there.map(({ text }) => text.split(' · ')[0])).toEqual([
      'No Change',
      'Sync of all customers requested',
    ]);
    expect(await listDead(context.db, workspaceId)).toEqual([]);
  });

  test('who choose no channel are told so; once there is one, the next message takes the others along', async () => {
    await using office = await here();
    const { context, workspaceId, channel } = office;
    await office.settle({ channelId: null });
    await ask(office);
    await show(office);
    expect((await listDead(context.db, workspaceId)).map(({ problem }) => problem)).toEqual([
      'No notification channel is chosen. Choose one with /prism settings.',
    ]);
    await office.settle({ channelId: channel.id });
    await ask(office);
    await show(office);
    expect(texts(office)).toHaveLength(2);
  });

  test('who did not invite the app are told how', async () => {
    await using office = await here();
    const { context, workspaceId, channel, slack } = office;
    channel.members.delete(slack.installation.botUserId);
    slack.installation.scopes = slack.installation.scopes.filter(scope => scope !== 'chat:write.public');
    await ask(office);
    await show(office);
    expect((await listDead(context.db, workspaceId))[0]?.problem).toContain('/invite @PRISM Bot');
  });
});

describe('a window that waits for a preview', () => {
  const open = async (office: Office, closed: boolean) => {
    const { context, workspaceId, members, slack } = office;
    const run = await request(context, {
      workspaceId,
      kind: 'customers',
      by: members.viewer.id,
      preview: true,
    });
    const viewId = 'V0WAITING';
    if (!closed) {
      const view = {
        type: 'modal' as const,
        title: { type: 'plain_text' as const, text: 'Preview' },
        blocks: [],
      };
      const { id: userId, teamId } = members.viewer;
      slack.book.views.set(userId, [
        { id: viewId, hash: '1', rootId: viewId, previousId: null, userId, teamId, view, state: {} },
      ]);
    }
    await watchPreview(context.db, context.clock, workspaceId, {
      run: run!,
      viewId,
      userId: members.viewer.id,
      role: 'viewer',
    });
    return run!;
  };

  test('is filled when it is done, and nothing stands in the channel', async () => {
    await using office = await here();
    await open(office, false);
    await show(office);
    await office.work();
    expect(JSON.stringify(office.slack.book.views.get(office.members.viewer.id))).toContain(
      'Autotask is not connected.',
    );
    expect(texts(office)).toEqual([]);
  });

  test('is not missed when it was closed', async () => {
    await using office = await here();
    const run = await open(office, true);
    await office.work();
    expect(
      await findMessage(office.context.db, office.workspaceId, `preview/${run}/V0WAITING`),
    ).toMatchObject({
      state: 'shown',
    });
  });
});

test('an alarm is one message, which says when it is over', async () => {
  await using office = await here();
  const { context, workspaceId } = office;
  const alarm = { alarm: 'invoice-late', month: '2026-09' } as const;
  const event = {
    ...{ kind: 'alarm-changed' as const, workspaceId, key: 'invoice-late/2026-09', alarm },
    since: new Date('2026-10-06T01:00:00Z'),
  };
  await context.announce({ ...event, over: null }, context.db);
  await context.announce({ ...event, over: null }, context.db);
  await show(office);
  expect(texts(office)).toEqual(['Invoice for September 2026 is late']);
  await context.announce({ ...event, over: new Date('2026-10-07T01:00:00Z') }, context.db);
  await show(office);
  expect(texts(office)).toEqual(['Over: Invoice for September 2026 is late']);
});
