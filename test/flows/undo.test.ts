/** A run is taken back: a plan of opposites, approved, after which the invoice counts as not applied. */
import { describe, expect, test } from 'vitest';
import { listApplied } from '../../src/store/applied.ts';
import { listMemories } from '../../src/store/memories.ts';
import { type Office, type Opening, openOffice } from '../support/office.ts';

/** September is carried over by run 1, nobody asked. */
async function carried(opening: Opening = {}): Promise<Office> {
  const office = await openOffice({ settings: { approval: 'never' }, ...opening });
  office.world.issue('2026-09', office.world.lines.september);
  await sync(office);
  return office;
}

async function sync(office: Office, who = ''): Promise<void> {
  await office.person('clerk').type(`/prism sync ${who}`);
  await office.work();
}

/** Units by day of every line of a contract, zero ones left out. */
function units({ world }: Office, contract: 'contoso' | 'fabrikam' | 'adventure') {
  const { book } = world.autotask;
  return book.contractServices
    .where('contractID', [world.contracts[contract].id])
    .map(({ id, serviceID, prices }) => ({
      service: book.services.get(serviceID).name,
      price: prices.at(-1)?.price,
      steps: book.timeline(id),
    }))
    .filter(({ steps }) => steps.some(([, count]) => count !== 0));
}

const writes = ({ world }: Office): number => world.autotask.requests.writes.length;

