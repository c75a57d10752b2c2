import { describe, expect, test } from 'vitest';
import { openOffice } from '../support/office.ts';

describe('a month, from Slack', () => {
  test('is asked for, read, approved, written and told; the second time there is nothing to do', async () => {
    await using office = await openOffice();
    const { world, slack } = office;
    const clerk = office.person('clerk');
    world.issue('2026-09', world.lines.september);

    await clerk.type('/prism sync');
    await office.work();
    expect(clerk.answer()).toContain('Run 1 syncs all mapped customers');
    expect(clerk.channel()).toContain('Approval needed · September 2026 · 3 customers');
    expect(world.autotask.requests.writes).toEqual([]);

    await clerk.click('Show changes', { near: 'Contoso Ltd' });
    await office.work();
    expect(clerk.modal()).toContain('Microsoft 365 Business Premium 0 → 4 from 01 Sep 2026');
    await clerk.click('Approve plan');
    await office.work();
    await clerk.close();
    await clerk.click('Approve all 2');
    await office.work();
    expect(clerk.channel()).toMatch(/(Success|Warning) · September 2026 · 3 customers/);
    expect(world.autotask.requests.writes.length).toBeGreaterThan(0);

    const writes = world.autotask.requests.writes.length;
    await clerk.type('/prism sync');
    await office.work();
    expect(world.autotask.requests.writes.length).toBe(writes);
    expect(slack.findings).toEqual([]);
  });
});
