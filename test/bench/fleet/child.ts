import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** Another process of this folder that said hello. It is asked one thing at a time, and ends when it is left alone. */
export type Child<Hello, Ask, Answer> = AsyncDisposable & {
  hello: Hello;
  ask(asked: Ask): Promise<Answer>;
};

export async function startChild<Hello, Ask = never, Answer = never>(
  file: string,
  args: readonly (string | number)[],
  env: Record<string, string> = {},
): Promise<Child<Hello, Ask, Answer>> {
  const child = fork(path.join(import.meta.dirname, file), args.map(String), {
    env: { PATH: process.env.PATH, ...env },
  });
  const ended = once(child, 'exit');
  const next = async (): Promise<unknown> => {
    const died = ended.then(() => {
      throw new Error(`${file} ended too early`);
    });
    return (await Promise.race([once(child, 'message'), died]))[0];
  };
  return {
    hello: (await next()) as Hello,
    ask: async asked => {
      const answered = next();
      child.send(asked as object);
      return (await answered) as Answer;
    },
    [Symbol.asyncDispose]: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
