/**
 * Three months of a whole MSP through everything that is real: every cent accounted for, every day as invoiced, nothing
 * written twice, and what it costs in requests, against the four per line that a client would send that reads and
 * writes line by line.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayAfter, firstDay, lastDay, type Month } from '../../src/plan/numbers/calendar.ts';
import type { RunReport } from '../../src/plan/tally/reports.ts';
import { invoiceTieOut } from '../../src/plan/tally/run.ts';
import { MONTHS, type MspWorld, startMsp } from '../sandbox/worlds/msp.ts';
import { azure } from '../sandbox/worlds/msp-products.ts';
import { type Bot, startBot } from '../support/bot.ts';
import { freshDatabase } from '../support/database.ts';

const PER_LINE = 4;
const PATIENCE = 180_000;

let world: MspWorld;
let bot: Bot;
let drop: () => Promise<void>;
/** One row a run: requests by entity, lines of the invoice, seconds. */
const table: Record<string, Record<string, number>> = {};

beforeAll(async () => {
  world = await startMsp();
  const fresh = await freshDatabase();
  drop = fresh.drop;
  bot = await startBot(world, { db: fresh.db, url: fresh.url, close: async () => {} });
  await bot.connect();
  await bot.settle({ approval: 'never' });
  await bot.mapAll();
});
afterAll(async () => {
  process.stdout.write(`\n${shown()}\n\n`);
  await bot.close();
  await world.close();
  await drop();
});

/** The table as text: a row a run, its numbers beneath their names. */
function shown(): string {
  const names = [...new Set(Object.values(table).flatMap(Object.keys))];
  const rows = [
    ['', ...names],
    ...Object.entries(table).map(([label, row]) => [label, ...names.map(name => String(row[name] ?? 0))]),
  ];
  const width = (at: number): number => Math.max(...rows.map(row => row[at]!.length));
  return rows
    .map(row =>
      row.map((cell, at) => (at === 0 ? cell.padEnd(width(at)) : cell.padStart(width(at)))).join('  '),
    )
    .join('\n');
}

/** A run's report with what it sent. */
async function measured(
  label: string,
  month: Month,
): Promise<{ report: RunReport; reads: number; writes: number }> {
  const { requests } = world.autotask;
  requests.clear();
  const started = performance.now();
  const report = await bot.sync();
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const writes = requests.writes.length;
  const reads = requests.all.length - writes;
  const by = Object.groupBy(requests.all, seen => seen.entity ?? seen.action);
  const lines = world.linesOf(month).length;
  table[label] = { lines, 'line by line': lines * PER_LINE, all: reads + writes, reads, writes, seconds };
  for (const [name, seen] of Object.entries(by)) table[label][name] = seen!.length;
  return { report, reads, writes };
}

/** Units by contract, service and day, counted from the invoice alone; Azure is there all month and not after. */
function invoiced(month: Month): Map<string, Map<string, number>> {
  const products = new Map(
    [...world.held, ...world.changes.keys()].map(one => [one.subscription.id, one.product]),
  );
  const seen = new Set<string>();
  const units = new Map<string, Map<string, number>>();
  for (const line of world.linesOf(month)) {
    const product = products.get(line.subscriptionId)!;
    // The two parts of an E5 are the same seats.
    const once = [line.subscriptionId, line.from, line.to].join();
    if (seen.has(once)) continue;
    seen.add(once);
    const motion = product.term === 'P1Y' ? 'P1Y:M:' : '';
    const place = `${world.contracts.get(line.domain)!.id} PC_${motion}${product.sku}`;
    const days = units.get(place) ?? new Map<string, number>();
    units.set(place, days);
    for (let day = line.from; day <= line.to; day = dayAfter(day)) {
      days.set(day, (days.get(day) ?? 0) + Number(line.quantity));
    }
    const after = firstDay(dayAfter(lastDay(month)).slice(0, 7));
    if (line.to === lastDay(month) && product !== azure) days.set(after, days.get(line.to)!);
  }
  return units;
}

/** Where the target's units are not the invoice's, on any day of the month or on the day after it. */
function differences(month: Month): string[] {
  const { book } = world.autotask;
  const wanted = invoiced(month);
  const standing = new Map(
    book.contractServices
      .all()
      .map(line => [`${line.contractID} ${book.services.get(line.serviceID).name}`, line.id]),
  );
  const synced = new Set(
    world.customers
      .filter(customer => customer.standing === 'mapped')
      .map(({ domains }) => world.contracts.get(domains[0]!)!.id),
  );
  const places = new Set([...standing.keys(), ...wanted.keys()]);
  return [...places].flatMap(place => {
    if (place.endsWith('Managed workplace')) return [];
    const id = standing.get(place);
    const mapped = synced.has(Number(place.split(' ')[0]));
    const wrong: string[] = [];
    for (let day = firstDay(month); day <= dayAfter(lastDay(month)); day = dayAfter(day)) {
      const is = id === undefined ? 0 : book.quantityOn(id, day);
      const due = mapped ? (wanted.get(place)?.get(day) ?? 0) : 0;
      if (is !== due) wrong.push(`${place} ${day}: ${is}, invoiced ${due}`);
    }
    return wrong;
  });
}

const troubles = (report: RunReport): string[] =>
  report.customers.flatMap(customer => [
    ...customer.asks,
    ...[...customer.holds, ...customer.problems].map(({ says }) => says),
    ...customer.lines.flatMap(line => [...line.holds, ...line.problems].map(({ says }) => says)),
  ]);

describe.each([
  ['first', MONTHS[0]!],
  ['unchanged', MONTHS[1]!],
  ['changed', MONTHS[2]!],
] as const)('the %s month, %s', (kind, month) => {
  test(
    'is applied as it is invoiced, and every cent has its place',
    async () => {
      const invoice = world.turn(month);
      const { report, reads, writes } = await measured(`${kind}`, month);
      expect(report.facts.problems).toEqual([]);
      expect(troubles(report)).toEqual([]);
      const tie = invoiceTieOut(report, invoice.id);
      expect([tie.balanced, tie.lines]).toEqual([true, world.linesOf(month).length]);
      expect(tie.accounts.map(({ standing }) => standing)).not.toContain('failed');
      expect(differences(month)).toEqual([]);
      const lines = world.linesOf(month).length;
      expect(reads).toBeLessThan(lines * { first: 0.12, unchanged: 0.06, changed: 0.06 }[kind]);
      expect(writes).toBeLessThan(lines * { first: 0.8, unchanged: 0.1, changed: 0.2 }[kind]);
    },
    PATIENCE,
  );

  test(
    'writes nothing on the second run',
    async () => {
      const { writes, report } = await measured(`${kind}, again`, month);
      expect(writes).toBe(0);
      expect(troubles(report)).toEqual([]);
      expect(differences(month)).toEqual([]);
      // What was billed is posted before the next month comes.
      world.post(month);
    },
    PATIENCE,
  );
});

test('the months before stand as they were invoiced', () => {
  expect(MONTHS.slice(0, 2).flatMap(month => differences(month).filter(at => !at.includes('-01:')))).toEqual(
    [],
  );
});
