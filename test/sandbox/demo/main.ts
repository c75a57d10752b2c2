/**
 * The whole product on this machine, with stand-ins of PRISM, Autotask and Slack: `npm run demo` opens a page to try it
 * in, `-- --new` before anybody connected anything. `-- --exit` tells a story in text instead and ends. Nothing is left
 * behind.
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { ordinaryMonths } from './months.ts';
import { openPage } from './open-page.ts';
import { openHouse, openStage } from './stage.ts';
import { trouble } from './trouble.ts';

const { values: wanted } = parseArgs({
  options: {
    exit: { type: 'boolean', default: false },
    new: { type: 'boolean', default: false },
    port: { type: 'string', default: '4400' },
  },
});

const out = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

if (wanted.exit) await tell();
else await show();

async function show(): Promise<void> {
  out('One moment: the database, the stand-ins and the app are being started.');
  await using house = await openHouse({ connected: !wanted.new });
  const { office } = house;
  office.world.issue('2026-09', office.world.lines.september);
  const onProblem = (error: unknown): void => out(`! ${error instanceof Error ? error.stack : error}`);
  await using page = await openPage(office, { port: Number(wanted.port), onProblem });
  out(`\nOpen ${page.url} in a browser.`);
  out(
    'The program is the real one, on a real PostgreSQL; Slack, PRISM and Autotask are stand-ins on this machine.',
  );
  out(
    wanted.new
      ? 'Nothing is connected yet: type /prism connect. What to enter stands in the books beside the channel.'
      : 'Three customers are mapped, and September’s invoice is there: type /prism sync.',
  );
  out('Press Ctrl-C to end; nothing is kept.');
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}

async function tell(): Promise<void> {
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
  const { findings } = stage.office.slack;
  out(`\nTold in ${stage.seconds()} s. Payloads that Slack would have refused: ${findings.length}.`);
  if (findings.length > 0) process.exitCode = 1;
}
