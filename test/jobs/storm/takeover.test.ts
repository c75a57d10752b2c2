/** A process that is killed in the middle of its writing: another goes on with its workspaces, and nothing is doubled. */
import { expect, test } from 'vitest';
import { CRAWL_MS, openEstate, PATIENCE, undisturbed, until } from './estate.ts';
import { note } from './figures.ts';

const SIZE = { workspaces: 4, customers: 12, lines: 4 };
const TAKEOVER_MS = 30_000;

test(
  'what a killed process had in hand goes on elsewhere within 30 s and ends as if nothing had been',
  PATIENCE,
  async () => {
    const [expected, estate] = await Promise.all([undisturbed(SIZE), openEstate(SIZE)]);
    await using _ = estate;
    const { lands, workspaces } = estate;
    const { book, requests } = lands.world.autotask;
    estate.pace(CRAWL_MS);
    await using doomed = await estate.start();
    const runs = await Promise.all(workspaces.map(workspaceId => estate.ask(workspaceId)));
    await until(() => workspaces.every(one => estate.sent(one).length > 0));
    await using _other = await estate.start();
    estate.pace(300);
    // Items are there, and some lines of each.
    await until(() => workspaces.every(one => estate.writes(one).length > SIZE.lines + 3));
    const epochs = await Promise.all(workspaces.map(estate.epoch));
    doomed.signal('SIGKILL');
    const killed = performance.now();
    await doomed.ended;
    expect(workspaces.map(one => estate.writes(one).length > SIZE.lines * (SIZE.customers + 1) - 6)).toEqual(
      workspaces.map(() => false),
    );
    const takeovers = await Promise.all(
      workspaces.map(async (one, at) => {
        await until(async () => (await estate.epoch(one)) > epochs[at]!);
        const claimed = performance.now() - killed;
        const sent = estate.sent(one).length;
        await until(() => estate.sent(one).length > sent);
        return { claimed, written: performance.now() - killed };
      }),
    );
    note('takeover', takeovers);
    estate.pace(null);
    await Promise.all(workspaces.map((one, at) => estate.done(one, runs[at]!)));
    expect(Math.max(...takeovers.map(({ claimed }) => claimed))).toBeLessThan(TAKEOVER_MS);
    expect(requests.writes.length).toBe(expected.writes);
    expect(book.snapshot()).toBe(expected.snapshot);
  },
);
