/** Dies at once, the first time out of memory. */
const { existsSync, writeFileSync } = await import('node:fs');
const { workerData } = await import('node:worker_threads');

const mark = workerData.config.dataDir;
if (!existsSync(mark)) {
  writeFileSync(mark, '');
  const hoard: number[][] = [];
  for (;;) hoard.push(Array.from({ length: 100_000 }, (_, at) => at * 1.5));
}
const { leave, untilStopped } = await import('../../../jobs/thread.ts');
writeFileSync(`${mark}.again`, '');
untilStopped().addEventListener('abort', leave);