describe('a run', () => {
  test('is undone for all its customers: what was written is countered, and the invoice can be synced again', async () => {
    await using office = await carried();
    const { context, workspaceId, world } = office;
    const clerk = office.person('clerk');
    const first = { contoso: units(office, 'contoso'), fabrikam: units(office, 'fabrikam') };
    expect(first.contoso).toHaveLength(2);

    await clerk.type('/prism run 1');
    await office.work();
    await clerk.click('Undo…');
    await office.work();
    expect(clerk.channel()).toContain('Approval needed · Undo of run 1 · September 2026 · 3 customers');
    const before = writes(office);
    await clerk.click('Show changes', { near: 'Contoso Ltd · 2 subscriptions change' });
    await office.work();
    expect(clerk.modal()).toContain('undo of run 1');
    expect(clerk.modal()).toContain('Countered by opposite adjustments on the same days');
    await clerk.close();
    expect(writes(office)).toBe(before);

    await clerk.click('Approve all 3', { in: 'message' });
    await office.work();
    expect(clerk.channel()).toContain('Success · Undo of run 1 · September 2026');
    expect(clerk.channel()).toContain('taken back by run 2');
    for (const contract of ['contoso', 'fabrikam', 'adventure'] as const)
      expect(units(office, contract)).toEqual([]);
    for (const { id } of Object.values(world.contracts)) {
      expect(await listApplied(context.db, workspaceId, String(id))).toEqual([]);
      expect(await listMemories(context.db, workspaceId, String(id))).toEqual(new Map());
    }

    await sync(office);
    expect(units(office, 'contoso')).toEqual(first.contoso);
    expect(units(office, 'fabrikam')).toEqual(first.fabrikam);
    expect(office.slack.findings).toEqual([]);
  });

  test('leaves what stood before, and its price', async () => {
    await using office = await carried();
    const { world } = office;
    const { book } = world.autotask;
    const clerk = office.person('clerk');
    const september = units(office, 'fabrikam');
    // In October a price changes within the month, and seats.
    world.clock.set('2026-11-03T02:00:00Z');
    world.issue('2026-10', world.lines.october, { issued: '2026-11-02' });
    await sync(office);
    expect(units(office, 'fabrikam')).not.toEqual(september);
    expect(units(office, 'fabrikam').map(({ price }) => price)).not.toEqual(
      september.map(({ price }) => price),
    );
    await clerk.type('/prism undo 2');
    await office.work();
    await clerk.click('Approve all 3', { in: 'message' });
    await office.work();
    expect(units(office, 'fabrikam')).toEqual(september);
    const billed = book.contractServices.all().map(({ id }) => book.bill(id, '2026-10'));

    // Again from there: the same as without the undo.
    await sync(office);
    const redone = book.contractServices.all().map(({ id }) => book.bill(id, '2026-10'));
    expect(redone).not.toEqual(billed);
    expect(office.slack.findings).toEqual([]);
  });

  test('of a day that Autotask takes no second change on is held, and one day later on a person’s word', async () => {
    await using office = await carried();
    const { world } = office;
    const clerk = office.person('clerk');
    world.autotask.switches.secondOnDate = 'refuse';
    await clerk.type('/prism undo 1');
    await office.work();
    await clerk.click('Approve all 3', { in: 'message' });
    await office.work();
    expect(clerk.channel()).toContain('has a change on that day already');
    await clerk.click('One day later', { near: 'Microsoft 365 E5' });
    await office.work();
    world.autotask.switches.secondOnDate = 'merge';
    await clerk.type('/prism undo 1');
    await office.work();
    await clerk.click('Show changes', { near: 'Fabrikam Pty Ltd · ' });
    await office.work();
    expect(clerk.modal()).toContain('from 02 Sep 2026');
  });

  test('that is not the newest is refused, and named is the one in the way', async () => {
    await using office = await carried();
    const { world } = office;
    const clerk = office.person('clerk');
    world.clock.set('2026-11-03T02:00:00Z');
    world.issue('2026-10', world.lines.october, { issued: '2026-11-02' });
    await sync(office);
    const before = writes(office);
    await clerk.type('/prism undo 1');
    await office.work();
    expect(clerk.answer()).toContain('Run 1 is not the newest: run 2 was carried out after it.');
    expect(clerk.answer()).toContain('/prism undo 2');
    await clerk.type('/prism run 1');
    await office.work();
    expect(clerk.answer()).not.toContain('Undo…');
    expect(writes(office)).toBe(before);

    // One after the other they go.
    for (const run of [2, 1]) {
      await clerk.type(`/prism undo ${run}`);
      await office.work();
      await clerk.click('Approve all 3', { in: 'message' });
      await office.work();
    }
    for (const contract of ['contoso', 'fabrikam', 'adventure'] as const)
      expect(units(office, contract)).toEqual([]);
  });

  test('whose period was posted is not taken back there, and says what stays billed', async () => {
    await using office = await carried();
    const { world } = office;
    const clerk = office.person('clerk');
    world.autotask.book.post(world.contracts.contoso.id, '2026-09-01');
    const before = units(office, 'contoso');
    await clerk.type('/prism undo 1');
    await office.work();
    await clerk.click('Show changes', { near: 'Contoso Ltd' });
    await office.work();
    expect(clerk.modal()).toMatch(
      /is posted to 30 Sep 2026: what was billed stays billed, .* 135\.00 retail/,
    );
    await clerk.close();
    await clerk.click('Approve all 3', { in: 'message' });
    await office.work();
    expect(units(office, 'contoso')).toEqual(before);
    expect(units(office, 'fabrikam')).toEqual([]);
  });

  test('keeps a hand’s seats, and says so', async () => {
    await using office = await carried();
    const { world } = office;
    const { book } = world.autotask;
    const clerk = office.person('clerk');
    const [line] = book.contractServices.where('contractID', [world.contracts.adventure.id]);
    book.adjust({ contractServiceId: line!.id, effective: '2026-09-20', delta: 2 });
    await clerk.type('/prism undo 1');
    await office.work();
    await clerk.click('Show changes', { near: 'Adventure Works' });
    await office.work();
    expect(clerk.modal()).toContain('was 6');
    await clerk.close();
    await clerk.click('Approve all 3', { in: 'message' });
    await office.work();
    expect(units(office, 'adventure')).toMatchObject([
      { steps: expect.arrayContaining([['2026-09-20', 2]]) },
    ]);
  });

  test('that a hand took seats from is held where fewer than none would be left', async () => {
    await using office = await carried();
    const { world } = office;
    const { book } = world.autotask;
    const clerk = office.person('clerk');
    const [line] = book.contractServices.where('contractID', [world.contracts.adventure.id]);
    book.adjust({ contractServiceId: line!.id, effective: '2026-09-20', delta: -2 });
    await clerk.type('/prism undo 1');
    await office.work();
    await clerk.click('Show changes', { near: 'Adventure Works' });
    await office.work();
    expect(clerk.modal()).toContain('fewer than no seats');
  });

  test('can be undone once, while another undo waits it is refused, and after a rejection asked for again', async () => {
    await using office = await carried();
    const clerk = office.person('clerk');
    await clerk.type('/prism undo 1');
    await office.work();
    await clerk.type('/prism undo 1');
    await office.work();
    expect(clerk.answer()).toContain('Run 2 takes run 1 back already.');
    for (const who of ['Contoso Ltd', 'Fabrikam Pty Ltd', 'Adventure Works']) {
      await clerk.click('Show changes', { near: `${who} ·` });
      await office.work();
      await clerk.click('Reject…', { in: 'modal' });
      await office.work();
      await clerk.fill('Reason', 'A mistake');
      await clerk.submit();
      await office.work();
      await clerk.close();
    }
    const before = writes(office);
    await clerk.type('/prism undo 1');
    await office.work();
    await clerk.click('Approve all 3', { in: 'message' });
    await office.work();
    expect(writes(office)).toBeGreaterThan(before);
    await clerk.type('/prism undo 1');
    await office.work();
    expect(clerk.answer()).toContain('Run 1 left nothing in Autotask that could be taken back.');
    await clerk.type('/prism undo 3');
    await office.work();
    expect(clerk.answer()).toContain('Run 3 is itself the undo of run 1.');
  });

  test('is never undone by somebody without the role, or by a number of nothing', async () => {
    await using office = await carried();
    const viewer = office.person('viewer');
    await viewer.type('/prism undo 1');
    await office.work();
    expect(viewer.answer()).toMatch(/operator/i);
    await viewer.type('/prism run 1');
    await office.work();
    expect(viewer.answer()).not.toContain('Undo…');
    const clerk = office.person('clerk');
    for (const [typed, says] of [
      ['/prism undo', 'Which run?'],
      ['/prism undo twelve', 'There is no run “twelve”.'],
      ['/prism undo 99', 'There is no run 99.'],
    ] as const) {
      await clerk.type(typed);
      await office.work();
      expect(clerk.answer()).toContain(says);
    }
  });
});

