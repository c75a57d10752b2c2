/** PRISM and Autotask of a large world in a process of their own, so that they take no time from what is measured. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Mapping } from '../../src/plan/settings.ts';
import { startLarge } from '../sandbox/worlds/large.ts';

export type FarSides = {
  prism: { apiUrl: string; tokenUrl: string; client: { clientId: string; clientSecret: string } };
  autotask: { zoneUrl: string; user: { userName: string; secret: string; integrationCode: string } };
  billingCodeId: string;
  sinkUrl: string;
  mappings: Omit<Mapping, 'id'>[];
};

/** Requests to Autotask since they were last forgotten. */
export type Seen = { all: number; writes: number; by: Record<string, number> };
/** Records that a client has to know of before it can tell what the month changes. */
export type ToRead = { contracts: number; contractServices: number; unitRows: number; services: number };

export type Question =
  | { ask: 'issue'; month: string; changed: number }
  /** Every answer of Autotask takes so long from now on. */
  | { ask: 'slow'; ms: number }
  | { ask: 'seen' }
  | { ask: 'forget' }
  | { ask: 'to-read'; month: string };

const [customers = 500, linesEach = 20, latencyMs = 25] = process.argv.slice(2).map(Number);
const world = await startLarge({ customers, linesEach });
const { prism, autotask, billingCodeId, mappings } = world;
// A month comes after the other within minutes here: the hourly limit is no part of what is measured.
autotask.switches.hourlyRequests = 1_000_000;

function slow(ms: number): void {
  autotask.faults.clear();
  if (ms > 0) autotask.faults.add('any', { kind: 'slow', ms }, { times: Number.MAX_SAFE_INTEGER });
}
slow(latencyMs);
world.issue('2026-09');
/** Takes what the bot answers people with, and reads none of it. */
const sink = createServer((request, response) => {
  request.resume();
  request.on('end', () => response.end('ok'));
});
await new Promise<void>(ready => sink.listen(0, '127.0.0.1', ready));

function seen(): Seen {
  const { all, writes } = autotask.requests;
  const by = Map.groupBy(all, ({ action, entity }) => [action, entity ?? ''].join(' ').trim());
  return {
    all: all.length,
    writes: writes.length,
    by: Object.fromEntries([...by].map(([what, some]) => [what, some.length])),
  };
}

function toRead(month: string): ToRead {
  const { contracts, contractServices, units, services } = autotask.book;
  const count = (records: Iterable<unknown>): number => [...records].length;
  return {
    contracts: count(contracts.all()),
    contractServices: count(contractServices.all()),
    unitRows: [...units.all()].filter(row => row.endDate >= `${month}-01`).length,
    services: count(services.all()),
  };
}

function answerTo(question: Question): unknown {
  switch (question.ask) {
    case 'issue':
      world.issue(question.month, question.changed);
      return null;
    case 'slow':
      slow(question.ms);
      return null;
    case 'seen':
      return seen();
    case 'forget':
      autotask.requests.clear();
      return null;
    case 'to-read':
      return toRead(question.month);
  }
}

const sides: FarSides = {
  prism: { apiUrl: prism.apiUrl, tokenUrl: prism.tokenUrl, client: prism.client },
  autotask: { zoneUrl: autotask.zoneUrl, user: loginOf(autotask.user) },
  billingCodeId,
  sinkUrl: `http://127.0.0.1:${(sink.address() as AddressInfo).port}/`,
  mappings,
};
process.send?.(sides);
process.on('message', (question: Question) => process.send?.({ answer: answerTo(question) }));
process.on('disconnect', () => process.exit(0));

/** What a person would enter, and nothing of what the far side knows of it. */
function loginOf({ userName, secret, integrationCode }: FarSides['autotask']['user']) {
  return { userName, secret, integrationCode };
}
