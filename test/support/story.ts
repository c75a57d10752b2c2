import type { ProgramSettings } from '../../src/plan/settings.ts';
import type { CustomerReport, LineReport, RunReport } from '../../src/plan/tally/reports.ts';
import { type SmallWorld, startSmall } from '../sandbox/worlds/small.ts';
import { type Bot, startBot } from './bot.ts';
import { freshDatabase } from './database.ts';

export type Story = AsyncDisposable & { world: SmallWorld; bot: Bot };

/** The small world with a bot that is connected and has its customers mapped; September's invoice is not issued yet. */
export async function begin(settings: Partial<ProgramSettings> = {}): Promise<Story> {
  const world = await startSmall();
  const { db, url, drop } = await freshDatabase();
  const bot = await startBot(world, { db, url, close: async () => {} });
  await bot.connect();
  await bot.settle(settings);
  await bot.mapAll();
  return {
    world,
    bot,
    [Symbol.asyncDispose]: async () => {
      await bot.close();
      await world.close();
      await drop();
    },
  };
}

/** The same after September was synced, without a word to anybody. */
export async function afterSeptember(settings: Partial<ProgramSettings> = {}): Promise<Story> {
  const story = await begin({ approval: 'never' });
  story.world.issue('2026-09', story.world.lines.september);
  await story.bot.sync();
  await story.bot.settle(settings);
  return story;
}

export const customer = (report: RunReport, name: string): CustomerReport => {
  const found = report.customers.find(one => one.tenants.some(tenant => tenant.name === name));
  if (!found) throw new Error(`nothing about ${name} in run ${report.run}`);
  return found;
};

export const lineOf = (report: RunReport, name: string, product: string): LineReport => {
  const found = customer(report, name).lines.find(line => line.productName === product);
  if (!found) throw new Error(`nothing about ${product} of ${name} in run ${report.run}`);
  return found;
};

export const written = ({ world }: Story): number => world.autotask.requests.writes.length;

/** Seats of a product on a customer's contract on a day, as the target has them. */
export function seatsOn(
  { world }: Story,
  name: keyof SmallWorld['contracts'],
  service: string,
  date: string,
): number {
  const { book } = world.autotask;
  const { id } = [...book.services.all()].find(one => one.name === `PC_${service}`) ?? { id: 0 };
  const line = [...book.contractServices.all()].find(
    one => one.contractID === world.contracts[name].id && one.serviceID === id,
  );
  return line ? book.quantityOn(line.id, date) : 0;
}
