/**
 * A process that uses the local server, for `local.test.ts`: says what it got on one line, leaves when its input ends.
 * Arguments: the data folder, and optionally the user id to become first.
 */
import { once } from 'node:events';
import { startLocal } from '../../db/local.ts';

const [dataDir = '', uid] = process.argv.slice(2);
if (uid) {
  process.setgid?.(Number(uid));
  process.setuid?.(Number(uid));
}

const say = (line: unknown): boolean => process.stdout.write(`${JSON.stringify(line)}\n`);

try {
  const server = await startLocal(dataDir, { settings: { fsync: 'off' } });
  say({ url: server.url, started: server.started });
  process.stdin.resume();
  await once(process.stdin, 'end');
  await server.stop();
} catch (error) {
  say(error instanceof Error ? { ...error, message: error.message } : { message: String(error) });
  process.exitCode = 1;
}
