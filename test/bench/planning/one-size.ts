/**
 * One size of file in a process of its own, `node --expose-gc one-size.ts <lines>`: merely parsed, read into lines, read
 * and planned. Times are the processor's, so that what else the machine does makes no difference.
 */
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Options, parse } from 'csv-parse';
import type { CustomerLine } from '../../../src/plan/invoice/drafts.ts';
import type { Line } from '../../../src/plan/invoice/line.ts';
import { isOutside, readingOf, settleReading } from '../../../src/plan/invoice/span.ts';
import { readCsv } from '../../../src/sources/prism/lines.ts';
import { invoice, LINES_EACH, planOf, tenantIds, writeMonth } from './month.ts';

export type OneSize = {
  lines: number;
  megabytes: number;
  /** Seconds of processor time of each pass, the median of `rounds`. */
  parse: number;
  read: number;
  plan: number;
  rounds: number;
  changes: number;
  /** Megabytes in use after garbage collection at every tenth of the last pass. */
  memory: { heap: number; buffers: number }[];
};

const lines = Number(process.argv[2]);
const ROUNDS = lines <= 1_000 ? 21 : lines <= 10_000 ? 7 : lines <= 100_000 ? 3 : 1;
/** As the reader of invoices has them. */
const CSV: Options = { bom: true, record_delimiter: ['\r\n', '\n'], relax_column_count: true };

const folder = await mkdtemp(path.join(tmpdir(), 'prism-bot-bench-'));
const tenants = tenantIds(lines);

const readLines = (file: string): AsyncGenerator<Line> =>
  readCsv(invoice, createReadStream(file), text => text);

async function parseOnly(file: string): Promise<number> {
  let rows = 0;
  for await (const _ of createReadStream(file).pipe(parse(CSV))) rows += 1;
  return rows - 1;
}

async function readOnly(file: string): Promise<number> {
  let rows = 0;
  for await (const _ of readLines(file)) rows += 1;
  return rows;
}

/** As a sync does it, but that customers are gathered from a file that has them together instead of by the database. */
async function readAndPlan(file: string, passed: (count: number) => void): Promise<number> {
  const votes = { inclusive: 0, exclusive: 0 };
  let [rows, outside, changes] = [0, 0, 0];
  let own: CustomerLine[] = [];
  for await (const line of readLines(file)) {
    const reading = readingOf(line, invoice.month);
    if (reading !== null) votes[reading] += 1;
    if (isOutside(line, invoice.month)) outside += 1;
    own.push({ tenantId: tenants.get(line.domain ?? '')!, line });
    rows += 1;
    if (own.length < LINES_EACH) continue;
    changes += planOf(own, settleReading(votes)).lines.reduce((sum, one) => sum + one.changes.length, 0);
    own = [];
    passed(rows);
  }
  if (rows !== lines || outside > 0)
    throw new Error(`${rows} lines were planned, ${outside} outside the month`);
  return changes;
}

const processor = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

async function timed(pass: () => Promise<unknown>): Promise<number> {
  const started = processor();
  await pass();
  return processor() - started;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

async function measure(): Promise<OneSize> {
  const file = path.join(folder, 'month.csv');
  const memory: OneSize['memory'] = [];
  const tenth = Math.ceil(lines / 10 / LINES_EACH) * LINES_EACH;
  // Collecting garbage to look at the memory is not planning.
  let collecting = 0;
  const look = (count: number): void => {
    if (count % tenth !== 0) return;
    const started = processor();
    globalThis.gc!();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    memory.push({ heap: heapUsed / 2 ** 20, buffers: arrayBuffers / 2 ** 20 });
    collecting += processor() - started;
  };
  // What has just started is compiled while it runs the first time.
  const small = path.join(folder, 'small.csv');
  const few = 4_000;
  await writeMonth(small, few);
  await parseOnly(small);
  await readAndPlanSome(small);
  await writeMonth(file, lines);
  const times = { parse: [] as number[], read: [] as number[], plan: [] as number[] };
  let changes = 0;
  for (let round = 0; round < ROUNDS; round++) {
    memory.length = 0;
    collecting = 0;
    times.parse.push(await timed(() => parseOnly(file)));
    times.read.push(await timed(() => readOnly(file)));
    const whole = await timed(async () => {
      changes = await readAndPlan(file, look);
    });
    times.plan.push(whole - collecting);
  }
  const megabytes = (await stat(file)).size / 2 ** 20;
  const { parse, read, plan } = times;
  return {
    lines,
    megabytes,
    parse: median(parse),
    read: median(read),
    plan: median(plan),
    rounds: ROUNDS,
    changes,
    memory,
  };
}

async function readAndPlanSome(file: string): Promise<void> {
  let own: CustomerLine[] = [];
  for await (const line of readLines(file)) {
    own.push({ tenantId: 'tenant', line });
    if (own.length < LINES_EACH) continue;
    planOf(own, 'inclusive');
    own = [];
  }
}

try {
  const measured = await measure();
  if (process.send) process.send(measured);
  else process.stdout.write(`${JSON.stringify(measured)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
  process.disconnect?.();
}
