/**
 * What works in a deployed process: the queue, a worker's thread and the one that shows messages. Left out are Slack's
 * door and the rest of the timetable, whose threads would all start while this measures.
 */
import { openDatabase } from '../../../db/open.ts';
import { timetable } from '../../../jobs/index.ts';
import { startQueue } from '../../../jobs/queue.ts';
import { createScheduler } from '../../../jobs/scheduler.ts';
import { readConfig } from '../../../src/config.ts';
import { createLog } from '../../../src/log.ts';
import { ownMs } from './processor.ts';

const config = readConfig(process.env);
const log = createLog({ level: config.logLevel });
const database = await openDatabase(config);
const queue = await startQueue(database.url, log);
const jobs = timetable(config).filter(({ when }) => when === 'resident');
const scheduler = createScheduler(jobs, { ...config, databaseUrl: database.url }, log);
await scheduler.start();
process.on('message', () => process.send?.(ownMs()));
process.on('disconnect', async () => {
  await scheduler.stop();
  await queue.stop();
  await database.close();
  process.exit(0);
});
process.send?.('ready');
