/** What the message and the preview say of days that are posted and of what hands changed: in numbers, before and after. */
import { describe, expect, test } from 'vitest';
import type { RunReport } from '../../src/plan/tally/reports.ts';
import { readRun } from '../../src/slack/outgoing/read-run.ts';
import { runThread } from '../../src/slack/ui/messages/run-thread.ts';
import { planScreen } from '../../src/slack/ui/pages/plan.ts';
import { request } from '../../src/sync/request.ts';
import { run } from '../../src/sync/run.ts';
import { CLERK, WORKSPACE } from '../support/bot.ts';
import { afterSeptember, customer, type Story, written } from '../support/story.ts';

const ADVENTURE = 'Adventure Works';

/** October, as somebody looks at it first and as it is carried out and told then. */
async function october({ world, bot }: Story): Promise<{ preview: string; message: string }> {
  world.issue('2026-10', world.lines.october);
  const { context } = bot;
  const tenantIds = [world.tenants.adventure.id];
  const asked = { workspaceId: WORKSPACE, kind: 'customers' as const, by: CLERK, tenantIds };
  const number = await request(context, { ...asked, preview: true });
  const looked = await run(context, WORKSPACE, number!);
  const screen = async (report: RunReport): Promise<string> => {
    const view = await readRun(context, WORKSPACE, report.run);
    return JSON.stringify(planScreen(view, customer(report, ADVENTURE), { page: 'plan' }, { decide: true }));
  };
  const preview = await screen(looked);
  const done = await bot.sync({ tenantIds });
  return { preview, message: JSON.stringify(runThread(await readRun(context, WORKSPACE, done.run))) };
}

describe('a month that is posted', () => {
  const post = ({ world }: Story): void => {
    world.clock.set('2026-11-03T01:00:00Z');
    world.autotask.book.post(world.contracts.adventure.id, '2026-10-01');
  };

  test('is held by default: preview and message say what is not billed, and what is billed as it stands', async () => {
    await using story = await afterSeptember();
    post(story);
    const before = written(story);
    const { preview, message } = await october(story);
    for (const told of [preview, message]) {
      expect(told).toContain(
        'the period to 31 Oct 2026 is approved and posted; 10.96 cost, 13.71 retail of this usage month will not be billed',
      );
      expect(told).toContain('next-open-period');
    }
    // Six seats for the whole of October.
    expect(preview).toContain('Bills 150.00 → 150.00 AUD in this usage month');
    expect(written(story)).toBe(before);
  });

  test('goes to the next open period by policy: preview and message say what is not billed', async () => {
    await using story = await afterSeptember({ posted: 'next-open-period' });
    post(story);
    const { preview, message } = await october(story);
    for (const told of [preview, message]) {
      expect(told).toContain(
        '10.96 cost, 13.71 retail of this usage month is not billed, its period to 31 Oct 2026 being posted',
      );
      expect(told).toContain('6 → 7 from 01 Nov 2026');
    }
    expect(preview).toContain('Bills 150.00 → 150.00 AUD in this usage month');
  });
});

describe('a quantity that a hand changed', () => {
  const edit = ({ world }: Story): void => {
    const { book } = world.autotask;
    const line = book.contractServices.all().find(one => one.contractID === world.contracts.adventure.id)!;
    book.adjust({ contractServiceId: line.id, effective: '2026-10-05', delta: 3 });
    world.clock.set('2026-11-03T01:00:00Z');
  };

  test('is set right by default: preview and message say what it was, is and becomes', async () => {
    await using story = await afterSeptember();
    edit(story);
    const { preview, message } = await october(story);
    for (const told of [preview, message]) expect(told).toContain('was 6, is 9 from 05 Oct 2026, becomes 6');
  });

  test('is asked about by policy: the same numbers, and the choice', async () => {
    await using story = await afterSeptember({ drift: 'ask' });
    edit(story);
    const before = written(story);
    const { preview, message } = await october(story);
    for (const told of [preview, message]) {
      expect(told).toContain('from 6 to 9 from 05 Oct 2026; the invoice makes it 6');
      expect(told).toContain('decide:overwrite');
      expect(told).toContain('decide:leave');
    }
    expect(written(story)).toBe(before);
  });
});
