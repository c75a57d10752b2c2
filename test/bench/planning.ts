/** How reading and planning grow with the invoice, in processor time against merely parsing the same file. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { type Part, rowOf } from './part.ts';
import { LINES_EACH } from './planning/month.ts';
import type { OneSize } from './planning/one-size.ts';

const SIZES = [1_000, 10_000, 100_000];

export async function measurePlanning({ full = false } = {}): Promise<Part> {
  const measured: OneSize[] = [];
  for (const lines of [...SIZES, full ? 1_000_000 : 300_000]) measured.push(await measure(lines));
  const largest = measured.at(-1)!;
  const perLine = (seconds: number, { lines }: OneSize): string => ((seconds * 1e6) / lines).toFixed(1);
  const exponent = slope(measured.map(({ lines, plan }) => [Math.log(lines), Math.log(plan)]));
  const [early, late] = [largest.memory[0]!, largest.memory.at(-1)!];
  const parsed = `parsing alone: ${largest.parse.toFixed(1)} s`;
  return {
    title: 'Reading and planning',
    on: `${measured.map(({ lines }) => count(lines)).join(', ')} lines, ${LINES_EACH} a customer, 8 % of them changed; processor time, no database`,
    rows: [
      rowOf({
        what: `growth from ${count(measured[0]!.lines)} to ${count(largest.lines)} lines`,
        value: `exponent ${exponent.toFixed(3)}`,
        baseline: 'linear: 1',
        ratio: exponent,
        bound: { atMost: 1.1 },
      }),
      rowOf({
        what: `${count(largest.lines)} lines read and checked`,
        value: `${largest.read.toFixed(1)} s`,
        baseline: parsed,
        ratio: largest.read / largest.parse,
        bound: { atMost: 3 },
      }),
      rowOf({
        what: 'read, checked and planned',
        value: `${largest.plan.toFixed(1)} s`,
        baseline: parsed,
        ratio: largest.plan / largest.parse,
        bound: { atMost: 15 },
      }),
      rowOf({
        what: 'heap after its last tenth',
        value: `${late.heap.toFixed(1)} MB`,
        baseline: `after its first: ${early.heap.toFixed(1)} MB`,
        ratio: late.heap / early.heap,
        bound: { atMost: 1.1 },
      }),
    ],
    notes: [
      'Parsing alone is csv-parse over the same file in the same process. Planning is the planner over every customer, its lines standing since the month before.',
      `Microseconds a line, parsed / read / planned: ${measured
        .map(
          one =>
            `${perLine(one.parse, one)} / ${perLine(one.read, one)} / ${perLine(one.plan, one)} at ${count(one.lines)}`,
        )
        .join('; ')}.`,
      `Beside the heap, digests that tell equal rows apart: ${late.buffers.toFixed(1)} MB at ${count(largest.lines)} lines.`,
    ],
  };
}

const count = (value: number): string => value.toLocaleString('en');

async function measure(lines: number): Promise<OneSize> {
  const file = path.join(import.meta.dirname, 'planning/one-size.ts');
  const child = fork(file, [String(lines)], { execArgv: ['--expose-gc'] });
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`${lines} lines were not measured: exit ${code}`);
  });
  const [measured] = (await Promise.race([once(child, 'message'), failed])) as [OneSize];
  await failed.catch(() => {});
  return measured;
}

/** Of the straight line that fits the points best. */
function slope(points: [number, number][]): number {
  const mean = (of: 0 | 1): number => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const over = points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0);
  return over / points.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
}
