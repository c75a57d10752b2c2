import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createScheduler } from '../../jobs/scheduler.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { createLog, type Log } from '../../src/log.ts';

let folder: string;
let lines: string[];
let log: Log;
let config: Config;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'prism-bot-jobs-'));
  lines = [];
  log = createLog({ level: 'debug', destination: { write: line => void lines.push(line) } });
  config = { ...readConfig({}), dataDir: path.join(folder, 'mark') };
});
afterEach(() => rm(folder, { recursive: true }));

const resident = (...names: string[]) =>
  names.map(name => ({
    name,
    path: path.join(import.meta.dirname, 'jobs', `${name}.ts`),
    when: 'resident' as const,
  }));

describe('the scheduler', () => {
  test('starts its residents and ends them when they are asked to', async () => {
    const scheduler = createScheduler(resident('willing'), config, log);
    expect(scheduler.isComplete()).toBe(false);
    await scheduler.start();
    await vi.waitUntil(() => scheduler.isComplete());
    const before = performance.now();
    await scheduler.stop();
    expect(performance.now() - before).toBeLessThan(3_000);
    expect(scheduler.isComplete()).toBe(false);
  });

  test('ends a thread that does not listen and one that spins, within ten seconds', async () => {
    const scheduler = createScheduler(resident('stubborn', 'spinning'), config, log);
    await scheduler.start();
    await vi.waitUntil(() => scheduler.isComplete());
    const before = performance.now();
    await scheduler.stop();
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  test('may be started twice', async () => {
    const scheduler = createScheduler(resident('willing'), config, log);
    await Promise.all([scheduler.start(), scheduler.start()]);
    await vi.waitUntil(() => scheduler.isComplete());
    await scheduler.stop();
  });

  test('outlives a thread that is out of memory, says so, and brings it back', async () => {
    const scheduler = createScheduler(resident('dying'), config, log, { megabytes: 64 });
    await scheduler.start();
    await vi.waitUntil(() => existsSync(`${config.dataDir}.again`), { timeout: 40_000 });
    expect(lines.filter(line => line.includes('a job broke off')).length).toBeGreaterThan(0);
    expect(lines.filter(line => line.includes('already running'))).toEqual([]);
    await scheduler.stop();
  });

  test('ends a resident that gives no sign of life, and brings it back', async () => {
    const scheduler = createScheduler(resident('spinning'), config, log, { silentMs: 400 });
    await scheduler.start();
    await vi.waitUntil(() => lines.filter(line => line.includes('no sign of life')).length >= 2, {
      timeout: 30_000,
    });
    await scheduler.stop();
  });

  test('ends a job of the timetable that hangs, so that it runs again', async () => {
    const hanging = { ...resident('hanging')[0]!, when: { first: '1ms', every: '1s' } };
    const scheduler = createScheduler([hanging], config, log, { longestMs: 500 });
    await scheduler.start();
    await vi.waitUntil(() => existsSync(`${config.dataDir}.again`), { timeout: 30_000 });
    await scheduler.stop();
  });

  test('does not start a job of the timetable while it still runs', async () => {
    const slow = { ...resident('willing')[0]!, when: { first: '1ms', every: '50ms' } };
    const scheduler = createScheduler([slow], config, log);
    await scheduler.start();
    await vi.waitUntil(() => lines.filter(line => line.includes('passed over')).length >= 3, {
      timeout: 10_000,
    });
    expect(lines.filter(line => line.includes('"level":"warn"'))).toEqual([]);
    await scheduler.stop();
  });
});
