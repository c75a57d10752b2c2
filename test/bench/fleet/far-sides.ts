/**
 * The outside of a fleet, in a process of its own: one PRISM that all workspaces read, an Autotask for each of them, and
 * a Slack that takes whatever it is told. Every answer takes as long as it was last asked to.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Month } from '../../../src/plan/numbers/calendar.ts';
import type { Table } from '../../sandbox/autotask/rules/table.ts';
import { startLarge } from '../../sandbox/worlds/large.ts';

export type Ask =
  | { ask: 'latency'; ms: number }
  /** `changed`: the share of lines whose quantity is another than in the month before. */
  | { ask: 'issue'; month: Month; changed: number; at: string }
  /** Every Autotask becomes what the first one is. */
  | { ask: 'copy' }
  | { ask: 'count' };

/** Since it started: processor time of this process, and what reached it. */
export type Count = { cpuMs: number; requests: number; writes: number; posts: number };

const [workspaces = 1, customers = 40, linesEach = 5] = process.argv.slice(2).map(Number);
const FOREVER = { times: Number.MAX_SAFE_INTEGER };

const first = await startLarge({ customers, linesEach });
const { prism } = first;
const worlds = [first];
while (worlds.length < workspaces) {
  const next = await startLarge({ customers, linesEach });
  // Only the first one's is read.
  await next.prism.close();
  worlds.push(next);
}

let latencyMs = 0;
let posts = 0;
const slack = createServer((request, response) => {
  posts += 1;
  request.resume();
  request.on('end', async () => {
    if (latencyMs > 0) await sleep(latencyMs);
    const answer = { ok: true, channel: 'C0BILLING', ts: `1790000000.${String(posts).padStart(6, '0')}` };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
});
await new Promise<void>(ready => slack.listen(0, '127.0.0.1', ready));

/** What was asked of the sandboxes is counted and then forgotten: it would fill the memory. */
const seen = { requests: 0, writes: 0 };
function count(): Count {
  seen.requests += prism.requests.all.length;
  prism.requests.clear();
  for (const { autotask } of worlds) {
    seen.requests += autotask.requests.all.length;
    seen.writes += autotask.requests.writes.length;
    autotask.requests.clear();
  }
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000, ...seen, posts };
}

function slow(ms: number): void {
  latencyMs = ms;
  for (const { faults } of [prism, ...worlds.map(({ autotask }) => autotask)]) {
    faults.clear();
    if (ms > 0) faults.add('any', { kind: 'slow', ms }, FOREVER);
  }
}

const TABLES = ['services', 'contractServices', 'units'] as const;

function copy(): void {
  for (const { autotask } of worlds.slice(1)) {
    for (const name of TABLES) {
      const table: Table<{ id: number }> = autotask.book[name];
      for (const record of first.autotask.book[name].all()) table.insert(structuredClone(record));
    }
  }
}

process.on('message', (asked: Ask) => {
  if (asked.ask === 'latency') slow(asked.ms);
  if (asked.ask === 'issue') {
    for (const { clock } of worlds) clock.set(asked.at);
    first.issue(asked.month, asked.changed);
  }
  if (asked.ask === 'copy') copy();
  process.send?.(count());
});
process.on('disconnect', () => process.exit(0));

const { billingCodeId, mappings } = first;
const sides = {
  prism: { apiUrl: prism.apiUrl, tokenUrl: prism.tokenUrl, client: prism.client },
  autotasks: worlds.map(({ autotask: { zoneUrl, url, user } }) => {
    const { userName, secret, integrationCode } = user;
    return { zoneUrl, url, credentials: { userName, secret, integrationCode } };
  }),
  slackUrl: `http://127.0.0.1:${(slack.address() as AddressInfo).port}/api/`,
  billingCodeId,
  mappings,
};
export type Sides = typeof sides;
process.send?.(sides);
