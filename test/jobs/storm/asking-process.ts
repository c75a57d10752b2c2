/** A process that asks for runs as the timetable does. Told for which, it asks five times at once and says what it got. */
import { startQueue } from '../../../jobs/queue.ts';
import { readConfig } from '../../../src/config.ts';
import { createContext } from '../../../src/context.ts';
import { createLog } from '../../../src/log.ts';
import { type Request, request } from '../../../src/sync/request.ts';

const log = createLog({ level: 'warn' });
const config = readConfig({ DATABASE_URL: process.argv[2], ENCRYPTION_KEYS: process.argv[3] });
const queue = await startQueue(process.argv[2]!, log);
const context = await createContext(config, { log, wake: queue.wake });

process.on('message', async (asked: Request) => {
  process.send?.(await Promise.all(Array.from({ length: 5 }, () => request(context, asked))));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
