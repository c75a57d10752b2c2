/** The deployed process, `src/main.ts` with its threads, as something to signal and to listen to. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const MAIN = path.join(import.meta.dirname, '../../../src/main.ts');

export type Line = { msg?: string; level?: string; port?: number };

export type Bot = AsyncDisposable & {
  /** Where Slack calls it. */
  url: string;
  /** What it logged so far. */
  lines: Line[];
  signal(signal: 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  /** Until it logs a line with these words; lines of before do not count. */
  says(words: string): Promise<void>;
  /** Exit code and signal. */
  ended: Promise<[code: number | null, signal: NodeJS.Signals | null]>;
};

/** Started, and ready for work. */
export async function startBot(env: Record<string, string>): Promise<Bot> {
  const bot = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, PORT: '0', WORKERS: '1', ...env },
  });
  const lines: Line[] = [];
  // A test that runs out of time is ended without its last words.
  const orphaned = () => bot.kill('SIGKILL');
  process.once('exit', orphaned);
  const waiting = new Set<(line: Line) => void>();
  const ended = once(bot, 'exit') as Bot['ended'];
  createInterface({ input: bot.stdout }).on('line', text => {
    const line = JSON.parse(text) as Line;
    lines.push(line);
    for (const tell of waiting) tell(line);
  });
  const hear = (words: string): Promise<Line> =>
    new Promise((resolve, reject) => {
      const tell = (line: Line): void => {
        if (!line.msg?.includes(words)) return;
        waiting.delete(tell);
        resolve(line);
      };
      waiting.add(tell);
      ended.then(() => reject(new Error(`it ended before it said “${words}”`)), reject);
    });
  const { port } = await hear('ready');
  return {
    url: `http://127.0.0.1:${port}`,
    lines,
    signal: signal => void bot.kill(signal),
    says: async words => void (await hear(words)),
    ended,
    [Symbol.asyncDispose]: async () => {
      bot.kill('SIGKILL');
      await ended;
      process.off('exit', orphaned);
    },
  };
}
