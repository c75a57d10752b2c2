/**
 * `npm run bench`: ratios, each against a baseline measured in the same run. `-- requests planning` measures these parts
 * only; `-- --full` plans a million lines and gives the fleet longer rounds; `-- --json` is for machines. Ends with 1
 * when a bound is broken.
 */
import os from 'node:os';
import { parseArgs } from 'node:util';
import { measureFleet } from './fleet.ts';
import { measureMakespan } from './makespan.ts';
import type { Part } from './part.ts';
import { measurePlanning } from './planning.ts';
import { measureRequests } from './requests.ts';
import { measureResponsiveness } from './responsiveness.ts';
import { shown } from './shown.ts';

const { values: chosen, positionals: named } = parseArgs({
  options: { json: { type: 'boolean', default: false }, full: { type: 'boolean', default: false } },
  allowPositionals: true,
});

const PARTS: Record<string, () => Promise<Part>> = {
  requests: measureRequests,
  makespan: measureMakespan,
  planning: () => measurePlanning({ full: chosen.full }),
  responsiveness: measureResponsiveness,
  fleet: () => measureFleet({ full: chosen.full }),
};

const unknown = named.filter(name => !(name in PARTS));
if (unknown.length > 0) {
  process.stderr.write(`No part ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}.\n`);
  process.exit(2);
}
const cpus = os.cpus();
const machine = `${cpus.length} cores (${cpus[0]?.model.trim() ?? 'unknown'}), Node ${process.versions.node}`;
const parts: Record<string, Part> = {};
for (const [name, measure] of Object.entries(PARTS)) {
  if (named.length > 0 && !named.includes(name)) continue;
  parts[name] = await measure();
  if (!chosen.json) say(shown(parts[name]));
}
if (chosen.json) say(JSON.stringify({ machine, parts }, null, 2));
else say(machine);
if (Object.values(parts).some(({ rows }) => rows.some(({ ok }) => !ok))) process.exitCode = 1;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
