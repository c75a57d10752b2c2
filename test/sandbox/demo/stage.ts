/** Where the rehearsal takes place: a private PostgreSQL in a folder of its own, the small world, and the real program. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../db/open.ts';
import type { RunReport } from '../../../src/plan/tally/reports.ts';
import { type Bot, startBot } from '../../support/bot.ts';
import { type SmallWorld, startSmall } from '../worlds/small.ts';
import { heading, tellRun, wrapped } from './tell.ts';

export type Stage = AsyncDisposable & {
  world: SmallWorld;
  bot: Bot;
  /** Real seconds since the curtain rose. */
  seconds(): string;
  chapter(text: string): void;
  say(text: string): void;
  show(report: RunReport): RunReport;
};

export async function openStage(out: (text: string) => void): Promise<Stage> {
  const began = performance.now();
  const dataDir = await mkdtemp(join(tmpdir(), 'prism-bot-demo-'));
  const database = await openDatabase({ dataDir });
  const world = await startSmall();
  const bot = await startBot(world, database);
  let chapters = 0;
  return {
    world,
    bot,
    seconds: () => ((performance.now() - began) / 1000).toFixed(1),
    chapter: text => {
      chapters += 1;
      out(heading(`${chapters}. ${text}`));
    },
    say: text => out(wrapped(text, '')),
    show: report => {
      out(tellRun(report));
      return report;
    },
    [Symbol.asyncDispose]: async () => {
      await bot.close();
      await world.close();
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
