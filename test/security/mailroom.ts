/** Brings letters to the app, and tells what came of them. */
import { expect } from 'vitest';
import type { Call } from '../sandbox/slack/book.ts';
import { send } from '../sandbox/slack/requests/send.ts';
import type { Letter } from './letters.ts';
import type { Role, Side } from './sides.ts';
import { contentOf, type Opened, startTwo, type Two } from './two-workspaces.ts';

/** The app on a database that is as it was made, and what was in it then. */
export type Untouched = { app: Opened; mine: string; their: string };

/** `said`: all that somebody is answered by views, messages and the answer to the request itself. */
export type Told = { status: number; said: string };

export type Mailroom = AsyncDisposable & {
  two: Two;
  /** Opened anew once something was changed. */
  asItWas(): Promise<Untouched>;
  deliver(app: Opened, side: Side, letter: Letter, role: Role): Promise<Told>;
  /** Texts of theirs that were said though the letter did not carry them. */
  shown(said: string, letter: Letter): string[];
};

export async function openMailroom(): Promise<Mailroom> {
  const two = await startTwo();
  const { slack, mine, their, canaries } = two;
  let last: Untouched | undefined;
  const contents = async ({ context: { db } }: Opened) => ({
    mine: await contentOf(db, mine.id),
    their: await contentOf(db, their.id),
  });
  return {
    two,
    asItWas: async () => {
      if (last) {
        const now = await contents(last.app);
        if (now.mine === last.mine && now.their === last.their) return last;
        await last.app[Symbol.asyncDispose]();
      }
      const app = await two.open();
      last = { app, ...(await contents(app)) };
      return last;
    },
    deliver: async ({ app, url }, side, letter, role) => {
      const { book } = slack;
      book.calls.length = 0;
      book.messages.length = 0;
      book.views.clear();
      const from = { slack, member: side.members[role], channelId: side.channel.id };
      const { status, body } = await send(letter.write(from, url));
      await app.idle();
      expect(book.calls.filter(({ token }) => token !== null && token !== side.token)).toEqual([]);
      const answer = body === null ? [] : [JSON.stringify(body)];
      return { status, said: [...answer, ...answersIn(book.calls)].join('\n') };
    },
    shown: (said, letter) => {
      const from = { slack, member: mine.members.boss, channelId: mine.channel.id };
      const { body } = letter.write(from, 'http://nobody');
      const sent = decodeURIComponent(body.replaceAll('+', ' '));
      return canaries.filter(canary => said.includes(canary) && !sent.includes(canary));
    },
    [Symbol.asyncDispose]: async () => {
      await last?.app[Symbol.asyncDispose]();
      await two[Symbol.asyncDispose]();
    },
  };
}

/** A trigger names its workspace, as does what is asked of a whole organisation; neither is shown. */
export const answersIn = (calls: readonly Call[]): string[] =>
  calls
    .filter(({ method }) => /^(views|chat|response_url)/.test(method))
    .map(({ method, args }) => `${method} ${JSON.stringify({ ...args, trigger_id: '', team_id: '' })}`);
