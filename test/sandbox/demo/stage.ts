/** Where the rehearsal takes place: a private PostgreSQL in a folder of its own, the small world, a Slack, the real app. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../db/open.ts';
import { furnish, type Office } from '../../support/office.ts';
import { startSlack } from '../slack/index.ts';
import type { Person } from '../slack/person/index.ts';
import { startSmall } from '../worlds/small.ts';

export type Stage = AsyncDisposable & {
  office: Office;
  boss: Person;
  clerk: Person;
  /** Real seconds since the curtain rose. */
  seconds(): string;
  chapter(text: string): void;
  say(text: string): void;
  /** What somebody does, until nobody has anything to do; what is new on their screen is told. */
  scene(person: Person, act: () => Promise<void>): Promise<void>;
};

const WIDTH = 110;

/**
 * The office on a database of its own, in a folder that is gone afterwards.
 * @param connected to both sides, and the customers mapped; otherwise nobody has done anything yet
 */
export async function openHouse({
  connected,
}: {
  connected: boolean;
}): Promise<AsyncDisposable & { office: Office }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'prism-bot-demo-'));
  const [database, world, slack] = await Promise.all([
    openDatabase({ dataDir }),
    startSmall(),
    startSlack({ teams: [{ name: 'Northwind IT Services' }] }),
  ]);
  const office = await furnish({
    ...{ world, slack, database, connected, mapped: connected, env: {} },
    settings: connected ? { timeZone: 'Australia/Sydney' } : { channelId: null },
    drop: () => database.close(),
  });
  for (const member of Object.values(office.members)) member.timeZone = 'Australia/Sydney';
  return {
    office,
    [Symbol.asyncDispose]: async () => {
      await office[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export async function openStage(out: (text: string) => void): Promise<Stage> {
  const began = performance.now();
  const house = await openHouse({ connected: false });
  const { office } = house;
  let chapters = 0;
  let told = 0;
  const boss = office.person('boss');
  const tell = (): void => {
    const { transcript } = boss;
    for (const line of transcript.slice(told)) out(line);
    told = transcript.length;
  };
  return {
    office,
    boss,
    clerk: office.person('clerk'),
    seconds: () => ((performance.now() - began) / 1000).toFixed(1),
    chapter: text => {
      chapters += 1;
      const title = `── ${chapters}. ${text} `;
      out(`\n${title}${'─'.repeat(Math.max(0, WIDTH - title.length))}\n`);
    },
    say: text => out(`${text}\n`),
    scene: async (person, act) => {
      await act();
      await office.work();
      person.look();
      tell();
    },
    [Symbol.asyncDispose]: () => house[Symbol.asyncDispose](),
  };
}
