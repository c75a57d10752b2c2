/** What a month costs in requests to Autotask, against the fewest there can be and against a client line by line. */
import { lastDay } from '../../src/plan/numbers/calendar.ts';
import type { Seen, ToRead } from './far-sides.ts';
import { carryLineByLine } from './line-by-line.ts';
import { type Part, rowOf } from './part.ts';
import { openStage, type Stage, WORKSPACE } from './stage.ts';

const PAGE = 500;
const CHANGED = 0.08;

/** Pages of what has to be read once. */
export const fewestReads = ({ contracts, contractServices, unitRows, services }: ToRead): number =>
  [contracts, contractServices, unitRows, services].reduce((sum, count) => sum + Math.ceil(count / PAGE), 0);

export async function measureRequests({ customers = 500, linesEach = 20 } = {}): Promise<Part> {
  const stage = await openStage({ customers, linesEach });
  const { far } = stage;
  const lines = customers * linesEach;
  try {
    await stage.turn('2026-10', CHANGED);
    const changed = await counted(stage, stage.sync);
    const changedReads = fewestReads(await far.toRead('2026-10'));
    await stage.turn('2026-11');
    const unchanged = await counted(stage, stage.sync);
    const unchangedReads = fewestReads(await far.toRead('2026-11'));
    // Each client finds nothing to do in a month that the other carried.
    const plainUnchanged = await counted(stage, () => carryPlainly(stage, '2026-11'));
    await stage.turn('2026-12', CHANGED);
    const plainChanged = await counted(stage, () => carryPlainly(stage, '2026-12'));
    const again = await counted(stage, stage.sync);
    for (const [who, { writes }] of [
      ['the plain client', plainUnchanged],
      ['the sync', again],
      ['the sync of the unchanged month', unchanged],
    ] as const)
      if (writes > 0) throw new Error(`${who} wrote ${writes} times where nothing had changed`);
    const fewest = changed.writes + changedReads;
    return {
      title: 'Requests to Autotask',
      on: `${customers} customers, ${count(lines)} lines, contracts to the end of 2027`,
      rows: [
        rowOf({
          what: `a month with ${percent(changed.writes / lines)} of its lines changed`,
          value: `${count(changed.all)} requests`,
          baseline: `the fewest: ${count(fewest)}`,
          ratio: changed.all / fewest,
          bound: { atMost: 1.1 },
        }),
        rowOf({
          what: 'the same',
          value: `${count(changed.all)} requests`,
          baseline: `line by line: ${count(plainChanged.all)}`,
          ratio: changed.all / plainChanged.all,
          bound: { atMost: 0.1 },
        }),
        rowOf({
          what: 'an unchanged month',
          value: `${count(unchanged.all)} requests`,
          baseline: `the fewest: ${count(unchangedReads)}`,
          ratio: unchanged.all / unchangedReads,
          bound: { atMost: 1.1 },
        }),
        rowOf({
          what: 'the same',
          value: `${count(unchanged.all)} requests`,
          baseline: `line by line: ${count(plainUnchanged.all)}`,
          ratio: unchanged.all / plainUnchanged.all,
          bound: { atMost: 0.1 },
        }),
      ],
      notes: [
        `The fewest: one write for each change, and each record that tells what stands read once, in pages of ${PAGE}: contracts, their services, the unit rows from the usage month to the contract's end, catalogue services. Looking again before a write, reading back after it and the API budget are not in it.`,
        `Most of it are unit rows, one for each month a contract still has: in the unchanged month ${Math.round(lines / unchanged.all)} lines a request; ${linesAPage(await far.toRead('2026-11'), lines)} would be the most with these contracts.`,
        'Line by line: service, contract service and units are asked for each line, then written where they differ. Each client found nothing to write in a month that the other had carried.',
        `By what was asked: ${shown(changed)}.`,
      ],
    };
  } finally {
    await stage.close();
  }
}

const count = (value: number): string => value.toLocaleString('en');
const percent = (share: number): string => `${Math.round(share * 100)} %`;
const linesAPage = (toRead: ToRead, lines: number): number => Math.round(lines / fewestReads(toRead));
const shown = ({ by }: Seen): string =>
  Object.entries(by)
    .sort(([, a], [, b]) => b - a)
    .map(([what, some]) => `${what} ${count(some)}`)
    .join(', ');

async function counted({ far }: Stage, work: () => Promise<unknown>): Promise<Seen> {
  await far.forget();
  await work();
  return far.seen();
}

async function carryPlainly({ context, far }: Stage, month: string): Promise<void> {
  const source = await context.openSource(WORKSPACE);
  const invoice = (await source.listInvoices()).find(one => one.month === month)!;
  const products = await source.listProducts(invoice.agreementId!, lastDay(month));
  await carryLineByLine(far.sides, { lines: source.readLines(invoice), products, month });
}
