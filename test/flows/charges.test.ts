/** Contract charges from a decision to Autotask and back, with the ledger between (rules 3, 4, 8, 9). */
import { describe, expect, test } from 'vitest';
import { decideOnLine } from '../../src/sync/decide.ts';
import { BOSS, WORKSPACE } from '../support/bot.ts';
import { begin, customer, type Story } from '../support/story.ts';

const CONTOSO = 'Contoso Ltd';

const chargesOf = ({ world }: Story) => world.autotask.book.charges.all();

async function september() {
  const story = await begin({ approval: 'never' });
  const { world, bot } = story;
  world.issue('2026-09', world.lines.september);
  const only = { tenantIds: [world.tenants.contoso.id] };
  const report = await bot.sync(only);
  return { ...story, story, only, report };
}

describe('a credit', () => {
  test('is charged once somebody decided and somebody approved, and never again', async () => {
    const { story, bot, world, only, report } = await september();
    await using _ = story;
    const [credit] = customer(report, CONTOSO).holds;
    await decideOnLine(bot.context, {
      workspaceId: WORKSPACE,
      planId: customer(report, CONTOSO).planId,
      productKey: null,
      choice: 'bill-as-charge',
      subject: credit!.subject!,
      by: BOSS,
    });
    world.clock.advance(1000);
    const planned = await bot.sync(only);
    expect(chargesOf(story)).toEqual([]);
    await bot.approve(planned);
    await bot.sync(only);
    expect(chargesOf(story)).toHaveLength(1);
  });
});
