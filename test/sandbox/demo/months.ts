import type { Stage } from './stage.ts';

/** Connecting, the products, September, the same again, October. */
export async function ordinaryMonths({ world, bot, chapter, say, show }: Stage): Promise<void> {
  const { autotask, prism } = world;
  chapter('Connecting');
  const { agreements, rights } = await bot.connect();
  say(`PRISM is connected: ${agreements.map(one => `${one.program}, agreement ${one.number}`).join('; ')}.`);
  say(
    `Autotask is connected at ${autotask.url}: ${rights.map(one => `${one.right} ${one.ok ? 'yes' : 'NO'}`).join(' · ')}.`,
  );
  await bot.mapAll();
  say(
    `Three customers are mapped to their contracts; Tailspin Toys is on the invoice too, and nobody mapped it.`,
  );

  chapter('The product sync');
  await bot.settle({ productMode: 'all' });
  show(await bot.syncProducts());
  show(await bot.syncProducts());

  chapter('September’s invoice arrives');
  world.issue('2026-09', world.lines.september);
  say('A sync asked for by a clerk. A customer’s first plan waits for a person, so nothing is written yet.');
  const proposed = show(await bot.sync());
  say(
    `\nWrites sent to Autotask contracts so far: ${autotask.requests.writesOf('ContractServiceAdjustments').length}. Now the boss approves the three plans.`,
  );
  show(await bot.approve(proposed));

  chapter('The same again: nothing to do');
  const before = autotask.requests.writes.length;
  show(await bot.sync());
  say(`\nWrites sent: ${autotask.requests.writes.length - before}.`);

  chapter('October’s invoice: prices change on the 12th');
  world.clock.set('2026-11-03T01:00:00Z');
  world.issue('2026-10', world.lines.october);
  const october = show(await bot.sync());
  say('\nWhat moved more than usual waits; the boss looks and approves.');
  show(await bot.approve(october));
  say(`\nRequests to PRISM that were not GET: ${prism.requests.forbidden.length}.`);
}
