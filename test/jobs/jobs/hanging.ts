/** Waits for ever, the first time. */
import { existsSync, writeFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

const mark = workerData.config.dataDir;
if (existsSync(mark)) writeFileSync(`${mark}.again`, '');
else {
  writeFileSync(mark, '');
  parentPort?.on('message', () => {});
}
