/** What people look at: help, status, history, one run, the audit. */
import { describe, expect, test } from 'vitest';
import { TOPICS } from '../../src/slack/ui/help/topics.ts';
import { recordAudit } from '../../src/store/audit.ts';
import { finishRun, saveReport, saveRun } from '../../src/store/runs.ts';
import { startMsp } from '../sandbox/worlds/msp.ts';
import { counts } from '../slack/ui/standing.ts';
import { type Office, openOffice, openOfficeIn, type Who } from '../support/office.ts';

/** What somebody is answered who types it. */
async function typed(office: Pick<Office, 'person' | 'work'>, who: Who, line: string): Promise<string> {
  await office.person(who).type(line);
  await office.work();
  return office.person(who).answer();
}

const nothingRefused = ({ slack }: Pick<Office, 'slack'>): void => expect(slack.findings).toEqual([]);

describe('help', () => {
  test('knows who asks, what they meant, and leads from topic to topic', async () => {
    await using office = await openOffice({ connected: false });
    expect(await typed(office, 'boss', '/prism')).toContain('/prism settings');
    expect(await typed(office, 'clerk', '/prism help')).toContain('/prism map [text]');
    expect(office.person('clerk').answer()).not.toContain('/prism settings');
    expect(await typed(office, 'viewer', '/prism help')).not.toContain('/prism map');
    expect(await typed(office, 'viewer', '/prism stauts')).toContain('Did you mean /prism status?');
    expect(await typed(office, 'nobody', '/prism help')).toContain('You have no role here yet.');
    expect(await typed(office, 'nobody', '/prism status')).toContain('Only viewers, operators and admins');
    expect(await typed(office, 'guest', '/prism help')).toContain(
      'answers only members of its own workspace',
    );

    const viewer = office.person('viewer');
    const before = viewer.messages().length;
    for (const { title } of Object.values(TOPICS)) {
      await viewer.click(title);
      await office.work();
      expect(viewer.answer()).toContain(`${title}\n`);
    }
    await viewer.click('What you can do');
    await office.work();
    expect(viewer.answer()).toContain('What you can do here');
    expect(viewer.messages().length).toBe(before);
    nothingRefused(office);
  });
});

describe('status', () => {
  test('says never, then what waits, then how the last sync went', async () => {
    await using office = await openOffice();
    const { world } = office;
    const clerk = office.person('clerk');
    const first = await typed(office, 'clerk', '/prism status');
    expect(first.match(/Last successful sync: never/g)).toHaveLength(2);
    // No credit among them, which would be held.
    world.issue('2026-09', world.lines.september.toSpliced(3, 1));

    await clerk.click('Sync', { nth: 0 });
    await office.work();
    expect(clerk.answer()).toContain('Run 1 syncs all mapped customers');
    const waiting = await typed(office, 'viewer', '/prism status');
    expect(waiting).toContain('3 plans of run 1 wait for approval [Show changes]');
    expect(waiting).toContain(
      '0 of 3 customers synced for invoice INV-202609 Approved: 02 Oct 2026\n0 errors\n0 warnings',
    );
    expect(waiting).not.toContain('[Sync]');

    await clerk.click('Approve all 3');
    await office.work();
    const after = await typed(office, 'viewer', '/prism status');
    expect(after).toContain('Last successful sync: 2026-10-03');
    expect(after).toContain('Last sync: run 1, Success');
    expect(after).toContain('3 of 3 customers synced for invoice INV-202609 Approved: 02 Oct 2026');
    nothingRefused(office);
  });

  test('says what is paused, and what could not be delivered', async () => {
    await using office = await openOffice();
    const { world, channel } = office;
    world.issue('2026-09', world.lines.september);
    channel.archived = true;
    await typed(office, 'clerk', '/prism sync');
    const says = await typed(office, 'viewer', '/prism status');
    expect(says).toContain(
      '1 message could not be delivered. The notification channel is archived. Choose another with /prism settings.',
    );
    await typed(office, 'clerk', '/prism pause');
    expect(await typed(office, 'clerk', '/prism status')).toContain('Syncing is paused.');
    await office.person('clerk').click('Resume');
    await office.work();
    expect(office.person('clerk').modal()).not.toBe('');
    nothingRefused(office);
  });
});

