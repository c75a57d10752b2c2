import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const MAIN = path.join(import.meta.dirname, '../../../src/main.ts');

export type Bots = AsyncDisposable & {
  /** Processor time of all of them since each started. */
  cpuMs(): Promise<number>;
};

/** So many processes as they are deployed, ready to work. */
export async function startBots(count: number, env: Record<string, string>): Promise<Bots> {
  const bots: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    const left = bots.filter(bot => bot.exitCode === null && bot.signalCode === null);
    const ended = left.map(bot => once(bot, 'exit'));
    for (const bot of left) bot.kill('SIGTERM');
    await Promise.all(ended);
  };
  try {
    const urls = await Promise.all(
      Array.from({ length: count }, async () => {
        const bot = spawn(process.execPath, [MAIN], {
          env: { PATH: process.env.PATH, ...env },
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        bots.push(bot);
        return `http://127.0.0.1:${await portOf(bot)}`;
      }),
    );
    const seconds = async (url: string): Promise<number> => {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      return Number(/^process_cpu_seconds_total (\S+)/m.exec(metrics)?.[1] ?? Number.NaN);
    };
    return {
      cpuMs: async () => (await Promise.all(urls.map(seconds))).reduce((all, one) => all + one * 1000, 0),
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function portOf(bot: ChildProcess): Promise<number> {
  for await (const line of createInterface({ input: bot.stdout! })) {
    const { msg, port } = JSON.parse(line) as { msg?: string; port?: number };
    if (msg !== 'ready' || port === undefined) continue;
    // Goes on reading, so that the pipe never fills.
    bot.stdout!.resume();
    return port;
  }
  throw new Error('a bot did not start');
}
