/** PRISM and Autotask of a large world in a process of their own, so that they take no time from what is measured. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startLarge } from '../sandbox/worlds/large.ts';

const [customers = 500, linesEach = 20, latencyMs = 25] = process.argv.slice(2).map(Number);
const world = await startLarge({ customers, linesEach });
if (latencyMs > 0) {
  world.autotask.faults.add('any', { kind: 'slow', ms: latencyMs }, { times: Number.MAX_SAFE_INTEGER });
}
world.issue('2026-09');
/** Takes what the bot answers people with, and reads none of it. */
const sink = createServer((request, response) => {
  request.resume();
  request.on('end', () => response.end('ok'));
});
await new Promise<void>(ready => sink.listen(0, '127.0.0.1', ready));
const { prism, autotask, billingCodeId, mappings } = world;
process.send?.({
  prism: { apiUrl: prism.apiUrl, tokenUrl: prism.tokenUrl, client: prism.client },
  autotask: { zoneUrl: autotask.zoneUrl, user: autotask.user },
  billingCodeId,
  sinkUrl: `http://127.0.0.1:${(sink.address() as AddressInfo).port}/`,
  mappings,
});
process.on('message', message => {
  if (message === 'writes') process.send?.({ writes: autotask.requests.writes.length });
});
process.on('disconnect', () => process.exit(0));
