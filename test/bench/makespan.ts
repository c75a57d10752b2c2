/** How long a month takes where every answer of Autotask takes its time, against what that time alone comes to. */
import { availableParallelism } from 'node:os';
import { machineMs } from './fleet/processor.ts';
import { type Part, rowOf } from './part.ts';
import { fewestReads } from './requests.ts';
import { openStage } from './stage.ts';

const CHANGED = 0.08;
const LATENCY_MS = 200;
/** Requests that Autotask takes at once per endpoint. */
const LANE = 3;

export async function measureMakespan({ customers = 500, linesEach = 20 } = {}): Promise<Part> {
  const stage = await openStage({ customers, linesEach });
  const { far } = stage;
  try {
    await stage.turn('2026-10', CHANGED);
    await far.slow(LATENCY_MS);
    await far.forget();
    const [started, busy] = [performance.now(), machineMs()];
    await stage.sync();
    const seconds = (performance.now() - started) / 1000;
    const cores = (machineMs() - busy) / 1000 / seconds;
    const { all, writes } = await far.seen();
    const reads = fewestReads(await far.toRead('2026-10'));
    const waiting = ((Math.ceil(writes / LANE) + Math.ceil(reads / LANE)) * LATENCY_MS) / 1000;
    return {
      title: 'Time of a month',
      on: `${customers} customers, ${(customers * linesEach).toLocaleString('en')} lines, ${writes} of them changed; ${LATENCY_MS} ms an answer, ${LANE} requests at once per endpoint`,
      rows: [
        rowOf({
          what: 'from the request to the report',
          value: `${seconds.toFixed(1)} s`,
          baseline: `waiting alone: ${waiting.toFixed(1)} s`,
          ratio: seconds / waiting,
          bound: { atMost: 1.15 },
        }),
      ],
      notes: [
        `Waiting alone: ${writes} writes and ${reads} reads, the fewest there can be, ${LANE} at a time. ${all - writes} reads were sent.`,
        'The far sides run in a process of their own; what they take to find their answers counts against the product.',
        `All programs of this machine together used ${cores.toFixed(1)} of its ${availableParallelism()} cores meanwhile: where none is free, this takes longer.`,
      ],
    };
  } finally {
    await stage.close();
  }
}
