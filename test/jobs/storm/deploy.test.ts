/** A deploy in the middle of a large run: the old process lets go in time, the new one goes on at once. */
import { expect, test } from 'vitest';
import { CRAWL_MS, openEstate, PATIENCE, undisturbed, until } from './estate.ts';
import { note } from './figures.ts';

const SIZE = { workspaces: 1, customers: 12, lines: 10 };
const SMALL = { workspaces: 1, customers: 3, lines: 3 };
/** After ten seconds it would end itself with another code; the rest is for the signal and the news of its end. */
const EXIT_MS = 11_500;
/** Sooner than anybody is missed, also on a machine that has much else to do. */
const GO_ON_MS = 15_000;

test(
  'SIGTERM while changes are written: what is in hand is finished, another goes on, nothing is doubled',
  PATIENCE,
  async () => {
    const [expected, estate] = await Promise.all([undisturbed(SIZE), openEstate(SIZE)]);
    await using _ = estate;
    const { lands, workspaces } = estate;
    const { book, requests } = lands.world.autotask;
    const [workspaceId] = workspaces as [string];
    estate.pace(CRAWL_MS);
    await using old = await estate.start();
    const run = await estate.ask(workspaceId);
    await until(() => estate.sent(workspaceId).length > 0);
    await using _new = await estate.start();
    estate.pace(400);
    await until(() => estate.writes(workspaceId).length > 30);
    const epoch = await estate.epoch(workspaceId);
    old.signal('SIGTERM');
    const asked = performance.now();
    const goesOn = until(async () => (await estate.epoch(workspaceId)) > epoch).then(
      () => performance.now() - asked,
    );
    expect(await old.ended).toEqual([0, null]);
    const exit = performance.now() - asked;
    const wentOn = await goesOn;
    expect((await estate.run(workspaceId, run)).state).toBe('applying');
    estate.pace(null);
    await estate.done(workspaceId, run);
    note('deploy', { exit, wentOn });
    expect(exit).toBeLessThan(EXIT_MS);
    expect(wentOn).toBeLessThan(GO_ON_MS);
    // It was handed over, not missed.
    expect(await estate.misses()).toBe(0);
    expect(old.lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(requests.writes.length).toBe(expected.writes);
    expect(book.snapshot()).toBe(expected.snapshot);
  },
);

test(
  'SIGTERM while Autotask does not answer what is planned from: out in time, and planned elsewhere',
  PATIENCE,
  async () => {
    const [expected, estate] = await Promise.all([undisturbed(SMALL), openEstate(SMALL)]);
    await using _ = estate;
    const { lands, workspaces } = estate;
    const { faults, book, requests } = lands.world.autotask;
    const [workspaceId] = workspaces as [string];
    await using old = await estate.start();
    faults.add('query Contracts', { kind: 'slow', ms: 25_000 });
    const run = await estate.ask(workspaceId);
    await until(() => requests.count('Contracts', 'query') > 0);
    await using _new = await estate.start();
    const seen = estate.requests(workspaceId).length;
    old.signal('SIGTERM');
    const asked = performance.now();
    const goesOn = until(() => estate.requests(workspaceId).length > seen).then(
      () => performance.now() - asked,
    );
    expect(await old.ended).toEqual([0, null]);
    const exit = performance.now() - asked;
    const wentOn = await goesOn;
    await estate.done(workspaceId, run);
    note('deploy while planning', { exit, wentOn });
    expect(exit).toBeLessThan(EXIT_MS);
    expect(wentOn).toBeLessThan(30_000);
    expect(requests.writes.length).toBe(expected.writes);
    expect(book.snapshot()).toBe(expected.snapshot);
  },
);
