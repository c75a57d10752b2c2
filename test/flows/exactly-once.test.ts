/** Whatever happens to a request, each change is there once in the end, or a person is told that it cannot be known. */
import { describe, expect, test } from 'vitest';
import { TransientError } from '../../src/errors.ts';
import { apply } from '../../src/sync/apply.ts';
import { propose } from '../../src/sync/propose.ts';
import { request } from '../../src/sync/request.ts';
import { run } from '../../src/sync/run.ts';
import { Superseded } from '../../src/sync/writing/work.ts';
import type { Fault } from '../sandbox/autotask/faults.ts';
import { CLERK, WORKSPACE } from '../support/bot.ts';
import { begin, customer, lineOf, type Story } from '../support/story.ts';

const PREMIUM = 'Microsoft 365 Business Premium';
const ADJUST = 'create ContractServiceAdjustments' as const;

/** September carried out by a bot to which nothing happened: what every other must end in. */
async function undisturbed(): Promise<string> {
  await using story = await begin({ approval: 'never' });
  story.world.issue('2026-09', story.world.lines.september);
  await story.bot.sync();
  return story.world.autotask.book.snapshot();
}
const expected = undisturbed();

const adjustments = ({ world }: Story): number =>
  world.autotask.requests.writesOf('ContractServiceAdjustments').length;
/** Adjustments that September takes. */
const ordinary = 12;

describe('an answer that is lost', () => {
  test.each<[string, Fault]>([
    ['the connection drops after Autotask did it', { kind: 'drop', when: 'after' }],
    ['the connection drops before Autotask did it', { kind: 'drop', when: 'before' }],
    ['a web page comes with 500 after Autotask did it', { kind: 'html', when: 'after' }],
    ['a web page comes with 500 instead', { kind: 'html', when: 'before' }],
    ['502 comes although it was done', { kind: 'status', status: 502, when: 'after' }],
    ['the thread limit turns it away', { kind: 'threads' }],
    ['the thread limit turns it away with another status', { kind: 'threads', status: 500 }],
  ])('because %s is settled by reading, and written once', async (_, fault) => {
    await using story = await begin({ approval: 'never' });
    const { world, bot } = story;
    world.issue('2026-09', world.lines.september);
    for (const skip of [0, 2, 5]) world.autotask.faults.add(ADJUST, fault, { skip });
    world.autotask.faults.add('create Services', fault, { skip: 1 });
    const report = await bot.sync();
    expect(report.customers.map(one => one.result)).not.toContain('Failure');
    expect(adjustments(story)).toBe(ordinary);
    expect(world.autotask.book.snapshot()).toBe(await expected);
  });

  test('again and again is held for a person after three attempts, and nothing is doubled', async () => {
    await using story = await begin({ approval: 'never' });
    const { world, bot } = story;
    world.issue('2026-09', world.lines.september);
    world.autotask.faults.add(ADJUST, { kind: 'drop', when: 'before' }, { times: 1000 });
    const report = await bot.sync({ tenantIds: [world.tenants.adventure.id] });
    expect(lineOf(report, 'Adventure Works', PREMIUM)).toMatchObject({
      standing: 'held',
      reason: 'unsettled',
    });
    expect(lineOf(report, 'Adventure Works', PREMIUM).holds[0]?.choices).toEqual([
      'check-again',
      'mark-as-done',
    ]);
    expect(world.autotask.requests.count('ContractServiceAdjustments', 'create')).toBe(3);
    world.autotask.faults.clear();
    await bot.sync({ tenantIds: [world.tenants.adventure.id] });
    expect(adjustments(story)).toBe(1);
  });

  test('that never comes because Autotask is always busy ends the run, and says so', async () => {
    await using story = await begin({ approval: 'never' });
    const { world, bot } = story;
    world.issue('2026-09', world.lines.september);
    world.autotask.faults.add(ADJUST, { kind: 'threads' }, { times: 1000 });
    const report = await bot.sync({ tenantIds: [world.tenants.adventure.id] });
    expect(lineOf(report, 'Adventure Works', PREMIUM)).toMatchObject({ standing: 'failed', reason: 'busy' });
    expect(world.autotask.requests.count('ContractServiceAdjustments', 'create')).toBe(20);
    expect(adjustments(story)).toBe(0);
  });

  test('at a second change of a used date is held, naming the choices', async () => {
    await using story = await begin({ approval: 'never' });
    const { world, bot } = story;
    world.autotask.switches.secondOnDate = 'refuse';
    world.issue('2026-09', world.lines.september);
    await bot.sync();
    world.clock.set('2026-11-03T01:00:00Z');
    world.issue('2026-10', world.lines.october);
    const report = await bot.sync();
    expect(lineOf(report, 'Contoso Ltd', 'Azure plan')).toMatchObject({
      standing: 'held',
      reason: 'same-date',
    });
    expect(customer(report, 'Fabrikam Pty Ltd').lines.map(line => line.standing)).toContain('applied');
  });
});

