/**
 * The first of the month of many workspaces: how much more is done by more processes, and what the queue between them
 * costs. The bots, their queue and PostgreSQL are real; PRISM, the Autotasks and Slack are as far away as a fixed latency.
 */
import { emptyRound, waitRound } from './fleet/queue-alone.ts';
import { type Round, syncRound } from './fleet/round.ts';
import { openStage, type Stage } from './fleet/stage.ts';
import { type Measured, type Queue, toPart } from './fleet/to-part.ts';
import type { Pace } from './fleet/turns.ts';
import { HANDS } from './fleet/watch.ts';
import type { Part } from './part.ts';

const WORK = { customers: 40, linesEach: 5, changed: 0.1 };
const LATENCY_MS = 300;
const FLEET = 3_000;
/** Where nothing but the queue is measured: less than a hundredth of what a workspace takes. */
const WAIT_MS = 40;

export type FleetOptions = {
  /** Longer rounds, there and back again; and more processes where the queue is alone. */
  full?: boolean;
};

export async function measureFleet({ full = false }: FleetOptions = {}): Promise<Part> {
  // How many processes, and how many workspaces each of their hands gets.
  const order = full ? [1, 2, 4, 4, 2, 1] : [1, 2, 4];
  const each = full ? 8 : 3;
  const sizes = order.map(processes => processes * HANDS * each);
  const workspaces = sizes.reduce((all, one) => all + one, 0);
  await using stage = await openStage({ ...WORK, workspaces });
  await stage.far.ask({ ask: 'latency', ms: LATENCY_MS });
  const rounds: Round[] = [];
  for (const [at, processes] of order.entries()) {
    const from = sizes.slice(0, at).reduce((all, one) => all + one, 0);
    rounds.push(await syncRound(stage, processes, stage.workspaceIds.slice(from, from + sizes[at]!)));
  }
  const measured: Measured = { ...WORK, latencyMs: LATENCY_MS, fleet: FLEET, rounds };
  return toPart(measured, await measureQueue(stage, full ? [1, 2, 4] : [1, 2]));
}

async function measureQueue(stage: Stage, order: readonly number[]): Promise<Queue> {
  const waits = new Map<number, Pace>();
  for (const processes of order)
    waits.set(processes, await waitRound(stage, { processes, workspaces: FLEET, waitMs: WAIT_MS }));
  return { waitMs: WAIT_MS, waits, empty: await emptyRound(stage, 1, FLEET) };
}
