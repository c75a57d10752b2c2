import { wantDueChecks } from '../../../src/sync/chores/want-due.ts';
import { lookOut } from '../../../src/sync/watching/look-out.ts';
import type { Stage } from './stage.ts';

/** Connecting, settings, products, mapping, September, the same again, October. */
export async function ordinaryMonths(stage: Stage): Promise<void> {
  await connecting(stage);
  await products(stage);
  await mapping(stage);
  await september(stage);
  await october(stage);
  await takingBack(stage);
}

async function connecting({ office, boss, chapter, say, scene }: Stage): Promise<void> {
  const { prism, autotask } = office.world;
  chapter('Bo, who owns the workspace, connects PRISM and Autotask');
  await scene(boss, () => boss.type('/prism connect'));
  await scene(boss, () => boss.click('Connect', { near: 'PRISM' }));
  await scene(boss, async () => {
    await boss.fill('Client ID', prism.client.clientId);
    await boss.fill('Client Secret', prism.client.clientSecret);
    await boss.submit();
  });
  await boss.close();
  say('Autotask: the first try has a wrong secret. That is one attempt, lest the API user be locked.');
  await scene(boss, () => boss.click('Connect', { near: 'Autotask' }));
  await scene(boss, async () => {
    await boss.fill('API Username', autotask.user.userName);
    await boss.fill('Password (Secret)', 'a wrong secret');
    await boss.fill('API Tracking Identifier', autotask.user.integrationCode);
    await boss.submit();
  });
  await scene(boss, async () => {
    await boss.fill('Password (Secret)', autotask.user.secret);
    await boss.fill('API Tracking Identifier', autotask.user.integrationCode);
    await boss.submit();
  });
  await boss.close({ all: true });

  chapter('Settings');
  await scene(boss, () => boss.type('/prism settings'));
  await scene(boss, async () => {
    await boss.choose('Product sync mode', 'All products');
    await boss.choose('Billing code', 'Cloud licences');
    await boss.choose('Notification channel', office.channel.name);
    await boss.choose('Time zone', 'Australia/Sydney');
    await boss.submit();
  });
}

async function products({ boss, chapter, scene }: Stage): Promise<void> {
  chapter('Products: looked at first, then synced');
  await scene(boss, () => boss.click('Preview products'));
  await scene(boss, () => boss.click('Sync products'));
  await boss.close({ all: true });
}

async function mapping({ office, clerk, chapter, say, scene }: Stage): Promise<void> {
  chapter('Kim, an operator, maps three customers; Tailspin Toys stays for later');
  office.world.issue('2026-09', office.world.lines.september);
  await scene(clerk, () => clerk.type('/prism map'));
  for (const name of ['Contoso Ltd', 'Fabrikam Pty Ltd', 'Adventure Works']) {
    await scene(clerk, () => clerk.click('Edit', { near: name }));
    await scene(clerk, () => clerk.choose('Autotask company', name));
    await scene(clerk, async () => {
      await clerk.choose('Contract', `${name} cloud services`);
      await office.work();
      await clerk.submit();
    });
    await scene(clerk, () => clerk.close());
  }
  await clerk.close({ all: true });
  say('Before anything is written, Kim looks at what would be:');
  await scene(clerk, () => clerk.type('/prism preview contoso'));
  await clerk.close({ all: true });
}

async function september({ office, boss, clerk, chapter, say, scene }: Stage): Promise<void> {
  const { requests } = office.world.autotask;
  chapter('September: asked for, read, approved, written');
  await scene(clerk, () => clerk.type('/prism sync'));
  const before = requests.writesOf('ContractServiceAdjustments').length;
  say(`Writes sent to contracts so far: ${before}. A customer’s first plan waits for a person.`);
  await scene(boss, () => boss.click('Approve all 3', { in: 'message' }));
  say(`Writes sent to contracts: ${requests.writesOf('ContractServiceAdjustments').length}.`);
  await scene(clerk, () => clerk.type('/prism status'));

  chapter('The same again: nothing to do');
  const all = requests.writes.length;
  await scene(clerk, () => clerk.type('/prism sync'));
  say(`Writes sent: ${requests.writes.length - all}.`);
}

async function october({ office, boss, clerk, chapter, say, scene }: Stage): Promise<void> {
  const { world } = office;
  const { context, workspaceId } = office;
  chapter('October comes by itself: it is six in the morning in Sydney, and nobody types anything');
  world.issue('2026-10', world.lines.october, { issued: '2026-11-02' });
  world.clock.set('2026-11-02T19:00:30Z');
  await scene(clerk, async () => void (await wantDueChecks(context)));
  say('What moved more than usual waits; Bo looks and approves.');
  await approveAll({ boss, scene });
  say('The day’s check asks again, finds nothing to do, and says nothing:');
  world.clock.set('2026-11-03T19:00:30Z');
  await scene(clerk, async () => void (await wantDueChecks(context)));
  say('Every few minutes it is looked whether something needs a person. And the month has a checklist.');
  await scene(clerk, () => lookOut(context, workspaceId));
  say(`Requests to PRISM that were not GET: ${world.prism.requests.forbidden.length}.`);
  await scene(boss, () => boss.openHome());
}

/** Whatever waits in the newest run. */
export async function approveAll({ boss, scene }: Pick<Stage, 'boss' | 'scene'>): Promise<void> {
  const several = /\[(Approve all \d+)\]/.exec(boss.channel())?.[1];
  await scene(boss, () =>
    boss.click(several ?? 'Approve plan', { in: 'message', ...(several ? {} : { nth: 0 }) }),
  );
}

/** What was carried out last is taken back, and done again. */
async function takingBack({ office, boss, clerk, chapter, say, scene }: Stage): Promise<void> {
  const { requests } = office.world.autotask;
  chapter('October is taken back, and done again');
  const newest = /Run (\d+), requested by the timetable · approved/.exec(clerk.channel())?.[1] ?? '';
  const before = requests.writes.length;
  await scene(clerk, () => clerk.type(`/prism undo ${newest}`));
  say(`Writes sent: ${requests.writes.length - before}. The plan of opposites waits for Bo.`);
  await approveAll({ boss, scene });
  say('The invoice counts as not applied.');
  await scene(clerk, () => clerk.type('/prism sync'));
  await approveAll({ boss, scene });
}
