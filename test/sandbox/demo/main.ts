/**
 * A rehearsal of the job on local stand-ins of PRISM and Autotask: `npm run demo`. With `-- --keep` it stays up when the
 * story is told, so that one can look around; otherwise it leaves nothing behind.
 */
import { once } from 'node:events';
import { ordinaryMonths } from './months.ts';
import { openStage } from './stage.ts';
import { trouble } from './trouble.ts';

const out = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

out('PRISM Bot, a rehearsal. Everything below is the real program on a real PostgreSQL;');
out('PRISM and Autotask are strict stand-ins on this machine. Money is in AUD, before tax; what is');
out('tied out is what the supplier charges. “4 → 6 from 10 Sep 2026” is the quantity on the contract:');
out('seats, or for Azure a 1 for the month at the month’s amount.');
await using stage = await openStage(out);
await ordinaryMonths(stage);
await trouble(stage);
out(`\nTold in ${stage.seconds()} s.`);
if (process.argv.includes('--keep')) {
  const { prism, autotask } = stage.world;
  out(`\nStill up: PRISM at ${prism.apiUrl}, Autotask at ${autotask.url},`);
  out(`PostgreSQL at ${stage.bot.context.databaseUrl}. Press Ctrl-C to end.`);
  await once(process, 'SIGINT');
}
