/** A person does not wait for the machine: what somebody asks for begins within five seconds, whatever else is going on. */
import { expect, test } from 'vitest';
import { listRuns, type Run } from '../../../src/store/runs.ts';
import { Person } from '../../sandbox/slack/person/index.ts';
import { type Estate, openEstate, PATIENCE, undisturbed, until } from './estate.ts';
import { note } from './figures.ts';
import type { Bot } from './processes.ts';

const BEGINS_MS = 5_000;

test(
  'a large run of the timetable is set aside for a person, and then ends; nothing is written twice',
  PATIENCE,
  async () => {
    const size = { workspaces: 1, customers: 16, lines: 5 };
    const [expected, estate] = await Promise.all([undisturbed(size), openEstate(size)]);
    await using _ = estate;
    const { faults, book, requests } = estate.lands.world.autotask;
    const [workspaceId] = estate.workspaces as [string];
    faults.add('any', { kind: 'slow', ms: 500 }, { times: 10_000 });
    await using bot = await estate.start();
    const large = await estate.ask(workspaceId);
    await until(() => estate.writes(workspaceId).length > 12);
    for (const what of ['Customer 12 of land 1', 'products']) {
      const run = await typed(estate, bot, `/prism sync ${what}`);
      note(`a person's sync of ${what} begins, ms`, waited(run));
      expect(waited(run)).toBeLessThan(BEGINS_MS);
      expect((await estate.run(workspaceId, large)).state).toBe('applying');
      await estate.done(workspaceId, run.number);
    }
    expect((await estate.run(workspaceId, large)).state).toBe('applying');
    faults.clear();
    await estate.done(workspaceId, large);
    expect(requests.writes.length).toBe(expected.writes);
    expect(book.snapshot()).toBe(expected.snapshot);
  },
);

test('a hand is kept for people while all others are busy with other workspaces', PATIENCE, async () => {
  const size = { workspaces: 7, customers: 3, lines: 4 };
  const [expected, estate] = await Promise.all([undisturbed(size), openEstate(size)]);
  await using _ = estate;
  const { faults, book, requests } = estate.lands.world.autotask;
  const [ours, ...others] = estate.workspaces as [string, ...string[]];
  faults.add('any', { kind: 'slow', ms: 700 }, { times: 10_000 });
  await using bot = await estate.start();
  const runs = await Promise.all(others.map(one => estate.ask(one)));
  const busy = () => others.filter(one => estate.requests(one).length > 0);
  await until(() => busy().length === 4);
  const run = await typed(estate, bot, '/prism sync');
  note("a person's sync begins while all hands are busy, ms", waited(run));
  expect(waited(run)).toBeLessThan(BEGINS_MS);
  expect(busy().length).toBe(4);
  faults.clear();
  await estate.done(ours, run.number);
  await Promise.all(others.map((one, at) => estate.done(one, runs[at]!)));
  expect(requests.writes.length).toBe(expected.writes);
  expect(book.snapshot()).toBe(expected.snapshot);
});

/** What somebody typed asks for, as soon as a worker has it in hand. */
async function typed(estate: Estate, bot: Bot, command: string): Promise<Run> {
  const { slack, db } = estate;
  const member = slack.addMember({ name: `boss-${command.length}`, isOwner: true, isAdmin: true });
  slack.addChannel({ name: `channel-${command.length}`, members: [member.id] });
  await new Person(slack, member, { botUrl: bot.url }).type(command);
  let found: Run | undefined;
  await until(async () => {
    found = (await listRuns(db, slack.teamId, { limit: 10 })).find(run => run.requestedBy === member.id);
    return found !== undefined && found.startedAt !== null;
  });
  return found!;
}

const waited = ({ requestedAt, startedAt }: Run): number => startedAt!.getTime() - requestedAt.getTime();
