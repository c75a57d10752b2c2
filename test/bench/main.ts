/** `npm run bench`: figures with what they are to be compared with; `-- --json` for machines. */
import { measureResponsiveness } from './responsiveness.ts';

const { lines, perSecond, idle, busy, writesMeanwhile } = await measureResponsiveness();
const out = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
if (process.argv.includes('--json')) {
  out(JSON.stringify({ responsiveness: { lines, perSecond, idle, busy, writesMeanwhile } }));
} else {
  const ms = (value: number): string => `${value.toFixed(1)} ms`;
  const ratio = (of: 'p50' | 'p99'): string => `${(busy[of] / idle[of]).toFixed(2)}×`;
  out(`Acknowledgements of ${perSecond} commands and clicks a second, one process with one worker thread`);
  out('');
  out('|                 | p50 | p99 | slowest | not 200 |');
  out('| --- | --- | --- | --- | --- |');
  for (const [title, { p50, p99, max, failures }] of [
    [`idle (baseline)`, idle],
    [`while ${lines} lines are synced`, busy],
  ] as const)
    out(`| ${title} | ${ms(p50)} | ${ms(p99)} | ${ms(max)} | ${failures.length} |`);
  out(`| against idle | ${ratio('p50')} | ${ratio('p99')} | | |`);
  out('');
  out(`Writes sent to Autotask meanwhile: ${writesMeanwhile}.`);
}
if (idle.failures.length + busy.failures.length > 0 || busy.p99 >= 100 || busy.max >= 3_000)
  process.exitCode = 1;
