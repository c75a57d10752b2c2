/** What a person decides about a held line, carried to its end (rules 3, 4, 5). */
import { describe, expect, test } from 'vitest';
import { StaleError } from '../../src/errors.ts';
import { decideOnLine } from '../../src/sync/decide.ts';
import { BOSS, WORKSPACE } from '../support/bot.ts';
import { afterSeptember, begin, customer, lineOf, seatsOn } from '../support/story.ts';

const PREMIUM = 'Microsoft 365 Business Premium';
const CONTOSO = 'Contoso Ltd';

describe('one day later', () => {
  test('moves the change whose day is taken, not the one before it that was written', async () => {
    await using story = await afterSeptember();
    const { world, bot } = story;
    world.autotask.switches.secondOnDate = 'refuse';
    const premium = world.tenants.contoso.subscriptions.find(one => one.productName === PREMIUM)!;
    const seats = world.seats('contoso', premium, { cost: '20', retail: '25' });
    world.prism.book.revise(world.prism.book.invoices[0]!.id, [
      seats('2026-09', 4, 1, 4),
      seats('2026-09', 5, 5, 9),
      seats('2026-09', 8, 10),
      ...world.lines.september.slice(2),
    ]);
    const only = { tenantIds: [world.tenants.contoso.id] };
    const report = await bot.approve(await bot.sync(only));
    const line = lineOf(report, CONTOSO, PREMIUM);
    expect(line.changes).toMatchObject([
      { effective: '2026-09-05', delta: 1, done: true },
      { effective: '2026-09-10', delta: 1, done: false },
    ]);
    expect(line.holds).toMatchObject([{ reason: 'same-date', choices: ['one-day-later', 'leave'] }]);
    await decideOnLine(bot.context, {
      workspaceId: WORKSPACE,
      planId: customer(report, CONTOSO).planId,
      productKey: line.productKey,
      choice: 'one-day-later',
      by: BOSS,
    });
    const done = await bot.approve(await bot.sync(only));
    expect(lineOf(done, CONTOSO, PREMIUM).changes).toMatchObject([
      { effective: '2026-09-11', delta: 1, done: true },
    ]);
    expect(lineOf(done, CONTOSO, PREMIUM).exclusions).toMatchObject([
      { reason: 'same-date', money: { cost: '0.66', price: '0.84' } },
    ]);
    expect(
      [4, 5, 9, 10, 11, 30].map(day =>
        seatsOn(story, 'contoso', world.products.premium.sku!, `2026-09-${String(day).padStart(2, '0')}`),
      ),
    ).toEqual([4, 5, 5, 7, 8, 8]);
    expect(lineOf(await bot.sync(only), CONTOSO, PREMIUM).changes).toEqual([]);
  });
});

describe('leave', () => {
  test('of a credit leaves that credit out, and nothing else of the customer', async () => {
    await using story = await begin();
    const { world, bot } = story;
    world.issue('2026-09', world.lines.september);
    const only = { tenantIds: [world.tenants.contoso.id] };
    const report = await bot.sync(only);
    const [credit] = customer(report, CONTOSO).holds;
    expect(credit).toMatchObject({ reason: 'credit', choices: ['bill-as-charge', 'leave'] });
    await decideOnLine(bot.context, {
      workspaceId: WORKSPACE,
      planId: customer(report, CONTOSO).planId,
      productKey: null,
      choice: 'leave',
      subject: credit!.subject!,
      by: BOSS,
    });
    const done = await bot.approve(await bot.sync(only));
    expect(customer(done, CONTOSO)).toMatchObject({
      result: 'Success',
      holds: [],
      exclusions: [{ reason: 'left', money: { cost: expect.stringMatching(/^-7\.7/) } }],
      tie: { balanced: true },
    });
    expect(lineOf(done, CONTOSO, PREMIUM).standing).toBe('applied');
  });
});

describe('a choice', () => {
  const verdict = { workspaceId: WORKSPACE, by: BOSS };

  test('that nothing offers is not taken', async () => {
    await using story = await begin();
    const { world, bot } = story;
    world.issue('2026-09', world.lines.september);
    const report = await bot.sync();
    const { planId } = customer(report, CONTOSO);
    const { productKey } = lineOf(report, CONTOSO, PREMIUM);
    for (const choice of [
      'leave',
      'next-open-period',
      'one-day-later',
      'adopt-item',
      'mark-as-done',
    ] as const) {
      await expect(
        decideOnLine(bot.context, { ...verdict, planId, productKey, choice, subject: 'x' }),
      ).rejects.toThrow(StaleError);
    }
    // A whole customer is not left by leaving nothing in particular.
    await expect(
      decideOnLine(bot.context, { ...verdict, planId, productKey: null, choice: 'leave' }),
    ).rejects.toThrow(StaleError);
  });
});