describe('history', () => {
  test('pages through 30 runs, and opens each', async () => {
    await using office = await openOffice({ mapped: false });
    const { context, workspaceId } = office;
    const { db } = context;
    const at = context.clock.now();
    for (let nth = 1; nth <= 30; nth++) {
      const kind = nth % 15 === 0 ? 'products' : 'customers';
      const asked = { kind, trigger: 'timetable', requestedBy: null, at } as const;
      const { number } = await saveRun(db, workspaceId, asked);
      const summary = {
        counts: counts({ customersSynced: nth }),
        customers: nth,
        open: 0,
        months: [],
        findings: '',
        invoices: [],
      };
      await saveReport(db, workspaceId, number, null, summary);
      await finishRun(db, workspaceId, number, { state: 'done', result: 'No Change', clean: true, at });
    }
    const viewer = office.person('viewer');
    const numbers = (): number[] =>
      [...viewer.answer().matchAll(/Run: (\d+)/g)].map(([, run]) => Number(run));
    await typed(office, 'viewer', '/prism history');
    expect(viewer.answer()).toContain('Page 1 of 3 · 28 runs');
    const seen = [...numbers()];
    for (let page = 2; page <= 3; page++) {
      await viewer.click('Next ›');
      await office.work();
      seen.push(...numbers());
    }
    expect(seen).toEqual(Array.from({ length: 30 }, (_, nth) => 30 - nth).filter(nth => nth % 15 !== 0));
    expect(await typed(office, 'viewer', '/prism history products')).toContain('Products Synced: 0');
    expect(numbers()).toEqual([30, 15]);
    await viewer.click('View', { nth: 0 });
    await office.work();
    expect(viewer.modal()).toContain('Run 30, requested by the timetable');
    nothingRefused(office);
  });
});

describe('a run', () => {
  test('that is not there is answered in plain words', async () => {
    await using office = await openOffice({ connected: false });
    expect(await typed(office, 'viewer', '/prism run 7')).toContain('There is no run “7”.');
    expect(await typed(office, 'viewer', '/prism run')).toContain('Which run?');
    expect(await typed(office, 'viewer', '/prism run <!channel> *x*')).toContain('/prism history');
    expect(await typed(office, 'viewer', '/prism run 99999999999999999999')).toContain('There is no run');
    nothingRefused(office);
  });

  test('of 120 customers can be read from the first page to the last', { timeout: 120_000 }, async () => {
    await using office = await openOfficeIn(startMsp, { settings: { approval: 'never' } });
    const { world } = office;
    world.issue('2026-07');
    await typed(office, 'clerk', '/prism sync');
    const viewer = office.person('viewer');
    let says = await typed(office, 'viewer', '/prism run 1');
    expect(says).toContain('Customers not mapped · 4 customers');
    const pages = Number(/Page 1 of (\d+)/.exec(says)?.[1]);
    expect(pages).toBeGreaterThan(20);
    const all = [says];
    for (let page = 2; page <= pages; page++) {
      await viewer.click('Next ›');
      await office.work();
      says = viewer.answer();
      expect(says).toContain(`Page ${page} of ${pages}`);
      all.push(says);
    }
    const told = all.join('\n');
    const mapped = world.customers.filter(({ standing }) => standing === 'mapped');
    for (const { name } of mapped) expect(told).toContain(`Target Agreement: ${name} cloud services`);
    nothingRefused(office);
  });

  test('whose requests were refused can be tried again from its page', async () => {
    await using office = await openOffice({ settings: { approval: 'never' } });
    const { world } = office;
    world.issue('2026-09', world.lines.september.toSpliced(3, 1));
    world.autotask.book.contracts.get(world.contracts.contoso.id)!.status = 0;
    await typed(office, 'clerk', '/prism sync');
    await typed(office, 'viewer', '/prism run 1');
    expect(office.person('viewer').answer()).toContain('Customers failed: 1');
    expect(office.person('viewer').answer()).not.toContain('[Retry failed]');
    await typed(office, 'clerk', '/prism run 1');
    const clerk = office.person('clerk');
    world.autotask.book.contracts.get(world.contracts.contoso.id)!.status = 1;
    await clerk.click('Retry failed');
    await office.work();
    expect(await typed(office, 'viewer', '/prism run 1')).toContain('tried again as run 2 by @Kim Lee');
    expect(await typed(office, 'viewer', '/prism run 2')).toContain('tries again what failed in run 1');
    nothingRefused(office);
  });
});

describe('the audit', () => {
  test('is for admins, narrowed down by text, paged', async () => {
    await using office = await openOffice();
    const { context, workspaceId, members } = office;
    for (let nth = 1; nth <= 45; nth++) {
      const entry = {
        actor: members.clerk.id,
        action: 'customer mapped',
        subject: `Customer ${nth}.`,
        detail: {},
      };
      await recordAudit(context.db, workspaceId, { ...entry, at: context.clock.now() });
    }
    expect(await typed(office, 'clerk', '/prism audit')).toContain('Only admins');
    const boss = office.person('boss');
    expect(await typed(office, 'boss', '/prism audit')).toContain('Page 1 of 3 · 47 entries');
    expect(boss.answer()).toContain('@Kim Lee · customer mapped · Customer 45.');
    await boss.click('Last »');
    await office.work();
    expect(boss.answer()).toContain('@Bo Ellis · connected · prism');
    expect(await typed(office, 'boss', '/prism audit customer 4')).toContain('7 entries with “customer 4”');
    expect(await typed(office, 'boss', `/prism audit ${'mapped'.repeat(100)}`)).toContain('Nothing fits.');
    nothingRefused(office);
  });
});
