/** The process: settings, database, queue, threads, Slack; stops cleanly on a signal. */
import { openDatabase } from '../db/open.ts';
import { timetable } from '../jobs/index.ts';
import { startQueue } from '../jobs/queue.ts';
import { createScheduler } from '../jobs/scheduler.ts';
import { createApp } from './app.ts';
import { type Config, readConfig } from './config.ts';
import { createContext } from './context.ts';
import { UserError } from './errors.ts';
import { createLog, type Log } from './log.ts';

/** What is still not done when a deploy asks to stop is ended by force then. */
const STOP_MS = 10_000;

async function start(config: Config, log: Log): Promise<() => Promise<void>> {
  const { slack } = config;
  if (slack === null) {
    throw new UserError('No Slack app is configured.', {
      code: 'settings',
      remedy:
        'Set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET (README, “Ten minutes to a first sync”), or try `npm run demo`, which needs none.',
    });
  }
  const database = await openDatabase(config);
  const queue = await startQueue(database.url, log);
  const context = await createContext(config, { log, database, wake: queue.wake });
  const scheduler = createScheduler(timetable(config), { ...config, databaseUrl: database.url }, log);
  const app = createApp(context, slack, { workers: scheduler.isComplete });
  await scheduler.start();
  const port = await app.start();
  log.info({ port }, 'ready');
  return async () => {
    await app.stop();
    await scheduler.stop();
    await queue.stop();
    await context.close();
    await database.close();
  };
}

let log: Log | undefined;
// Node itself would write an error as it is, with whatever stands in it. Slack's library answers each request in a
// promise that nobody waits for: what breaks there is about that request alone.
process.on('uncaughtException', (error, origin) => {
  if (origin === 'unhandledRejection' && /HTTPReceiver\.js/.test(String(error?.stack))) {
    log?.error({ err: error }, 'a request broke off');
    return;
  }
  log?.fatal({ err: error }, 'broke off');
  process.exit(1);
});
try {
  const config = readConfig(process.env);
  log = createLog({ level: config.logLevel });
  const stop = await start(config, log);
  const leave = (signal: string): void => {
    log?.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), STOP_MS).unref();
    stop().then(
      () => process.exit(0),
      error => {
        log?.error({ err: error }, 'did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', leave);
  process.once('SIGINT', leave);
} catch (error) {
  if (error instanceof UserError) process.stderr.write(`${error.message}\n${error.remedy}\n`);
  else if (log) log.fatal({ err: error }, 'did not start');
  else throw error;
  process.exit(1);
}
