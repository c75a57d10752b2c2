/** Processes that carry months through: each is real, and may be killed. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Task, Told } from './month-process.ts';

const SCRIPT = join(import.meta.dirname, 'month-process.ts');

export type Worker = {
  /** Until it has done it; undefined: it ended before. @throws Error when it could not */
  carry(task: Task): Promise<'done' | 'killed'>;
  kill(): void;
  ended: Promise<unknown>;
};

export type Workers = AsyncDisposable & {
  /** One that is ready; the next is begun at once, so that it is ready when it is asked for. */
  take(): Promise<Worker>;
};

export async function startWorkers(): Promise<Workers> {
  // What the first of them compiled, the others need not.
  const compiled = await mkdtemp(join(tmpdir(), 'prism-bot-compiled-'));
  const alive = new Set<ChildProcess>();
  const orphaned = (): void => {
    for (const one of alive) one.kill('SIGKILL');
  };
  process.once('exit', orphaned);
  const start = async (): Promise<Worker> => {
    const child = fork(SCRIPT, {
      execArgv: [],
      env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: compiled },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    alive.add(child);
    const ended = once(child, 'exit').finally(() => alive.delete(child));
    const told = async (): Promise<Told | 'killed'> => {
      const [first] = await Promise.race([
        once(child, 'message') as Promise<[Told]>,
        ended.then(() => ['killed' as const]),
      ]);
      return first;
    };
    if ((await told()) === 'killed') throw new Error('a worker did not start');
    return {
      carry: async task => {
        const answer = told();
        child.send(task);
        const end = await answer;
        if (end === 'killed') return 'killed';
        if (end.kind === 'done' && end.problem !== null) throw new Error(end.problem);
        return 'done';
      },
      kill: () => void child.kill('SIGKILL'),
      ended,
    };
  };
  let next = start();
  return {
    take: async () => {
      const worker = await next;
      next = start();
      return worker;
    },
    [Symbol.asyncDispose]: async () => {
      (await next).kill();
      orphaned();
      process.off('exit', orphaned);
      await Promise.all([...alive].map(child => once(child, 'exit')));
      await rm(compiled, { recursive: true, force: true });
    },
  };
}
