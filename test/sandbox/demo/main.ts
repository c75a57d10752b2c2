/**
 * A rehearsal of the job with stand-ins of PRISM, Autotask and Slack on this machine: `npm run demo`. With `-- --keep` it
 * stays up when the story is told, so that one can look around; otherwise it leaves nothing behind.
 */
import { once } from 'node:events';
import { ordinaryMonths } from './months.ts';
import { openStage } from './stage.ts';
import { trouble } from './trouble.ts';

const out = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

out(
  'PRISM Bot, a rehearsal: what people of a made-up provider type, see and click in Slack. The program is the real',
);
out(
  'one, on a real PostgreSQL; Slack, PRISM and Autotask are strict stand-ins on this machine. Money is in AUD, before',
);
out('tax; what is tied out is what the supplier charges. [Brackets] are buttons, <angles> are fields.');
await using stage = await openStage(out);
await ordinaryMonths(stage);
await trouble(stage);
const { office } = stage;
const { findings } = office.slack;
out(`\nTold in ${stage.seconds()} s. Payloads that Slack would have refused: ${findings.length}.`);
if (findings.length > 0) process.exitCode = 1;
if (process.argv.includes('--keep')) {
  const { prism, autotask } = office.world;
  out(`\nStill up: PRISM at ${prism.apiUrl}, Autotask at ${autotask.url}, the app at ${office.url},`);
  out(`PostgreSQL at ${office.context.databaseUrl}. Press Ctrl-C to end.`);
  await once(process, 'SIGINT');
}
