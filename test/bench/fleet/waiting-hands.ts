/** A process with the hands of one worker, in which a workspace's work is to wait. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startHands } from '../../../jobs/queue.ts';
import { createLog } from '../../../src/log.ts';

const [databaseUrl = '', waitMs = ''] = process.argv.slice(2);
const hands = await startHands(databaseUrl, createLog({ level: 'warn' }), () => sleep(Number(waitMs)));
process.on('disconnect', async () => {
  await hands.stop();
  process.exit(0);
});
process.send?.('ready');
