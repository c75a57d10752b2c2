import type { Office } from '../../support/office.ts';
import { startPage } from '../slack/page/index.ts';
import { openBooks } from './books.ts';
import { keepWorking } from './resident.ts';

export type OpenPage = AsyncDisposable & { url: string };

/** The page over an office, in which things move by themselves. */
export async function openPage(
  office: Office,
  { port = 0, onProblem }: { port?: number; onProblem: (error: unknown) => void },
): Promise<OpenPage> {
  const books = openBooks(office);
  await books.refresh();
  const resident = keepWorking(async () => {
    await office.work();
    await books.refresh();
  }, onProblem);
  const page = await startPage({
    players: [
      { who: 'boss', role: 'admin', person: office.person('boss') },
      { who: 'clerk', role: 'operator', person: office.person('clerk') },
      { who: 'viewer', role: 'viewer', person: office.person('viewer') },
      { who: 'nobody', role: 'no role', person: office.person('nobody') },
    ],
    clock: office.world.clock,
    panel: books,
    isWorking: resident.isWorking,
    port,
  });
  return {
    url: page.url,
    [Symbol.asyncDispose]: async () => {
      await page.close();
      await resident[Symbol.asyncDispose]();
    },
  };
}
