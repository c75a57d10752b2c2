/** The Home tab: who sees what on it, what can be done there, and a month that ticks itself off. */
import { describe, expect, test } from 'vitest';
import { removePerson } from '../../src/store/people.ts';
import { type Office, openOffice, type Who } from '../support/office.ts';

async function home(office: Office, who: Who): Promise<string> {
  const person = office.person(who);
  await person.openHome();
  await office.work();
  return person.home();
}

const nothingRefused = ({ slack }: Office): void => expect(slack.findings).toEqual([]);

/** What the checklist has ticked, and what not. */
const ticks = (seen: string): { done: string[]; open: string[] } => {
  const named = (sign: string): string[] =>
    [...checklist(seen).matchAll(new RegExp(`:${sign}: ([^·\\n]+)`, 'g'))].map(([, what]) => what!.trim());
  return { done: named('ballot_box_with_check'), open: named('black_square_button') };
};
const checklist = (seen: string): string => /Closing .*?────/s.exec(seen)?.[0] ?? '';

describe('the Home tab', () => {
  test('is for who has a role, and offers only what the role may do', async () => {
    await using office = await openOffice();
    const [boss, clerk, viewer] = [
      await home(office, 'boss'),
      await home(office, 'clerk'),
      await home(office, 'viewer'),
    ];
    expect(boss).toContain('[Connections]');
    expect(boss).toContain('[Settings]');
    expect(clerk).toContain('[Sync]');
    expect(clerk).not.toContain('[Settings]');
    for (const label of ['[Sync]', '[Map]', '[Settings]', '[Check now]', '[Connections]'])
      expect(viewer).not.toContain(label);
    expect(viewer).toContain('Last successful sync: never');
    expect(await home(office, 'nobody')).toContain('You have no role here yet.');
    expect(await home(office, 'nobody')).not.toContain('Customers');
    expect(await home(office, 'guest')).toContain('answers only members of its own workspace');
    nothingRefused(office);
  });

  test('of a new workspace says what to do first', async () => {
    await using office = await openOffice({ connected: false });
    const seen = await home(office, 'boss');
    expect(seen).toContain('PRISM: Not connected\nAutotask: Not connected');
    expect(seen).toContain('No check for invoices until PRISM is connected');
    expect(seen).toContain(':black_square_button: Preview the products, then sync them');
    expect(seen).not.toContain('Closing');
    await office.person('boss').click('Help');
    await office.work();
    expect(office.person('boss').modal()).toContain('Set-up in seven steps');
    nothingRefused(office);
  });

  test('a role taken away takes the Home tab with it', async () => {
    await using office = await openOffice();
    expect(await home(office, 'viewer')).toContain('Products');
    const gone = { kind: 'user', id: office.members.viewer.id } as const;
    await removePerson(office.context.db, office.workspaceId, gone);
    expect(await home(office, 'viewer')).toContain('You have no role here yet.');
    await office
      .person('viewer')
      .click('History', { nth: 0 })
      .catch(() => undefined);
    nothingRefused(office);
  });

  test('shows at once what was done on it', async () => {
    await using office = await openOffice();
    await home(office, 'clerk');
    const clerk = office.person('clerk');
    await clerk.click('Sync', { nth: 0 });
    await office.app.idle();
    expect(clerk.home()).toContain('Run 1 (customers) · waiting for its turn');
    nothingRefused(office);
  });

  test('a contract that could not be written keeps the month open', async () => {
    await using office = await openOffice({ settings: { approval: 'never' } });
    const { world } = office;
    world.autotask.book.contracts.get(world.contracts.contoso.id)!.status = 0;
    world.issue('2026-09', world.lines.september);
    await office.person('clerk').type('/prism sync');
    await office.work();
    const seen = await home(office, 'clerk');
    expect(seen).toContain('1 contract of 3 not written yet: sync, or read why not.');
    expect(ticks(seen).open).toEqual(['Products synced', 'Customers synced', 'Nothing held']);
    expect(seen).toMatch(/failed.* \[Held\]/);
    nothingRefused(office);
  });

  test('counts down a month until it is closed, then begins the next', async () => {
    await using office = await openOffice();
    const { world } = office;
    const clerk = office.person('clerk');
    const act = async (label: string, how = {}): Promise<void> => {
      await clerk.click(label, how);
      await office.work();
      if (clerk.modal() !== '') await clerk.close({ all: true });
    };
    expect(ticks(await home(office, 'clerk')).done).toEqual([]);

    world.issue('2026-09', world.lines.september);
    await act('Check now', { in: 'home' });
    expect(ticks(await home(office, 'clerk')).done).toEqual(['Invoice arrived']);
    expect(clerk.home()).toContain('3 plans wait for approval');
    expect(checklist(clerk.home())).toContain('3 plans wait for approval: approve or reject. [Status]');

    await clerk.click('Show changes', { in: 'home', near: 'Contoso Ltd' });
    await office.work();
    expect(clerk.modal()).toContain('0 → 4 from 01 Sep 2026');
    await act('Approve plan');
    expect(await home(office, 'clerk')).toContain('2 plans wait for approval');
    await act('Approve all 2', { in: 'message' });
    expect(ticks(await home(office, 'clerk')).done).toEqual([
      'Invoice arrived',
      'Customers synced',
      'Tie-out balanced',
    ]);

    await act('Sync', { in: 'home', near: 'Products synced' });
    expect(ticks(await home(office, 'clerk')).open).toEqual(['Warnings acknowledged', 'Nothing held']);

    await clerk.click('View details', { in: 'home', near: 'Warnings acknowledged' });
    await office.work();
    await act('Acknowledge', { in: 'modal' });
    expect(ticks(await home(office, 'clerk')).open).toEqual(['Nothing held']);

    await clerk.click('Held', { in: 'home', near: 'Nothing held' });
    await office.work();
    await act('Leave', { in: 'modal' });
    await act('Sync', { in: 'home', nth: 0 });
    const closed = await home(office, 'clerk');
    expect(closed).toContain('Closing September 2026 · 6 of 6 done');
    expect(closed).toContain('1 customer not mapped');

    world.clock.set('2026-11-02T22:00:00Z');
    const next = await home(office, 'clerk');
    expect(next).toContain('Closing October 2026 · 0 of 6 done');
    expect(next).toContain('2026-11-02 23:00 UTC your time');
    world.issue('2026-10', world.lines.october);
    await act('Check now', { in: 'home' });
    expect(ticks(await home(office, 'clerk')).done).toContain('Invoice arrived');
    expect(clerk.home()).toContain('2026-11-03 06:00 UTC your time');
    nothingRefused(office);
  });
});
