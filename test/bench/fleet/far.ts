import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Ask, Count, Sides } from './far-sides.ts';

export type Far = AsyncDisposable & { sides: Sides; ask(asked: Ask): Promise<Count> };

/** Starts the process of PRISM, the Autotasks and Slack. It is asked one thing at a time. */
export async function startFar(size: {
  workspaces: number;
  customers: number;
  linesEach: number;
}): Promise<Far> {
  const args = [size.workspaces, size.customers, size.linesEach].map(String);
  const far = fork(path.join(import.meta.dirname, 'far-sides.ts'), args);
  const [sides] = (await once(far, 'message')) as [Sides];
  return {
    sides,
    ask: async asked => {
      const answered = once(far, 'message');
      far.send(asked);
      return ((await answered) as [Count])[0];
    },
    [Symbol.asyncDispose]: async () => {
      const ended = once(far, 'exit');
      far.disconnect();
      await ended;
    },
  };
}