describe('an undo whose answers are lost', () => {
  test('is settled by reading, each change once', async () => {
    await using office = await carried();
    const { world } = office;
    const clerk = office.person('clerk');
    await clerk.type('/prism undo 1');
    await office.work();
    world.autotask.faults.add(
      'create ContractServiceAdjustments',
      { kind: 'drop', when: 'after' },
      { times: 3 },
    );
    await clerk.click('Approve all 3', { in: 'message' });
    await office.work();
    for (const contract of ['contoso', 'fabrikam', 'adventure'] as const)
      expect(units(office, contract)).toEqual([]);
    expect(clerk.channel()).toContain('Success · Undo of run 1');
  });

  test('and that a refused login stops is asked for again, and finished', async () => {
    await using office = await carried();
    const { world } = office;
    const clerk = office.person('clerk');
    await clerk.type('/prism undo 1');
    await office.work();
    world.autotask.faults.add(
      'create ContractServiceAdjustments',
      { kind: 'status', status: 401 },
      { times: 1, skip: 4 },
    );
    await clerk.click('Approve all 3', { in: 'message' });
    await office.work();
    expect(clerk.channel()).toContain('Failure · Undo of run 1');
    await clerk.click('Retry failed');
    await office.work();
    await clerk.click(/Approve all \d/.exec(clerk.channel())?.[0] ?? 'Approve plan', { in: 'message' });
    await office.work();
    for (const contract of ['contoso', 'fabrikam', 'adventure'] as const)
      expect(units(office, contract)).toEqual([]);
  });
});
