/** PRISM and Autotask of a large world in a process of their own, so that they take no time from what is measured. */
import { startLarge } from '../sandbox/worlds/large.ts';

const [customers = 500, linesEach = 20, latencyMs = 25] = process.argv.slice(2).map(Number);
const world = await startLarge({ customers, linesEach });
if (latencyMs > 0) {
  world.autotask.faults.add('any', { kind: 'slow', ms: latencyMs }, { times: Number.MAX_SAFE_INTEGER });
}
world.issue('2026-09');
const { prism, autotask, billingCodeId, mappings } = world;
process.send?.({
  prism: { apiUrl: prism.apiUrl, tokenUrl: prism.tokenUrl, client: prism.client },
  autotask: { zoneUrl: autotask.zoneUrl, user: autotask.user },
  billingCodeId,
  mappings,
});
process.on('message', message => {
  if (message === 'writes') process.send?.({ writes: autotask.requests.writes.length });
});
process.on('disconnect', () => process.exit(0));
