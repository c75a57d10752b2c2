/** The evidence of 10,000 invoice lines: every line once, and memory stays where it was. */
import { createReadStream } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parse } from 'csv-parse';
import { expect, test } from 'vitest';
import { add } from '../../src/plan/numbers/decimal.ts';
import { makeEvidence } from '../../src/sync/evidence/make-evidence.ts';
import { startLarge } from '../sandbox/worlds/large.ts';
import { BOSS, startBot, WORKSPACE } from '../support/bot.ts';
import { freshDatabase } from '../support/database.ts';

const CUSTOMERS = 500;
const LINES = CUSTOMERS * 20;
/** What the heap may grow by from the first tenth of the work to its end, in megabytes. */
const FLAT = 16;

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

function heap(): number {
  collect();
  return process.memoryUsage().heapUsed / 1_048_576;
}

test('ten thousand lines are written as they are read', async () => {
  const world = await startLarge({ customers: CUSTOMERS, linesEach: 20 });
  await using fresh = await freshDatabase();
  const bot = await startBot(world, { db: fresh.db, url: fresh.url, close: async () => {} });
  try {
    await bot.connect();
    await bot.settle({ approval: 'always' });
    await bot.mapAll();
    const invoice = world.issue('2026-09');
    const { run } = await bot.sync();
    let sections = 0;
    const taken: number[] = [];
    const onProgress = async (): Promise<void> => {
      if (sections++ % (CUSTOMERS / 10) === 0) taken.push(heap());
    };
    const started = performance.now();
    await using evidence = await makeEvidence(bot.context, {
      ...{ workspaceId: WORKSPACE, run, by: BOSS, told: null },
      onProgress,
    });
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    const sizes = evidence.files.map(({ name, bytes }) => `${name} ${Math.round(bytes / 1024)} kB`);
    const grown = Math.round(taken.at(-1)! - taken[1]!);
    process.stdout.write(`\n${LINES} lines: ${seconds} s, ${sizes.join(', ')}, heap ${grown} MB more\n\n`);
    expect(grown).toBeLessThan(FLAT);
    expect(evidence.lines).toBe(LINES);
    const keys = new Set<string>();
    let cost = '0';
    const rows = createReadStream(evidence.files[0]!.path).pipe(parse({ bom: true, columns: true }));
    for await (const row of rows as AsyncIterable<Record<string, string>>) {
      keys.add(row['Line key']!);
      cost = add(cost, row.Cost!);
    }
    expect(keys.size).toBe(LINES);
    expect(Number(cost)).toBeCloseTo(
      [...invoice.lines].reduce((sum, { subTotal }) => sum + Number(subTotal), 0),
      2,
    );
  } finally {
    await bot.close();
    await world.close();
  }
});