describe('a worker that dies', () => {
  /** Everything the program does to the outside, counted; the one told to dies there and the same run begins again. */
  async function dyingAt(
    point: number,
  ): Promise<{ died: boolean; snapshot: string; writes: number; problems: unknown[] }> {
    await using story = await begin({ approval: 'never' });
    const { world, bot } = story;
    world.issue('2026-09', world.lines.september);
    const { context } = bot;
    const number = (await request(context, { workspaceId: WORKSPACE, kind: 'customers', by: CLERK }))!;
    let seen = 0;
    let died = false;
    const target = await context.openTarget(WORKSPACE);
    const dying = {
      ...target,
      write: async (...given: Parameters<typeof target.write>) => {
        seen += 1;
        if (seen === point) throw die();
        const outcome = await target.write(...given);
        seen += 1;
        if (seen === point) throw die();
        return outcome;
      },
    };
    const die = (): Superseded => {
      died = true;
      return new Superseded('killed');
    };
    const mortal = { ...context, openTarget: async () => dying };
    await propose(mortal, WORKSPACE, number);
    // What dies here leaves the ledger as a kill would: the claim committed, the answer not written down.
    await apply(mortal, WORKSPACE, number).catch(error => {
      if (!(error instanceof Superseded) && !(error instanceof TransientError)) throw error;
    });
    const report = await run(context, WORKSPACE, number);
    return {
      died,
      snapshot: world.autotask.book.snapshot(),
      writes: adjustments(story),
      problems: report.customers.flatMap(one => one.lines).flatMap(line => [...line.problems, ...line.holds]),
    };
  }

  test.each(Array.from({ length: 16 }, (_, index) => index * 2 + 1).flatMap(point => [[point], [point + 1]]))(
    'at point %i of its writing ends where one that lives does',
    async point => {
      const { snapshot, writes, problems } = await dyingAt(point);
      expect(problems).toEqual([]);
      expect(writes).toBe(ordinary);
      expect(snapshot).toBe(await expected);
    },
  );
});

test('a worker that was taken over writes nothing more', async () => {
  await using story = await begin({ approval: 'never' });
  const { world, bot } = story;
  world.issue('2026-09', world.lines.september);
  const { context } = bot;
  const number = (await request(context, { workspaceId: WORKSPACE, kind: 'customers', by: CLERK }))!;
  await propose(context, WORKSPACE, number);
  const target = await context.openTarget(WORKSPACE);
  let took: Promise<unknown> | undefined;
  const stalled = {
    ...context,
    openTarget: async () => ({
      ...target,
      write: async (...given: Parameters<typeof target.write>) => {
        took ??= run(context, WORKSPACE, number);
        await took;
        return target.write(...given);
      },
    }),
  };
  await expect(apply(stalled, WORKSPACE, number)).rejects.toThrow(Superseded);
  expect(adjustments(story)).toBe(ordinary);
});
