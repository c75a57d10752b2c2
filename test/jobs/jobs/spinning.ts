/** Its event loop is gone for good. */
import { parentPort } from 'node:worker_threads';

parentPort?.postMessage('up');
for (;;) Math.sqrt(2);
