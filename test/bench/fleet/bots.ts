import { type Child, startChild } from './child.ts';

export type Bots = AsyncDisposable & {
  /** Processor time of all of them since each started. */
  cpuMs(): Promise<number>;
};

/** So many processes, each with one worker's thread. */
export async function startBots(count: number, env: Record<string, string>): Promise<Bots> {
  await using stack = new AsyncDisposableStack();
  const bots: Child<'ready', 'processor', number>[] = [];
  for (let at = 0; at < count; at++)
    bots.push(stack.use(await startChild('bot.ts', [], { ...env, WORKERS: '1', LOG_LEVEL: 'warn' })));
  const kept = stack.move();
  return {
    cpuMs: async () =>
      (await Promise.all(bots.map(bot => bot.ask('processor')))).reduce((all, one) => all + one, 0),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
